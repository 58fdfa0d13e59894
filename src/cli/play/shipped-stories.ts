import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Piece } from "../../play/protocol.ts";
import { STORIES } from "../../play/stories/stories.ts";
import type { Story } from "../../play/stories/story.ts";
import { asPlayed } from "../../play/text/by-hand.ts";
import { SCENARIOS } from "../shipped-scenarios.ts";

/** The scenario of a story, as the page plays it. */
export const pieceOf = ({ scenario }: Story): Piece => ({
  file: `scenarios/${scenario}`,
  text: asPlayed(readFileSync(join(SCENARIOS, scenario), "utf8")),
  companions: {},
  replication: 0,
});

/** The scenarios of all stories, by the names of these. */
export const storyPieces = (): Record<string, Piece> =>
  Object.fromEntries(STORIES.map((story) => [story.name, pieceOf(story)]));

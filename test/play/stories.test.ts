/** Each story waits for its viewer, is told by the run itself, and ends as the command line ends. */
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { begin, look, turn } from "../../src/play/stories/guide.ts";
import { STORIES } from "../../src/play/stories/stories.ts";
import { trace } from "../../src/trace/trace.ts";
import { some } from "../long.ts";
import { read, Viewer } from "./viewer.ts";

for (const story of some(STORIES, [0, 4, 6]))
  test(`${story.name}: every step waits, and is done by what it asks for`, () => {
    const viewer = new Viewer(story);
    let guide = begin(story);
    for (const step of story.steps) {
      viewer.begin(step.begins);
      guide = look(guide, viewer.seen());
      expect(guide.told[guide.step], `${step.title}: done before anything was`).toBeNull();
      for (const move of step.moves) viewer.do(move);
      guide = look(guide, viewer.seen());
      const told = guide.told[guide.step];
      expect(told, `${step.title}: not done`).not.toBeNull();
      expect(told).not.toMatch(/NaN|undefined|Infinity|null/);
      guide = turn(guide, 1);
    }
    viewer.do({ goTo: Infinity });
    const { fingerprint } = trace(
      new Replicator(read(viewer.text), engineNamed("native")),
      { replication: 0, until: Infinity },
      () => {},
    );
    expect(viewer.run.fingerprint).toBe(fingerprint);
  });

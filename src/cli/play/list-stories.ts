import { STORIES } from "../../play/stories/stories.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { tableOf } from "../../report/table/table.ts";
import type { OptionsOf } from "../command/command.ts";
import { EXIT } from "../exit-codes.ts";
import { print } from "../printing.ts";
import type { PLAY } from "./play-commands.ts";

/** `sipnines play --list`: the guided stories. Returns the exit code. */
export function listStories(options: OptionsOf<typeof PLAY>): number {
  const stories = STORIES.map(({ name, title, line, scenario, steps }) => ({
    ...{ name, title, line },
    scenario: `scenarios/${scenario}`,
    steps: steps.length,
  }));
  const table = tableOf(
    "Guided stories",
    [
      { heading: "name", field: "name" },
      { heading: "steps", field: "steps" },
      { heading: "what it is about", field: "line" },
    ],
    stories,
  );
  print<"play-list">(options, { stories }, (colour) => onTerminal(table, colour));
  return EXIT.fine;
}

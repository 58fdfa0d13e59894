/** The command that shows a scenario alive. */
import { command } from "../command/command.ts";
import { count, file, flag, or } from "../command/option.ts";
import { presetNames, printing, SETTINGS } from "../command/shared-options.ts";

const subjects = async () => [
  ...(await import("../../play/stories/stories.ts")).STORIES.map(({ name }) => name),
  ...(await presetNames()),
];

export const PLAY = command({
  about: "a page that plays a scenario in the browser: watch it, break it, go back, copy what was done",
  args: [["[subject]", "scenario file, preset or guided story (default: a choice of all stories)"]],
  options: {
    list: flag("list the guided stories, and write no page"),
    set: SETTINGS.set,
    seed: SETTINGS.seed,
    replication: or(count("which replication is played, from 0", 0, 1e6), 0),
    out: file("write the page there (default: play-NAME.html)"),
    ...printing("what was written"),
  },
  completion: subjects,
  example: "play scenarios/failover-iprs.yaml --out failover.html",
});

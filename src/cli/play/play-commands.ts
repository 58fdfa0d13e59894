/** The command that shows a scenario alive. */
import { command } from "../command/command.ts";
import { count, file, or } from "../command/option.ts";
import { presetNames, printing, SETTINGS } from "../command/shared-options.ts";

export const PLAY = command({
  about: "a page that plays a scenario in the browser: watch it, break it, go back, copy what was done",
  args: [["[subject]", "scenario file, or preset (default: iprs)"]],
  options: {
    set: SETTINGS.set,
    seed: SETTINGS.seed,
    replication: or(count("which replication is played, from 0", 0, 1e6), 0),
    out: file("write the page there (default: play-NAME.html)"),
    ...printing("what was written"),
  },
  completion: presetNames,
  example: "play scenarios/failover-iprs.yaml --out failover.html",
});

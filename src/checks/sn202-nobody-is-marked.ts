import type { Check } from "./check.ts";
import { directed, directorCfg } from "./examples.ts";
import { directorsOf, lineOf, proxyDies, withTrial } from "./servers.ts";

const mode = (value: number) =>
  directed(
    directorCfg(
      `modparam("tm", "fr_timer", 2000)\nmodparam("dispatcher", "flags", 2)\nmodparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", ${value})`,
    ),
  );

export const NOBODY_IS_MARKED: Check = {
  code: "SN202",
  title: "A dispatcher asks only destinations that nothing marks",
  severity: "error",
  about:
    "With `ds_probing_mode` 0, the default, and with 2, a destination is asked only after a failed request has marked it (`ds_mark_dst`); looks whether any route does.",
  mend: '`ds_probing_mode` 1, or `ds_mark_dst("p")` in the failure route.',
  ill: mode(0),
  well: mode(1),
  find: (seen) =>
    directorsOf(seen)
      .filter(
        ({ dispatch: { pingInterval, mode, marks } }) =>
          pingInterval.value > 0 && mode.value % 2 === 0 && marks === null,
      )
      .map(({ node, server, dispatch }) => ({
        place: lineOf(
          dispatch.mode.origin.kind === "written" ? dispatch.mode : dispatch.pingInterval,
          server,
          "dispatcher",
        ),
        message: `${node} has ds_probing_mode ${dispatch.mode.value}, and no route marks a destination: nobody is ever asked`,
        consequence: "A dead destination is never found down and keeps its share of the calls",
        ...withTrial(proxyDies(seen)),
      })),
};

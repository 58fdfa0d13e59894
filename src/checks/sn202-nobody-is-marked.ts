import { asksOf } from "../deployment/dispatch.ts";
import { callsOf } from "../deployment/route-calls.ts";
import type { SipServer } from "../deployment/sip-server.ts";
import type { Check } from "./check.ts";
import { directed, directorCfg } from "./examples.ts";
import { directorsOf, isFlagged, lineOf, proxyDies, withTrial } from "./servers.ts";

/** Whether a failure route calls `ds_mark_dst` without effect. */
const inVain = ({ facts, dispatch }: SipServer): boolean =>
  dispatch?.keepsNext.value === false && callsOf(facts, "failure_route").some(({ name }) => name === "ds_mark_dst");

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
    "With `ds_probing_mode` 0, the default, with 2, and with 3 where no destination has the flag 8, a destination is asked only after a failed request has marked it (`ds_mark_dst`, which needs 2 in Kamailio's `flags`); looks whether any route does.",
  mend: '`ds_probing_mode` 1; or, with 2, `ds_mark_dst("ip")` in the failure route.',
  ill: mode(0),
  well: mode(1),
  find: (seen) =>
    directorsOf(seen)
      .filter(
        ({ dispatch }) =>
          dispatch.pingInterval.value > 0 && dispatch.marks === null && asksOf(dispatch, isFlagged(seen)) === null,
      )
      .map(({ node, server, dispatch }) => ({
        place: lineOf(
          dispatch.mode.origin.kind === "written" ? dispatch.mode : dispatch.pingInterval,
          server,
          "dispatcher",
        ),
        message: `${node} has ds_probing_mode ${dispatch.mode.value}, and ${inVain(server) ? "its ds_mark_dst marks nothing, since flags lack 2" : "no route marks a destination"}: nobody is ever asked`,
        consequence: "A dead destination is never found down and keeps its share of the calls",
        ...withTrial(proxyDies(seen)),
      })),
};

import { asksOf } from "../deployment/dispatch.ts";
import type { Check } from "./check.ts";
import { directed, directorCfg } from "./examples.ts";
import { directorsOf, isFlagged, lineOf, proxyDies, withTrial } from "./servers.ts";

/** A ping that is given up later is told [s]. */
const PATIENT = 10;

const timer = (line: string) =>
  directed(
    directorCfg(
      `${line}modparam("dispatcher", "flags", 2)\nmodparam("dispatcher", "ds_ping_interval", 3)\nmodparam("dispatcher", "ds_probing_mode", 1)`,
    ),
  );

export const PING_TIMES_OUT_LATE: Check = {
  code: "SN203",
  title: "A ping is given up long after its interval",
  severity: "warning",
  about:
    "A ping of the dispatcher is a transaction of tm: without an answer it ends after `fr_timer` (`fr_timeout`), 30 s by default, however short `ds_ping_interval` is. Looks for pings that are given up after more than 10 s, where any are sent.",
  mend: '`fr_timer` of 2 to 5 s (`modparam("tm", "fr_timer", 2000)`); calls go on to the next destination as much sooner.',
  ill: timer(""),
  well: timer('modparam("tm", "fr_timer", 2000)\n'),
  find: (seen) =>
    directorsOf(seen).flatMap(({ node, server, dispatch }) => {
      const { silence } = server;
      const { pingInterval, threshold } = dispatch;
      if (silence === null || pingInterval.value <= 0 || silence.value <= PATIENT) return [];
      if (dispatch.marks === null && asksOf(dispatch, isFlagged(seen)) === null) return []; // SN202: nobody is asked
      const soonest = silence.value + (threshold.value - 1) * pingInterval.value;
      return [
        {
          place: lineOf(silence.origin.kind === "written" ? silence : pingInterval, server, "dispatcher"),
          message: `${node} pings every ${pingInterval.value} s, and gives a ping up after ${silence.value} s (fr_timer)`,
          consequence: `A dead destination is found down after ${soonest} to ${soonest + pingInterval.value} s`,
          ...withTrial(proxyDies(seen)),
        },
      ];
    }),
};

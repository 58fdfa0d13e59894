import type { Check } from "./check.ts";
import { directed, directorCfg } from "./examples.ts";
import { directorsOf, lineOf, proxyDies, withTrial } from "./servers.ts";

const probing = (line: string) =>
  directed(directorCfg(`modparam("tm", "fr_timer", 2000)\nmodparam("dispatcher", "flags", 2)${line}`));

export const NO_PROBING: Check = {
  code: "SN201",
  title: "A dispatcher asks no destination whether it lives",
  severity: "error",
  about:
    "Looks at `ds_ping_interval` of Kamailio's and OpenSIPS's dispatcher, which is 0 by default: nobody is asked. Where a failure route marks destinations (`ds_mark_dst`) it is a warning: each is found down by calls that wait for it, and none is found well again.",
  mend: "`ds_ping_interval` of some seconds, `ds_probing_mode` 1.",
  ill: probing(""),
  well: probing('\nmodparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", 1)'),
  find: (seen) =>
    directorsOf(seen)
      .filter(({ dispatch }) => dispatch.pingInterval.value <= 0)
      .map(({ node, server, dispatch }) => ({
        place: lineOf(dispatch.pingInterval, server, "dispatcher"),
        message: `${node} asks no destination (ds_ping_interval ${dispatch.pingInterval.value})`,
        consequence:
          dispatch.next === null
            ? "A dead destination keeps its share of the calls, and these fail, for as long as it is dead"
            : "A dead destination keeps its share of the calls, and each of these waits for fr_timer before it goes elsewhere",
        ...(dispatch.marks !== null && { severity: "warning" as const }),
        ...withTrial(proxyDies(seen)),
      })),
};

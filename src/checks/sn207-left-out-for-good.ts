import { asksOf } from "../deployment/dispatch.ts";
import type { Check } from "./check.ts";
import { directed, directorCfg } from "./examples.ts";
import { directorsOf, isFlagged } from "./servers.ts";

const marking = (mode: number) =>
  directed(
    directorCfg(
      `modparam("tm", "fr_timer", 2000)\nmodparam("dispatcher", "flags", 2)\nmodparam("dispatcher", "ds_ping_interval", 5)\nmodparam("dispatcher", "ds_probing_mode", ${mode})`,
      '    ds_mark_dst("ip");\n    if (ds_next_dst()) {\n        t_on_failure("NEXT");\n        t_relay();\n    }\n',
    ),
  );

export const LEFT_OUT_FOR_GOOD: Check = {
  code: "SN207",
  title: "A destination that a call has marked does not come back",
  severity: "warning",
  about:
    'Looks at `ds_mark_dst` in failure routes. Under Kamailio\'s `ds_probing_mode` 0, the default, a marked destination is asked once, and where that ping fails it stays out until a reload; without p (`ds_mark_dst("i")`) it is never asked but in mode 1. OpenSIPS never asks one that is marked other than `"p"`. Each short outage takes away a destination that works again.',
  mend: '`ds_probing_mode` 1 with a `ds_ping_interval`, or under Kamailio 2 with `ds_mark_dst("ip")`; under OpenSIPS `ds_mark_dst("p")`.',
  ill: marking(0),
  well: marking(1),
  notRun: "No run shows it: a minute has one outage, and what stays out of the list meets the next one.",
  find: (seen) =>
    directorsOf(seen).flatMap(({ node, dispatch }) => {
      const { marks, pingInterval } = dispatch;
      if (marks === null || marks.origin.kind !== "written") return [];
      const asks = pingInterval.value > 0 ? asksOf(dispatch, isFlagged(seen)) : null;
      if (asks === "marked" || (asks === "all" && (dispatch.daemon === "kamailio" || marks.isProbed))) return [];
      const how =
        asks === "marked once"
          ? "asks each once after its mark, and no more when that fails"
          : pingInterval.value > 0
            ? "has none of them asked"
            : "asks nobody (ds_ping_interval)";
      return [
        {
          place: marks.origin.place,
          message: `${node} marks destinations that fail, and ${how}`,
          consequence:
            "A destination that was away for longer than a ping stays out after it works again, until somebody reloads the list; with the last one every call is refused",
        },
      ];
    }),
};

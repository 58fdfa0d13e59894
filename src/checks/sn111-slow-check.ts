import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { instancesOf, placeOf, serverDies, watchedBy } from "./vrrp.ts";

/** Timer B and timer F of RFC 3261 §17.1: 64 × T1 [s]. */
const TIMER_B = 64 * 0.5;

const every = (interval: number) =>
  `vrrp_script sip {\n    script "/usr/bin/pgrep -x kamailio"\n    interval ${interval}\n    fall 3\n    weight -60\n}\n`;

export const SLOW_CHECK: Check = {
  code: "SN111",
  title: "A check takes longer than callers wait",
  severity: "warning",
  about:
    "A script counts as failed after `fall` failures in a row, `interval` apart: (fall − 1) × interval to fall × interval, and its time-out where it hangs. A caller gives up after timer B, 32 s (RFC 3261 §17.1.1.2).",
  mend: "A shorter `interval` or a lower `fall`: 2 s and 2 are noticed after 2 to 4 s.",
  ill: pair({ script: every(15) }, { script: every(15) }),
  well: pair({ script: every(2) }, { script: every(2) }),
  find: (seen) =>
    instancesOf(seen).flatMap((member) =>
      watchedBy(member).flatMap(({ what, script }) => {
        if (script === null) return [];
        const { interval, fall } = script;
        const longest = interval.value * fall.value;
        if (longest <= TIMER_B) return [];
        return [
          {
            place: placeOf(interval, script.place),
            message: `${what}: fall ${fall.value} × interval ${interval.value} s is ${longest} s, and callers give up after ${TIMER_B} s`,
            consequence: `A dead server of ${member.node} as master is noticed after ${longest - interval.value} to ${longest} s: calls that begin meanwhile time out`,
            ...serverDies(seen, member),
          },
        ];
      }),
    ),
};

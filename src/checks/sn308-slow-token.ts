import type { Check } from "./check.ts";
import { cib, ring } from "./examples-of-clusters.ts";
import { hostDies } from "./vrrp.ts";

/** Timer B of RFC 3261 §17.1.1.2: 64 × T1 [s]. */
const TIMER_B = 64 * 0.5;

export const SLOW_TOKEN: Check = {
  code: "SN308",
  title: "A dead node is noticed later than callers wait",
  severity: "warning",
  about:
    "A node is dead when the token has not come for `token`, and out of the ring after `consensus` more. A caller gives up after timer B, 32 s (RFC 3261 §17.1.1.2).",
  mend: "Leave both out: 3 s and 3.6 s are the defaults of two nodes.",
  ill: { ...ring("    token: 30000\n    consensus: 36000\n"), ...cib() },
  well: { ...ring("    token: 5000\n    consensus: 6000\n"), ...cib() },
  find: ({ readings }) =>
    readings.flatMap((one) => {
      if (one.kind !== "corosync") return [];
      const { token, tokenTimeout, consensus, nodes } = one.facts;
      const first = nodes[0]?.name?.value;
      const both = Number((tokenTimeout.value + consensus.value).toPrecision(6));
      if (both <= TIMER_B || token.origin.kind !== "written") return [];
      return [
        {
          place: token.origin.place,
          message: `token ${tokenTimeout.value} s and consensus ${consensus.value} s are ${both} s, and callers give up after ${TIMER_B} s`,
          consequence: `When a node dies another takes over after ${both} s: calls that begin meanwhile time out`,
          ...(first !== undefined && { trial: hostDies(first) }),
        },
      ];
    }),
};

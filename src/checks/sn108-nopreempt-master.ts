import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { instancesOf, placeOf } from "./vrrp.ts";

export const NOPREEMPT_BESIDE_MASTER: Check = {
  code: "SN108",
  title: "nopreempt or preempt_delay beside state MASTER",
  severity: "warning",
  about:
    "Keepalived clears `nopreempt` and `preempt_delay` where the state is MASTER, with a warning in its log (vrrp.c).",
  mend: "`state BACKUP` on all hosts; the highest priority is master all the same.",
  ill: pair({ lines: "nopreempt" }, {}),
  well: pair({ state: "BACKUP", lines: "nopreempt" }, {}),
  notRun: "No run shows it: in a scenario a host comes back with its SIP server, which has the bindings of its peers.",
  find: (seen) =>
    instancesOf(seen).flatMap(({ node, instance }) => {
      const { state, nopreempt, preemptDelay } = instance;
      if (state.value !== "MASTER" || !(nopreempt.value || preemptDelay.value > 0)) return [];
      const key = nopreempt.value ? "nopreempt" : `preempt_delay ${preemptDelay.value}`;
      return [
        {
          place: placeOf(nopreempt.value ? nopreempt : preemptDelay, instance.place),
          message: `${key} beside state MASTER: Keepalived clears it`,
          consequence: `When ${node} comes back it takes its addresses at once, before its SIP server and bindings are there`,
        },
      ];
    }),
};

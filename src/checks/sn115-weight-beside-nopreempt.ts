import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { groupsOf, interfacesOf, type Member, membersOf, serverDies, watchedBy } from "./vrrp.ts";

/** Keepalived heeds `nopreempt` beside state BACKUP only (vrrp.c). */
const holdsBack = ({ instance }: Member): boolean => instance.nopreempt.value && instance.state.value !== "MASTER";
const held = { state: "BACKUP", lines: "nopreempt" };
const script = (weight: string) =>
  `vrrp_script sip {\n    script "/usr/bin/pgrep -x kamailio"\n    interval 2\n    fall 2\n${weight}}\n`;
const both = (weight: string) => pair({ ...held, script: script(weight) }, { ...held, script: script(weight) });

export const WEIGHT_BESIDE_NOPREEMPT: Check = {
  code: "SN115",
  title: "A weight moves nothing between hosts with nopreempt",
  severity: "error",
  about:
    "A check with a weight makes a master's priority lower, and the master goes on advertising. A backup with `nopreempt` lets any priority be master (RFC 5798 §6.4.2), however much higher its own is. Looks whether all other hosts of the virtual router have it, beside state BACKUP. Of the host with the highest priority it is an error, of others, which are master only after a takeover, a note; of an interface a warning.",
  mend: "No weight: then a failed check puts the instance in the fault state, in which it advertises no more; or no `nopreempt`.",
  ill: both("    weight -60\n"),
  well: both(""),
  find: (seen) =>
    membersOf(seen).flatMap((members) =>
      members.flatMap((member, at) => {
        const others = members.filter((other) => other !== member);
        const isInGroup = groupsOf(member).some(({ keepsWeights }) => !keepsWeights.value);
        if (others.length === 0 || isInGroup || !others.every(holdsBack)) return [];
        return [...watchedBy(member), ...interfacesOf(member)]
          .filter(({ weight }) => weight.value !== 0)
          .map(({ what, place, weight, isInterface }) => ({
            place,
            message: `${what}: weight ${weight.value} of ${member.node}, and nopreempt on ${others.map(({ node }) => node).join(", ")}`,
            consequence: `When it fails while ${member.node} is master, ${member.node} stays master at a lower priority: nobody takes over`,
            ...((at > 0 || isInterface === true) && { severity: at > 0 ? ("note" as const) : ("warning" as const) }),
            ...(isInterface !== true && serverDies(seen, member)),
          }));
      }),
    ),
};

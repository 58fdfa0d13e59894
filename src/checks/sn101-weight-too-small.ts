import type { Check, Seen } from "./check.ts";
import { pair } from "./examples.ts";
import { groupsOf, interfacesOf, type Member, membersOf, serverDies, watchedBy } from "./vrrp.ts";

/** Priorities stay between these (vrrp_scheduler.c); 255 never changes. */
const [LEAST, MOST, OWNER] = [1, 254, 255];
const within = (priority: number): number => Math.min(MOST, Math.max(LEAST, priority));

const weak = (weight: number) =>
  `vrrp_script sip {\n    script "/usr/bin/pgrep -x kamailio"\n    interval 2\n    fall 2\n    weight ${weight}\n}\n`;

export const WEIGHT_TOO_SMALL: Check = {
  code: "SN101",
  title: "The weight of a check is smaller than the difference between the priorities",
  severity: "error",
  about:
    "Looks at what an instance tracks with a weight: scripts, processes and, as a note, since their weights may be meant to add up, interfaces. A failed check takes the weight from the master's priority; if what is left is not below the backup's, the backup hears nothing that lets it take over (keepalived.conf(5); equal is not enough).",
  mend: "A weight greater than the difference between the priorities, such as `weight -60` for 150 and 100; or no weight: then the instance goes to the fault state.",
  ill: pair({ script: weak(-40) }, { script: weak(-40) }),
  well: pair({ script: weak(-60) }, { script: weak(-60) }),
  find: (seen: Seen) =>
    membersOf(seen).flatMap(([master, ...others]) => {
      if (master === undefined || others.length === 0) return [];
      const backup = Math.max(...others.map(priorityWhenWell));
      const { node, instance } = master;
      const well = priorityWhenWell(master);
      const sum = sumWhenWell(master);
      return weightsOf(master).flatMap(({ what, place, weight, isInterface }, at) => {
        const left = instance.priority.value === OWNER ? OWNER : within(sum - Math.abs(weight.value));
        if (left < backup) return [];
        const rival = others.find((other) => priorityWhenWell(other) === backup)!.node;
        return [
          {
            place,
            message: `${what}: weight ${weight.value} is not more than the difference between the priorities, ${well - backup}`,
            consequence: `When it fails, ${node}'s priority goes from ${well} to ${left}, and ${rival} has ${backup}: nobody takes over`,
            ...(isInterface === true && { severity: "note" as const }),
            ...(at === 0 && isInterface !== true && serverDies(seen, master)),
          },
        ];
      });
    }),
};

/** What is tracked with a weight that counts: in a sync group it does not, unless told to. */
const weightsOf = (member: Member) =>
  groupsOf(member).some(({ keepsWeights }) => !keepsWeights.value)
    ? []
    : [...watchedBy(member), ...interfacesOf(member)].filter(({ weight }) => weight.value !== 0);

/** What priority and weights come to while all that is tracked is well: positive weights are added. Keepalived keeps the sum, and cuts what it sends. */
const sumWhenWell = (member: Member): number =>
  weightsOf(member).reduce((sum, { weight }) => sum + Math.max(0, weight.value), member.instance.priority.value);
const priorityWhenWell = (member: Member): number =>
  member.instance.priority.value === OWNER ? OWNER : within(sumWhenWell(member));

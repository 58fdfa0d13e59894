import type { Check } from "./check.ts";
import { pair } from "./examples.ts";
import { membersOf, placeOf } from "./vrrp.ts";

export const EQUAL_PRIORITIES: Check = {
  code: "SN102",
  title: "Two hosts of a virtual router have the same priority",
  severity: "warning",
  about:
    "Looks at the priorities of a virtual router's hosts. Of equals the one with the higher address is master (RFC 5798 §6.4.3), whatever `state` says. Equal priorities beside `nopreempt` on both are no finding: who has the address keeps it.",
  mend: "Another priority for each host, such as 150 and 100; or `nopreempt` and `state BACKUP` on both.",
  ill: pair({ priority: 100 }, {}),
  well: pair({ priority: 101 }, {}),
  notRun:
    "No run shows it: in a scenario the order of the nodes stands for that of their addresses, which decides here and which no keepalived.conf says.",
  find: (seen) =>
    membersOf(seen).flatMap((members) =>
      members.slice(1).flatMap((member, at) => {
        const before = members[at]!;
        const { instance, node } = member;
        const isHeld = [before, member].every(
          ({ instance: one }) => one.nopreempt.value && one.state.value !== "MASTER",
        );
        if (instance.priority.value !== before.instance.priority.value || isHeld) return [];
        return [
          {
            place: placeOf(instance.priority, instance.place),
            message: `${node} and ${before.node} both have priority ${instance.priority.value}`,
            consequence: `Which of them has ${addressesOf(instance.addresses)} is decided by their own addresses, and both may claim it when they start together`,
          },
        ];
      }),
    ),
};

const addressesOf = (addresses: readonly { readonly value: string }[]): string =>
  addresses.length === 0 ? "the address" : addresses.map(({ value }) => value).join(", ");

import { isKnown } from "../../../notation/known.ts";
import { defaulted, named } from "../../../notation/object.ts";
import type { Place } from "../../../notation/place.ts";
import { word } from "../../../notation/quantities.ts";
import type { DetectorWatch } from "../../kind.ts";

/** What `state` of keepalived.conf says of single nodes; BACKUP where nothing is said. */
export type States = Readonly<Record<string, "MASTER" | "BACKUP">>;

export const statesField = defaulted(
  "state of single nodes in keepalived.conf, by name. Keepalived 2 begins as backup whatever it says, unless its priority is 255; MASTER clears nopreempt and preempt_delay.",
  named("nodes", word("MASTER", "BACKUP"), 0, 64),
  [],
  {},
);

/**
 * MASTER makes no router master, which its priority does, but clears `nopreempt` and `preempt_delay` with a warning that few read
 * (keepalived.conf(5); seen on 2.2.7): a file that has them beside it says two different things.
 */
export function checkStates(
  { states = {}, preemptDelay }: { readonly states?: States; readonly preemptDelay?: number },
  { watched: tier, addresses, goesBack }: DetectorWatch,
  place: Place,
): void {
  for (const [node, state] of Object.entries(states)) {
    const at = place.at("states", node);
    const names = tier.nodes.map(({ name }) => name);
    if (!isKnown(node, names, `a node that is not in ${tier.name},`, at) || state === "BACKUP") continue;
    if (!addresses.some(({ owner }) => owner === node)) continue;
    if (!goesBack)
      at.report(
        "MASTER beside failback: none, where Keepalived clears nopreempt and takes the address back",
        "BACKUP on all nodes, or failback: preempt",
      );
    if (preemptDelay !== undefined)
      at.report(
        "MASTER beside a preemptDelay, where Keepalived clears preempt_delay",
        "BACKUP on all nodes, or no preemptDelay",
      );
  }
}

/** Says of whom MASTER makes nothing. */
export function warnOfStates(
  { states = {} }: { readonly states?: States },
  { addresses }: DetectorWatch,
  place: Place,
): void {
  for (const [node, state] of Object.entries(states))
    if (state === "MASTER" && !addresses.some(({ owner }) => owner === node))
      place
        .at("states", node)
        .warn(
          `state MASTER of ${node}, which has not the highest priority`,
          "it is a backup all the same",
          "Of two that hear each other the higher priority is master, whatever their state says.",
        );
}

/** What the chain of a call does not know of how bindings are kept. */
import { replaces } from "../consequences/description.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Why no share of failed calls can be told; undefined where it can. */
export function bindingsRefusal({ architecture: { bindings, watches } }: Scenario): string | undefined {
  if (bindings.kind !== "usrloc" || bindings.mode === "memory" || !watches.some(replaces)) return undefined;
  return (
    "A standby knows what its usrloc loaded when it started, and nobody who has registered since: how much that is when it takes over the chain of a call does not know. " +
    "No share of failed calls can be told; sipnines run tells what a takeover costs."
  );
}

/** What was assumed, as a sentence each. */
export function bindingsAssumed({ architecture: { bindings }, traffic }: Scenario): string[] {
  if (bindings.kind === "memory" && bindings.copiedTo === "standbys" && bindings.transfer !== "at once")
    return [
      "Bindings that belong to addresses are taken to be there as soon as a node comes back, whatever their transfer takes; sipnines run tells what it costs.",
    ];
  const rest = "What calls to them lose is not counted; sipnines run tells it.";
  if (bindings.kind !== "usrloc") return [];
  if (bindings.mode === "load only")
    return [`Bindings that were not there from the start are gone with each death. ${rest}`];
  if (bindings.mode !== "write-back" || traffic.registration.refresh === Infinity) return [];
  const gone = (traffic.users * unwritten(bindings.interval, traffic.registration.refresh)).toPrecision(3);
  return [
    `With each death ${Number(gone)} registrations are gone on average, those since usrloc's timer ticked. ${rest}`,
  ];
}

/** Mean share of users whose turn, one every `refresh`, has come since a timer last ticked at a random moment: of U(0, interval) at most all. */
export const unwritten = (interval: number, refresh: number): number =>
  interval <= refresh ? interval / (2 * refresh) : 1 - refresh / (2 * interval);

import type { CallLine } from "../analysis/call/call-defects.ts";
import type { Caller } from "../analysis/call/caller.ts";
import { lastDeaths } from "../analysis/call/dropped-calls.ts";
import { goesBack } from "../analysis/call/route.ts";
import type { GroupLayout } from "../analysis/generator/layout.ts";
import type { ServiceAvailability } from "../analysis/service-availability.ts";
import type { Distribution } from "../distributions/description.ts";
import { momentsOf, quantileOf } from "../distributions/law.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Tier } from "../tiers/description.ts";

/** Values that stand for a distribution. */
const POINTS = 1000;

/** What a service of back-to-back user agents loses of its calls, beside what the chain of a call knows. */
export interface DialogLosses {
  /** What the chain is asked instead: who finds an address served, and, where others have the dialog, finds one again for the BYE. */
  readonly caller: Caller;
  /** @param served share of calls that fail for no other cause */
  lines(served: number): CallLine[];
}

/**
 * The share of calls that die with the memory of a node: exact where nobody has copies, since times to failure are exponential and a call ends well
 * then if and only if the node that has taken its INVITE outlives it. With synchronous copies what dies is in set-up, or in progress when the last node
 * of the tier dies and another serves again before the BYE.
 *
 * @returns undefined where nobody keeps dialogs; a sentence where the share cannot be told
 */
export function dialogLosses(
  { architecture, traffic }: Scenario,
  { service, probability }: ServiceAvailability,
  caller: Caller,
): DialogLosses | string | undefined {
  const { tiers } = architecture;
  const front = tiers.find(({ next }) => next !== undefined);
  if (front !== undefined)
    return `${front.name} send calls on to another tier, and what the failures of both together lose of calls is known by messages only (failedCalls, droppedCalls).`;
  const tier = tiers.find(({ dialogs }) => dialogs !== undefined);
  if (tier === undefined) return undefined;
  const layout = service.layouts.find(({ group }) => group.name === tier.name);
  const obstacle = obstacleTo(tier, { architecture, traffic }, caller, layout);
  if (obstacle !== undefined || layout === undefined)
    return `${obstacle}, of which the chain of a call knows nothing: what ${tier.name} lose of calls is known by messages only (failedCalls, droppedCalls).`;
  const rate = 1 / layout.group.mttf;
  const { ring, hold } = traffic.calls!;
  const begun = diesWithin(ring, rate);
  const hasCopies = tier.dialogs!.replication.mode === "synchronous" && tier.nodes.length > 1;
  // Copies are of no use to who dies last. What is being set up is lost already.
  const lost = hasCopies ? (1 - begun) * survivesLast(layout, { service, probability }, hold) : diesWithin(hold, rate);
  const share = hasCopies ? begun + lost : begun + (1 - begun) * lost;
  return {
    caller: { ...caller, ring: 0, hold: hasCopies ? caller.hold : [0], recordRoute: true },
    lines: (served) => [{ cause: "dialogs", group: tier.name, probability: served * share }],
  };
}

/** What stands in the way of a share, as the beginning of a sentence. */
function obstacleTo(
  tier: Tier,
  { architecture: { tiers, watches }, traffic }: Pick<Scenario, "architecture" | "traffic">,
  { nextTarget }: Caller,
  layout: GroupLayout | undefined,
): string | undefined {
  const { sessionTimer = Infinity, mediaTimeout = Infinity } = traffic.calls!;
  const own = watches.filter((watch) => watch.tier === tier.name);
  const other = tiers.find(({ role, name }) => (role === "proxy" || role === "director") && name !== tier.name);
  if (other !== undefined) return `Calls may pass ${other.name} as well`;
  if (layout === undefined) return `The service works without ${tier.name}`;
  if (layout.group.maintenance !== undefined) return "Planned work takes dialogs away";
  if (nextTarget !== undefined) return "Callers go to a next target";
  if (sessionTimer < Infinity || mediaTimeout < Infinity) return "Session timers and silent media end calls";
  if (own.some(({ consequence }) => consequence.kind !== "takeover")) return "Calls move with a route or a record";
  const { mode } = tier.dialogs!.replication;
  if (mode === "lagged") return "Copies of dialogs come late";
  if (mode === "none" && tier.standby > 0 && own.some(goesBack))
    return "An address goes back to its owner while dialogs stay where they are";
  return undefined;
}

/** P(a node dies within a random time), 1 − E[e^(−λT)]: λ·E[T] less what is of second order. */
function diesWithin(time: Distribution, rate: number): number {
  let second = 0;
  for (let i = 0; i < POINTS; i++) {
    const x = rate * quantileOf(time, (i + 0.5) / POINTS);
    second += x + Math.expm1(-x);
  }
  return rate * momentsOf(time).mean - second / POINTS;
}

/**
 * P(all nodes die during a call, and one is alive again before its end): how often the last one dies × E[(hold − D)⁺], for the time D for which
 * none lives, taken as exponential.
 */
function survivesLast(
  layout: GroupLayout,
  { service, probability }: Pick<ServiceAvailability, "service" | "probability">,
  hold: Distribution,
): number {
  const { frequency, nobody } = lastDeaths(service, probability, layout);
  if (frequency === 0) return 0;
  const mean = nobody / frequency;
  let rest = 0;
  for (let i = 0; i < POINTS; i++) {
    const length = quantileOf(hold, (i + 0.5) / POINTS);
    rest += length + mean * Math.expm1(-length / mean);
  }
  return (frequency * rest) / POINTS;
}

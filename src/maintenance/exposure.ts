/** What a plan risks by the clock alone: when a service has no spare, and how likely another node dies meanwhile. */
import { momentsOf } from "../distributions/law.ts";
import { outDuring, type PlanStep } from "../scenario/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { components, isUp } from "../structure/evaluation.ts";
import type { Tier } from "../tiers/description.ts";

/** The tier of a node. */
export const tierOf = ({ architecture: { tiers } }: Scenario, node: string): Tier =>
  tiers.find(({ nodes }) => nodes.some(({ name }) => name === node))!;

/** Nodes of the same tier that are in service while a step is done, but for the one in hand. */
export function othersDuring(scenario: Scenario, steps: readonly PlanStep[], step: number): string[] {
  const { node } = steps[step]!;
  const out = outDuring(steps, step);
  return tierOf(scenario, node).nodes.flatMap(({ name }) => (name === node || out.has(name) ? [] : [name]));
}

/**
 * Whether a step is done without a spare. Where a tier has standbys: whether none is left to step in. Elsewhere, and besides: whether
 * the service stands still, or the death of one more node of the tier stops it, by what it needs.
 */
export function hasNoSpare(scenario: Scenario, steps: readonly PlanStep[], step: number): boolean {
  const { needs } = scenario.architecture;
  const out = outDuring(steps, step);
  const { nodes, active, standby } = tierOf(scenario, steps[step]!.node);
  const inService = nodes.map(({ name }) => name).filter((name) => !out.has(name));
  if (standby > 0 && inService.length <= active) return true;
  const all = components(needs).filter((name) => !out.has(name));
  const isDownWithout = (node?: string): boolean => !isUp(needs, new Set(all.filter((one) => one !== node)));
  return isDownWithout() || inService.some(isDownWithout);
}

/** How long a step stands without a spare [s]: all of it, or nothing. */
export const withoutSpare = (scenario: Scenario, steps: readonly PlanStep[], step: number): number =>
  hasNoSpare(scenario, steps, step) ? steps[step]!.lasts : 0;

/**
 * Probability that a node dies within a time, 1 − e^(−t/MTTF), as if it had no age; null where the file gives no lifetimes.
 *
 * @param time [s]
 */
export function deathWithin(scenario: Scenario, nodes: readonly string[], time: number): number | null {
  let rate = 0;
  for (const node of nodes) {
    const lifetimes = tierOf(scenario, node).lifetimes ?? scenario.availability?.lifetimes;
    if (lifetimes === undefined) return null;
    rate += 1 / momentsOf(lifetimes.timeToFailure).mean;
  }
  return -Math.expm1(-rate * time);
}

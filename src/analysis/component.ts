import { expectProbability } from "../units/range.ts";
import { nodeUnavailability } from "./closed-form/node.ts";

/**
 * What is known of one component: the probability that it is down, or its mean times to failure and to repair [s], from
 * which that probability follows. Without times nothing can be said of how often the service fails, only for how long.
 */
export type Component = { readonly probability: number } | { readonly mttf: number; readonly mttr: number };

/** Components by name, as `needs` mentions them. */
export type Components = Readonly<Record<string, Component>>;

/** Steady-state probability that a component is down. */
export function componentUnavailability(component: Component): number {
  if ("mttf" in component) return nodeUnavailability(component.mttf, component.mttr);
  expectProbability("probability", component.probability);
  return component.probability;
}

/** Failures of a component per second of calendar time; undefined when only its probability is known. */
export function componentFailureFrequency(component: Component): number | undefined {
  return "mttf" in component ? 1 / (component.mttf + component.mttr) : undefined;
}

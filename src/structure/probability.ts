import { Refused } from "../units/refused.ts";
import type { BooleanFunction } from "./boolean-function.ts";
import { ONE } from "./decision-diagram.ts";
import type { SetFamily } from "./set-family.ts";

/** Probability of each event, by name. */
export type EventProbabilities = (name: string) => number;

/**
 * The exact probability that a function holds, when its events are independent: one pass over its diagram. Every step
 * adds and multiplies positive numbers, so the result keeps its digits however small it is; nothing is approximated by
 * a sum over cut sets, which may exceed 1.
 */
export function probabilityOf(f: BooleanFunction, events: EventProbabilities): number {
  return nodeProbabilities(f, events)[f.root]!;
}

/**
 * The sum of the probabilities of the sets of a family: the rare-event approximation of the probability that one of them
 * holds. Always at or above the truth for minimal cut sets, and above 1 where components are bad enough.
 */
export function rareEventSum(sets: SetFamily, events: EventProbabilities): number {
  const { diagram, root, names } = sets;
  const sums = new Float64Array(root + 2);
  sums[ONE] = 1;
  for (const node of diagram.reachable(root)) {
    sums[node] = events(names[diagram.level[node]!]!) * sums[diagram.high[node]!]! + sums[diagram.low[node]!]!;
  }
  return sums[root]!;
}

/** The probability that holds at each node of a diagram. */
function nodeProbabilities(f: BooleanFunction, events: EventProbabilities): Float64Array {
  const { diagram } = f;
  const levels = levelProbabilities(f, events);
  const holds = new Float64Array(f.root + 2);
  holds[ONE] = 1;
  for (const node of diagram.reachable(f.root)) {
    const p = levels[diagram.level[node]!]!;
    holds[node] = p * holds[diagram.high[node]!]! + (1 - p) * holds[diagram.low[node]!]!;
  }
  return holds;
}

/**
 * How much the probability of a function grows when each event becomes certain rather than impossible,
 * ∂P/∂pᵢ = P(f | i) − P(f | not i), for all events in two passes.
 *
 * Source: Birnbaum 1969 for the meaning; Rauzy 1993 for the linear algorithm.
 */
export function derivatives(f: BooleanFunction, events: EventProbabilities): Float64Array {
  const { diagram } = f;
  const levels = levelProbabilities(f, events);
  const holds = nodeProbabilities(f, events);
  const reached = new Float64Array(f.root + 2);
  const result = new Float64Array(f.names.length);
  reached[f.root] = 1;
  for (const node of diagram.reachable(f.root).reverse()) {
    const level = diagram.level[node]!;
    const p = levels[level]!;
    const low = diagram.low[node]!;
    const high = diagram.high[node]!;
    result[level]! += reached[node]! * (holds[high]! - holds[low]!);
    reached[high]! += reached[node]! * p;
    reached[low]! += reached[node]! * (1 - p);
  }
  return result;
}

function levelProbabilities(f: BooleanFunction, events: EventProbabilities): Float64Array {
  return Float64Array.from(f.names, (name) => {
    const p = events(name);
    if (!(p >= 0 && p <= 1)) throw new Refused(`probability ${p}`, "a number from 0 to 1", name);
    return p;
  });
}

import { type ProgressListener, SILENT } from "../../structure/told.ts";
import type { Chain } from "./chain.ts";
import { Elimination } from "./elimination-rows.ts";

/** Chains of up to so many states are eliminated whatever it takes: half a minute and 200 MB at worst. */
export const ELIMINATION_MAX = 4000;
/** Transitions that may be kept while a larger chain is eliminated, and steps of arithmetic that may be spent on it. */
const KEPT_MAX = 1e7;
const WORK_MAX = 1e10;
/** Probabilities are kept as multiples of this number's powers, so that a chain may span any number of orders of magnitude. */
const UNIT = 2 ** 600;
const ROOT = 2 ** 300;

/**
 * Steady state by the elimination of Grassmann, Taksar and Heyman: states are removed one by one, each handing its
 * traffic to those that remain, then probabilities are filled in backwards. Nothing is ever subtracted, so every
 * probability keeps nearly all its digits, a state visited for a second in a million years included, and parts of a chain
 * that hardly ever meet are as exact as any other.
 *
 * States with few neighbours are removed first, so that chains of one or two dimensions stay sparse however many states they
 * have; where that order would multiply rates out of the number range, those with the highest numbers are.
 *
 * @param chain irreducible
 * @returns probabilities that add up to 1; or undefined for a chain of more than `ELIMINATION_MAX` states that becomes too
 *   dense, and for one whose rates are too far apart
 * Source: W. K. Grassmann, M. I. Taksar, D. P. Heyman, Operations Research 33 (1985); error analysis: C. O'Cinneide,
 * Numerische Mathematik 65 (1993); order: H. Markowitz, Management Science 3 (1957).
 */
export function steadyStateByElimination(chain: Chain, told: ProgressListener = SILENT): Float64Array | undefined {
  const most =
    chain.states <= ELIMINATION_MAX ? { kept: Infinity, work: Infinity } : { kept: KEPT_MAX, work: WORK_MAX };
  for (const order of ["few neighbours first", "outermost first"] as const) {
    const elimination = new Elimination(chain, order);
    const outcome = elimination.run(most, told);
    if (outcome === "eliminated") return filledIn(elimination, chain.states);
    if (outcome === "too large") return undefined;
  }
  return undefined;
}

/** Probabilities from the states removed last to those removed first. */
function filledIn({ removed, entering, leaving }: Elimination, n: number): Float64Array {
  const mantissa = new Float64Array(n);
  const power = new Int32Array(n);
  mantissa[removed[n - 1]!] = 1;
  let largest = 0;
  for (let at = n - 2; at >= 0; at--) {
    const state = removed[at]!;
    const { from, rate } = entering[state]!;
    let high = -Infinity;
    for (const source of from) high = Math.max(high, power[source]!);
    let inflow = 0;
    for (let i = 0; i < from.length; i++) {
      const below = high - power[from[i]!]!;
      if (below < 2) inflow += mantissa[from[i]!]! * rate[i]! * (below === 0 ? 1 : 1 / UNIT);
    }
    let value = inflow / leaving[state]!;
    if (value > ROOT) {
      value /= UNIT;
      high++;
    } else if (value < 1 / ROOT) {
      value *= UNIT;
      high--;
    }
    mantissa[state] = value;
    power[state] = high;
    largest = Math.max(largest, high);
  }
  const probability = mantissa.map((value, state) => scaled(value, power[state]! - largest));
  const total = probability
    .slice()
    .sort()
    .reduce((sum, p) => sum + p, 0);
  return probability.map((p) => p / total);
}

/** A value times a power ≤ 0 of the unit, in steps that a number can hold. */
function scaled(value: number, power: number): number {
  return power < -2 ? 0 : power < -1 ? value / UNIT / UNIT : power < 0 ? value / UNIT : value;
}

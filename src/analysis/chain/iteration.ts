import { type Chain, transposed } from "./chain.ts";

/** Sweeps over all states after which an iteration counts as not converging. */
const SWEEPS_MAX = 20_000;
/** Largest relative change of any probability in a sweep at which the iteration has settled at once. */
const SETTLED = 1e-14;
/** Below this change, one that no longer shrinks is rounding: sums over many transitions never stand quite still. */
const ROUNDING = 1e-12;
/** Sweeps without a smaller change that count as standing still. */
const PATIENCE = 5;
/** Probabilities below this lie at the edge of the number range, lose their digits and are not watched. */
export const NEGLIGIBLE = 1e-290;

/** The outcome of an iteration; what has not settled is not to be printed. */
export interface Iteration {
  readonly probability: Float64Array;
  readonly sweeps: number;
  readonly settled: boolean;
}

/**
 * Steady state by Gauss–Seidel sweeps, πⱼ ← (Σᵢ πᵢ qᵢⱼ) / exit rate of j. Only positive numbers are added and divided,
 * so rare states come out with as many digits as common ones. Sweeps follow the order of the states; chains numbered
 * outwards from the state in which all is well settle in tens to hundreds of sweeps.
 *
 * Source: W. J. Stewart, Introduction to the Numerical Solution of Markov Chains (1994), §3.
 */
export function steadyStateByIteration(chain: Chain, sweepsMax = SWEEPS_MAX): Iteration {
  const { rowStart, target: source, rate } = transposed(chain);
  const n = chain.states;
  const probability = new Float64Array(n).fill(1 / n);
  let smallest = Number.POSITIVE_INFINITY;
  let still = 0;
  for (let sweeps = 1; sweeps <= sweepsMax; sweeps += 1) {
    let change = 0;
    let total = 0;
    for (let state = 0; state < n; state += 1) {
      let inflow = 0;
      for (let t = rowStart[state]!; t < rowStart[state + 1]!; t += 1) inflow += probability[source[t]!]! * rate[t]!;
      const next = inflow / chain.exitRate[state]!;
      if (next > NEGLIGIBLE) change = Math.max(change, Math.abs(next - probability[state]!) / next);
      probability[state] = next;
      total += next;
    }
    for (let state = 0; state < n; state += 1) probability[state]! /= total;
    still = change < smallest ? 0 : still + 1;
    smallest = Math.min(smallest, change);
    if (change <= SETTLED || (change < ROUNDING && still >= PATIENCE)) return { probability, sweeps, settled: true };
  }
  return { probability, sweeps: sweepsMax, settled: false };
}

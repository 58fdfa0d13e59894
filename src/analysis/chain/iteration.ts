import { type Chain, transposed } from "./chain.ts";
import { balanceClusters, clusterImbalance, clusterLevels } from "./clusters.ts";
import { NEGLIGIBLE } from "./negligible.ts";

/** Sweeps over all states after which an iteration counts as not converging. */
const SWEEPS_MAX = 30_000;
/** Sweeps after which the clusters are balanced even if the states have not settled. */
const SWEEPS_PER_ROUND = 500;
/** Largest relative change of any probability in a sweep at which the states have settled at once. */
const SETTLED = 1e-14;
/** Below this change, one that no longer shrinks is rounding: sums over many transitions never stand quite still. */
const ROUNDING = 1e-12;
/** Sweeps without a smaller change that count as standing still. */
const PATIENCE = 5;
/** Largest relative imbalance between clusters of states that is left alone. */
const BALANCED = 1e-13;
/** Rounds of balancing after which clusters that are settled stay as they are, for the residual to judge. */
const ROUNDS_MAX = 100;

/** The outcome of an iteration; what has not settled is not to be printed. */
export interface Iteration {
  readonly probability: Float64Array;
  readonly sweeps: number;
  readonly settled: boolean;
}

/**
 * Steady state by Gauss–Seidel sweeps, πⱼ ← (Σᵢ πᵢ qᵢⱼ) / exit rate of j, and aggregation. Only positive numbers are
 * added, multiplied and divided, so rare states come out with as many digits as common ones. Chains numbered outwards from
 * the state in which all is well settle in tens to hundreds of sweeps; where parts of a chain hardly meet, sweeps alone
 * would seem to settle far from the truth, and clusters of states are balanced against each other as well.
 *
 * @param chain irreducible
 * Source: W. J. Stewart, Introduction to the Numerical Solution of Markov Chains (1994), §3 and §6.
 */
export function steadyStateByIteration(chain: Chain, sweepsMax = SWEEPS_MAX): Iteration {
  const probability = new Float64Array(chain.states).fill(1 / chain.states);
  const inflows = transposed(chain);
  let sweeps = 0;
  for (let round = 0; round < ROUNDS_MAX && sweeps < sweepsMax; round += 1) {
    const swept = sweep(chain, inflows, probability, Math.min(SWEEPS_PER_ROUND, sweepsMax - sweeps));
    sweeps += swept.sweeps;
    let balanced = true;
    for (const clusters of clusterLevels(chain, probability)) {
      if (clusterImbalance(chain, probability, clusters) <= BALANCED) continue;
      balanced &&= !balanceClusters(chain, probability, clusters);
    }
    if (swept.settled && balanced) return { probability, sweeps, settled: true };
  }
  return { probability, sweeps, settled: false };
}

/** Sweeps until the probabilities settle, or as often as allowed. */
function sweep(
  chain: Chain,
  { rowStart, target: source, rate }: Pick<Chain, "rowStart" | "target" | "rate">,
  probability: Float64Array,
  most: number,
): { sweeps: number; settled: boolean } {
  const n = chain.states;
  let smallest = Number.POSITIVE_INFINITY;
  let still = 0;
  for (let sweeps = 1; sweeps <= most; sweeps += 1) {
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
    if (change <= SETTLED || (change < ROUNDING && still >= PATIENCE)) return { sweeps, settled: true };
  }
  return { sweeps: most, settled: false };
}

import { type ProgressListener, SILENT } from "../../structure/told.ts";
import { type Chain, transposed } from "./chain.ts";
import { balanceClusters, type Clusters, clusterImbalance, clusterLevels, isParted } from "./clusters.ts";
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

/** Rounds in a row in which the changes shrink too slowly to end in time, after which the iteration is given up. */
const HOPELESS_MAX = 4;
/** Steps of arithmetic after which an iteration that has not settled is given up: about a minute. */
const WORK_MAX = 3e10;
/** How far the second starting vector lies from the first result, and how near it must come to it again, relatively. */
const APART = 1e-3;
const TOGETHER = 1e-9;

/** The outcome of an iteration; what has not settled, or depends on where it began, is not to be printed. */
export interface Iteration {
  readonly probability: Float64Array;
  readonly sweeps: number;
  /** Whether it stands still, and came back to the same result from another starting vector. */
  readonly settled: boolean;
}

/**
 * Steady state by Gauss–Seidel sweeps, πⱼ ← (Σᵢ πᵢ qᵢⱼ) / exit rate of j, and aggregation. Only positive numbers are
 * added, multiplied and divided, so rare states come out with as many digits as common ones. Chains numbered outwards from
 * the state in which all is well settle in tens to hundreds of sweeps; where parts of a chain hardly meet, sweeps alone
 * would seem to settle far from the truth, and clusters of states are balanced against each other as well. A chain that
 * drifts too slowly for either stands still wherever it begins: it is found out by beginning again somewhere else.
 *
 * @param chain irreducible
 * Source: W. J. Stewart, Introduction to the Numerical Solution of Markov Chains (1994), §3 and §6.
 */
export function steadyStateByIteration(
  chain: Chain,
  told: ProgressListener = SILENT,
  sweepsMax = SWEEPS_MAX,
): Iteration {
  const inflows = transposed(chain);
  const most = Math.min(sweepsMax, Math.max(100, Math.ceil(WORK_MAX / (chain.rate.length + chain.states))));
  const first = settle(chain, inflows, new Float64Array(chain.states).fill(1 / chain.states), most, told);
  if (!first.settled) return first;
  const elsewhere = first.probability.map((p, state) => p * (1 + APART * displacement(state, chain.states)));
  const second = settle(chain, inflows, elsewhere, 2 * first.sweeps + SWEEPS_PER_ROUND, told);
  const sweeps = first.sweeps + second.sweeps;
  return {
    probability: first.probability,
    sweeps,
    settled: second.settled && isSame(first.probability, second.probability),
  };
}

/** Between −1 and 1: outwards along the numbering, and at random from state to state. */
function displacement(state: number, states: number): number {
  const scattered = (Math.imul(state + 1, 0x9e3779b1) >>> 0) / 2 ** 32;
  return scattered - 0.5 + (state / states - 0.5);
}

const isSame = (first: Float64Array, second: Float64Array): boolean =>
  first.every((p, state) => p <= NEGLIGIBLE || Math.abs(second[state]! - p) <= TOGETHER * p);

/** Sweeps and balances in turn until both leave everything as it is. */
function settle(
  chain: Chain,
  inflows: Pick<Chain, "rowStart" | "target" | "rate">,
  probability: Float64Array,
  sweepsMax: number,
  told: ProgressListener,
): Iteration {
  let sweeps = 0;
  let before = Infinity;
  let hopeless = 0;
  for (let round = 0; round < ROUNDS_MAX && sweeps < sweepsMax; round++) {
    const swept = sweep(chain, inflows, probability, Math.min(SWEEPS_PER_ROUND, sweepsMax - sweeps), (own) =>
      told(`${chain.states} states, sweep ${sweeps + own}`),
    );
    sweeps += swept.sweeps;
    const roundsNeeded = Math.log(swept.change / ROUNDING) / Math.log(before / swept.change);
    hopeless = !swept.settled && !(roundsNeeded <= sweepsMax / SWEEPS_PER_ROUND) ? hopeless + 1 : 0;
    if (hopeless === HOPELESS_MAX) break;
    before = swept.change;
    let balanced = true;
    let last: Clusters | undefined;
    for (const clusters of clusterLevels(chain, probability)) {
      last = clusters;
      if (clusterImbalance(chain, probability, clusters) <= BALANCED) continue;
      balanced &&= !balanceClusters(chain, probability, clusters);
    }
    if (swept.settled && balanced)
      return { probability, sweeps, settled: last === undefined || !isParted(last, probability) };
  }
  return { probability, sweeps, settled: false };
}

/** Sweeps until the probabilities settle, or as often as allowed. */
function sweep(
  chain: Chain,
  { rowStart, target: source, rate }: Pick<Chain, "rowStart" | "target" | "rate">,
  probability: Float64Array,
  most: number,
  told: (sweeps: number) => void,
): { sweeps: number; change: number; settled: boolean } {
  const n = chain.states;
  let smallest = Infinity;
  let still = 0;
  for (let sweeps = 1; sweeps <= most; sweeps++) {
    told(sweeps);
    let change = 0;
    let total = 0;
    for (let state = 0; state < n; state++) {
      let inflow = 0;
      for (let t = rowStart[state]!; t < rowStart[state + 1]!; t++) inflow += probability[source[t]!]! * rate[t]!;
      const next = inflow / chain.exitRate[state]!;
      if (next > NEGLIGIBLE) change = Math.max(change, Math.abs(next - probability[state]!) / next);
      probability[state] = next;
      total += next;
    }
    for (let state = 0; state < n; state++) probability[state]! /= total;
    still = change < smallest ? 0 : still + 1;
    smallest = Math.min(smallest, change);
    if (change <= SETTLED || (change < ROUNDING && still >= PATIENCE)) return { sweeps, change, settled: true };
  }
  return { sweeps: most, change: smallest, settled: false };
}

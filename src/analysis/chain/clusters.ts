import { type Chain, ChainBuilder } from "./chain.ts";
import { steadyStateByElimination } from "./elimination.ts";
import { NEGLIGIBLE } from "./negligible.ts";

/**
 * Clusters of states that exchange much among themselves and little with the rest. Probabilities can balance in every
 * state and still be wrong between clusters, since what passes between them is lost in the rounding of what passes
 * within; the flows between clusters show it.
 */
export interface Clusters {
  /** Number of each state's cluster. */
  readonly of: Int32Array;
  readonly count: number;
}

/** Flows this much smaller than the largest, and so on downwards, part one level of clusters from the next. */
const LEVEL_STEP = 1e-2;
const LEVELS = 20;
/** More clusters than this are not balanced against each other in one go. */
const CLUSTERS_MAX = 500;

/** Clusters at falling levels of flow, those levels left out at which nothing changes or all is one cluster. */
export function* clusterLevels(chain: Chain, probability: Float64Array): Generator<Clusters> {
  const flow = flows(chain, probability);
  const largest = flow.reduce((a, b) => Math.max(a, b), 0);
  const parent = Int32Array.from({ length: chain.states }, (_, state) => state);
  let before = chain.states;
  for (let level = 1; level <= LEVELS; level += 1) {
    join(chain, flow, largest * LEVEL_STEP ** level, parent);
    const clusters = numbered(parent);
    if (clusters.count === 1) return;
    if (clusters.count < before) yield clusters;
    before = clusters.count;
  }
}

/** Largest |flow in − flow out| / flow out over the clusters. */
export function clusterImbalance(chain: Chain, probability: Float64Array, { of, count }: Clusters): number {
  const inflow = new Float64Array(count);
  const outflow = new Float64Array(count);
  for (let from = 0; from < chain.states; from += 1) {
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t += 1) {
      const to = chain.target[t]!;
      if (of[from] === of[to]) continue;
      const flow = probability[from]! * chain.rate[t]!;
      outflow[of[from]!]! += flow;
      inflow[of[to]!]! += flow;
    }
  }
  return inflow.reduce((worst, flow, cluster) => {
    const out = outflow[cluster]!;
    return out > NEGLIGIBLE ? Math.max(worst, Math.abs(flow - out) / out) : worst;
  }, 0);
}

/**
 * Balances the clusters against each other: their total probabilities become the steady state of the small chain that
 * they form, the proportions inside each are kept.
 *
 * @returns whether it did; where there are too many clusters the probabilities are left as they are
 * Source: aggregation of R. Koury, D. McAllister & W. Stewart, SIAM J. Algebraic and Discrete Methods 5 (1984).
 */
export function balanceClusters(chain: Chain, probability: Float64Array, { of, count }: Clusters): boolean {
  if (count > CLUSTERS_MAX) return false;
  const total = new Float64Array(count);
  probability.forEach((p, state) => {
    total[of[state]!]! += p;
  });
  if (total.some((sum) => sum < NEGLIGIBLE)) return false;
  const builder = new ChainBuilder();
  for (let from = 0; from < chain.states; from += 1) {
    const share = probability[from]! / total[of[from]!]!;
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t += 1) {
      builder.add(of[from]!, of[chain.target[t]!]!, share * chain.rate[t]!);
    }
  }
  const balanced = steadyStateByElimination(builder.build(count, 0, (cluster) => `cluster ${cluster}`));
  for (let state = 0; state < chain.states; state += 1) {
    probability[state]! *= balanced[of[state]!]! / total[of[state]!]!;
  }
  return true;
}

/** What passes along each transition per second. */
function flows(chain: Chain, probability: Float64Array): Float64Array {
  const flow = new Float64Array(chain.rate.length);
  for (let from = 0; from < chain.states; from += 1) {
    const share = probability[from]!;
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t += 1) flow[t] = share * chain.rate[t]!;
  }
  return flow;
}

/** Joins in a forest the states between which at least `least` passes. */
function join(chain: Chain, flow: Float64Array, least: number, parent: Int32Array): void {
  for (let from = 0; from < chain.states; from += 1) {
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t += 1) {
      if (flow[t]! >= least) parent[root(parent, from)] = root(parent, chain.target[t]!);
    }
  }
}

function root(parent: Int32Array, state: number): number {
  let at = state;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}

/** The trees of a forest, numbered. */
function numbered(parent: Int32Array): Clusters {
  const numbers = new Int32Array(parent.length).fill(-1);
  const of = new Int32Array(parent.length);
  let count = 0;
  for (let state = 0; state < parent.length; state += 1) {
    const at = root(parent, state);
    if (numbers[at] === -1) {
      numbers[at] = count;
      count += 1;
    }
    of[state] = numbers[at]!;
  }
  return { of, count };
}

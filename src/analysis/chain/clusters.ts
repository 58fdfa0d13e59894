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
/** Levels down to the edge of the number range. */
const LEVELS = 145;
/** Parts that hold less than this share of the time may be left out of account. */
const SHARE_MIN = 1e-12;
/** More clusters than this are not balanced against each other in one go. */
const CLUSTERS_MAX = 2000;

/** Clusters at falling levels of flow, those levels left out at which nothing changes; the last are what no flow joins any more. */
export function* clusterLevels(chain: Chain, probability: Float64Array): Generator<Clusters> {
  const flow = flows(chain, probability);
  const largest = flow.reduce((a, b) => Math.max(a, b), 0);
  const levels = flow.map((each) => (each > 0 ? Math.ceil(Math.log(each / largest) / Math.log(LEVEL_STEP)) : LEVELS));
  const byLevel = bucketed(levels);
  const source = new Int32Array(flow.length);
  for (let from = 0; from < chain.states; from++) source.fill(from, chain.rowStart[from], chain.rowStart[from + 1]);
  const parent = Int32Array.from({ length: chain.states }, (_, state) => state);
  let count = chain.states;
  for (let level = 0; level < LEVELS && count > 1; level++) {
    const before = count;
    for (const t of byLevel(level)) {
      const [a, b] = [root(parent, source[t]!), root(parent, chain.target[t]!)];
      if (a === b) continue;
      parent[a] = b;
      count--;
    }
    if (count < before) yield numbered(parent);
  }
}

/** Whether parts of a chain that each hold a share of the time exchange nothing that can be told from 0. */
export function isParted({ of, count }: Clusters, probability: Float64Array): boolean {
  const total = new Float64Array(count);
  probability.forEach((p, state) => {
    total[of[state]!]! += p;
  });
  return total.filter((sum) => sum > SHARE_MIN).length > 1;
}

/** Largest |flow in − flow out| / flow out over the clusters. */
export function clusterImbalance(chain: Chain, probability: Float64Array, { of, count }: Clusters): number {
  const inflow = new Float64Array(count);
  const outflow = new Float64Array(count);
  for (let from = 0; from < chain.states; from++) {
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
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
  for (let from = 0; from < chain.states; from++) {
    const share = probability[from]! / total[of[from]!]!;
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      builder.add(of[from]!, of[chain.target[t]!]!, share * chain.rate[t]!);
    }
  }
  const balanced = steadyStateByElimination(builder.build(count, 0, (cluster) => `cluster ${cluster}`));
  if (balanced === undefined) return false;
  for (let state = 0; state < chain.states; state++) {
    probability[state]! *= balanced[of[state]!]! / total[of[state]!]!;
  }
  return true;
}

/** What passes along each transition per second. */
function flows(chain: Chain, probability: Float64Array): Float64Array {
  const flow = new Float64Array(chain.rate.length);
  for (let from = 0; from < chain.states; from++) {
    const share = probability[from]!;
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) flow[t] = share * chain.rate[t]!;
  }
  return flow;
}

/** The places of a list of whole numbers, by number. */
function bucketed(numbers: Float64Array): (number: number) => Int32Array {
  const start = new Int32Array(LEVELS + 2);
  for (const number of numbers) start[Math.min(number, LEVELS) + 1]!++;
  for (let i = 0; i <= LEVELS; i++) start[i + 1] = start[i + 1]! + start[i]!;
  const next = start.slice();
  const places = new Int32Array(numbers.length);
  numbers.forEach((number, place) => {
    const bucket = Math.min(number, LEVELS);
    places[next[bucket]!] = place;
    next[bucket]!++;
  });
  return (number) => places.subarray(start[number], start[number + 1]);
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
  for (let state = 0; state < parent.length; state++) {
    const at = root(parent, state);
    if (numbers[at] === -1) {
      numbers[at] = count;
      count++;
    }
    of[state] = numbers[at]!;
  }
  return { of, count };
}

import { type ProgressListener, SILENT } from "../../structure/told.ts";
import { NoAnswer } from "../../units/refused.ts";
import { type Chain, ChainBuilder, transposed } from "./chain.ts";
import { recurrentStates } from "./classes.ts";
import { clusterImbalance, clusterLevels } from "./clusters.ts";
import { ELIMINATION_MAX, steadyStateByElimination } from "./elimination.ts";
import { steadyStateByIteration } from "./iteration.ts";
import { NEGLIGIBLE } from "./negligible.ts";

/** Chains of up to so many states are eliminated at once; for larger ones the iteration is tried first. */
const ELIMINATED_AT_ONCE = 1000;
/** Largest relative imbalance that is accepted as a solution. */
const RESIDUAL_MAX = 1e-11;

/** Long-run probabilities of a chain, with the evidence that they are a solution. */
export interface SteadyState {
  /** Long-run share of time in each state; 0 for states that are left for good. */
  readonly probability: Float64Array;
  readonly method: "elimination" | "Gauss–Seidel";
  /**
   * Largest |flow in − flow out| / flow out over the recurrent states, and over clusters of them that exchange little with
   * the rest, computed afresh from the result.
   */
  readonly residual: number;
}

/** Thrown instead of printing a steady state that does not balance. */
export class NotConverged extends NoAnswer {
  override readonly name = "NotConverged";

  constructor({ states }: Chain, why: string) {
    super(
      `The steady state of ${states} states did not converge: ${why}`,
      `Rates that differ less, or fewer states (coarser stages, fewer groups; up to ${ELIMINATION_MAX} are always eliminated), would help.`,
    );
  }
}

/**
 * The steady state of a chain. Every state keeps its relative accuracy, so an unavailability of 1e-12 is a sum of
 * probabilities that are themselves right to ten digits or more.
 *
 * @param told hears of states eliminated and sweeps made
 * @throws ChainProblem for a chain without exactly one recurrent class; NotConverged rather than a doubtful number
 */
export function steadyState(chain: Chain, told: ProgressListener = SILENT): SteadyState {
  const recurrent = recurrentStates(chain);
  const inner = recurrent.length === chain.states ? outwards(chain) : outwards(restricted(chain, recurrent));
  const { probability: found, method } = solve(inner.chain, told);
  const residual = imbalance(inner.chain, found);
  if (!(residual <= RESIDUAL_MAX))
    throw new NotConverged(chain, `flows into and out of a part of it still differ by ${residual.toExponential(1)}`);
  const probability = new Float64Array(chain.states);
  inner.originals.forEach((original, state) => {
    probability[recurrent[original]!] = found[state]!;
  });
  return { probability, method, residual };
}

/** @throws NotConverged where neither method is sure of its result */
function solve(chain: Chain, told: ProgressListener): Pick<SteadyState, "probability" | "method"> {
  const eliminated = (): Float64Array | undefined => steadyStateByElimination(chain, told);
  const isSmall = chain.states <= ELIMINATED_AT_ONCE;
  const small = isSmall ? eliminated() : undefined;
  if (small !== undefined) return { probability: small, method: "elimination" };
  const iteration = steadyStateByIteration(chain, told);
  if (iteration.settled) return { probability: iteration.probability, method: "Gauss–Seidel" };
  const large = isSmall ? undefined : eliminated();
  if (large !== undefined) return { probability: large, method: "elimination" };
  throw new NotConverged(
    chain,
    "its parts exchange too little, or its rates lie too far apart, for a result that does not depend on where the iteration begins",
  );
}

/** Largest |flow in − flow out| / flow out over all states and clusters of states. */
export function imbalance(chain: Chain, probability: Float64Array): number {
  const { rowStart, target: source, rate } = transposed(chain);
  let worst = 0;
  for (let state = 0; state < chain.states; state++) {
    let inflow = 0;
    for (let t = rowStart[state]!; t < rowStart[state + 1]!; t++) inflow += probability[source[t]!]! * rate[t]!;
    const outflow = probability[state]! * chain.exitRate[state]!;
    const relative = Math.abs(inflow - outflow) / outflow;
    if (probability[state]! > NEGLIGIBLE && !(relative <= worst)) worst = relative;
  }
  for (const clusters of clusterLevels(chain, probability))
    worst = Math.max(worst, clusterImbalance(chain, probability, clusters));
  return worst;
}

/** The chain on some of its states that are never left. */
function restricted(chain: Chain, states: readonly number[]): Chain {
  const number = new Int32Array(chain.states).fill(-1);
  states.forEach((state, index) => {
    number[state] = index;
  });
  const builder = new ChainBuilder();
  for (const state of states) {
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      builder.add(number[state]!, number[chain.target[t]!]!, chain.rate[t]!);
    }
  }
  return builder.build(states.length, Math.max(number[chain.initial]!, 0), (state) => chain.nameOf(states[state]!));
}

/** The chain with its states numbered outwards from the initial one, breadth first, and the numbers they had. */
function outwards(chain: Chain): { readonly chain: Chain; readonly originals: Int32Array } {
  const number = new Int32Array(chain.states).fill(-1);
  const originals = new Int32Array(chain.states);
  originals[0] = chain.initial;
  number[chain.initial] = 0;
  let known = 1;
  for (let next = 0; next < known; next++) {
    const state = originals[next]!;
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      const to = chain.target[t]!;
      if (number[to] === -1) {
        number[to] = known;
        originals[known] = to;
        known++;
      }
    }
  }
  if (originals.every((original, state) => original === state)) return { chain, originals };
  const builder = new ChainBuilder();
  for (let from = 0; from < chain.states; from++) {
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      builder.add(number[from]!, number[chain.target[t]!]!, chain.rate[t]!);
    }
  }
  return { chain: builder.build(chain.states, 0, (state) => chain.nameOf(originals[state]!)), originals };
}

import { type ProgressListener, SILENT } from "../../structure/told.ts";
import { type Chain, ChainBuilder } from "./chain.ts";
import { recurrentClasses } from "./classes.ts";
import { steadyState } from "./steady-state.ts";
import { occupancy } from "./transient.ts";

/** Whether the service is up in a state. */
export type IsUp = (state: number) => boolean;

/** When, from the initial state, the service first fails; or any set of states is first reached, its complement being "up". */
export interface FirstFailure {
  /** Probability that it ever comes to that; below 1 where the chain may end elsewhere. */
  readonly probability: number;
  /** Mean time until then [s]; 0 if it starts down, Infinity if it may never come to that. */
  readonly meanTime: number;
}

/**
 * Whether and when the service first fails.
 *
 * Found without solving another kind of equation: let a new service start whenever one fails, or ends where it can never
 * fail. The steady rates of the two are as the probabilities, and their sum is the reciprocal of the mean time, with all the
 * digits a steady state has.
 *
 * @throws NotConverged rather than a doubtful number
 * Source: renewal theory; the same time is −e₀ Q⁻¹ 1 on the states that are up.
 */
export function firstFailure(chain: Chain, isUp: IsUp, told: ProgressListener = SILENT): FirstFailure {
  if (!isUp(chain.initial)) return { probability: 1, meanTime: 0 };
  const renewed = renewedAtFailure(chain, isUp);
  const safe = new Set(
    recurrentClasses(renewed.chain)
      .filter((states) => !states.includes(0))
      .flat(),
  );
  if (renewed.failureRate.every((rate) => rate === 0) || safe.has(0)) return NEVER;
  const { chain: again, failureRate, safeRate } = renewedWhenSafe(renewed, safe);
  const { probability } = again.states === 1 ? { probability: [1] } : steadyState(again, told);
  const total = (rates: Float64Array): number =>
    rates.reduce((sum, rate, state) => sum + rate * probability[state]!, 0);
  const [failing, ending] = [total(failureRate), total(safeRate)];
  return {
    probability: ending === 0 ? 1 : failing / (failing + ending),
    meanTime: ending === 0 ? 1 / failing : Infinity,
  };
}

const NEVER: FirstFailure = { probability: 0, meanTime: Infinity };

/** Mean time from the initial state to the first failure of the service [s]; Infinity if it may never fail. */
export const meanTimeToFirstFailure = (chain: Chain, isUp: IsUp, told: ProgressListener = SILENT): number =>
  firstFailure(chain, isUp, told).meanTime;

/**
 * Probability that the service fails at least once in [0, time], from the initial state: its unreliability.
 *
 * @param time [s], ≥ 0
 */
export function firstFailureProbability(
  chain: Chain,
  isUp: IsUp,
  time: number,
  told: ProgressListener = SILENT,
): { probability: number; errorBound: number } {
  if (!isUp(chain.initial)) return { probability: 1, errorBound: 0 };
  const ended = endedAtFailure(chain, isUp);
  const { probability, errorBound } = occupancy(ended, time, told);
  return { probability: probability[ended.states - 1]!, errorBound };
}

interface Renewed {
  readonly chain: Chain;
  readonly failureRate: Float64Array;
}

/** The states in which the service has not failed yet, a failure leading back to the initial one. */
function renewedAtFailure(chain: Chain, isUp: IsUp): Renewed {
  const { states, number } = untilFailure(chain, isUp);
  const builder = new ChainBuilder();
  const failureRate = new Float64Array(states.length);
  states.forEach((state, from) => {
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      const to = chain.target[t]!;
      if (isUp(to)) {
        builder.add(from, number.get(to)!, chain.rate[t]!);
      } else {
        failureRate[from] = failureRate[from]! + chain.rate[t]!;
        builder.add(from, 0, chain.rate[t]!);
      }
    }
  });
  return { chain: builder.build(states.length, 0, (state) => chain.nameOf(states[state]!)), failureRate };
}

/** The same without the states in which it is safe for ever: what leads there leads back to the initial state too. */
function renewedWhenSafe(
  { chain, failureRate }: Renewed,
  safe: ReadonlySet<number>,
): Renewed & { safeRate: Float64Array } {
  const left = Array.from({ length: chain.states }, (_, state) => state).filter((state) => !safe.has(state));
  const number = new Map(left.map((state, index) => [state, index]));
  const builder = new ChainBuilder();
  const safeRate = new Float64Array(left.length);
  left.forEach((state, from) => {
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      const to = number.get(chain.target[t]!);
      if (to === undefined) safeRate[from] = safeRate[from]! + chain.rate[t]!;
      builder.add(from, to ?? 0, chain.rate[t]!);
    }
  });
  return {
    chain: builder.build(left.length, 0, (state) => chain.nameOf(left[state]!)),
    failureRate: Float64Array.from(left, (state) => failureRate[state]!),
    safeRate,
  };
}

/** The same, a failure leading to a last state that is never left. */
function endedAtFailure(chain: Chain, isUp: IsUp): Chain {
  const { states, number } = untilFailure(chain, isUp);
  const builder = new ChainBuilder();
  states.forEach((state, from) => {
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      const to = chain.target[t]!;
      builder.add(from, isUp(to) ? number.get(to)! : states.length, chain.rate[t]!);
    }
  });
  return builder.build(states.length + 1, 0, (state) =>
    state === states.length ? "failed" : chain.nameOf(states[state]!),
  );
}

/** States that can be reached before a failure, the initial one first, and their new numbers. */
function untilFailure(chain: Chain, isUp: IsUp): { states: number[]; number: Map<number, number> } {
  const states = [chain.initial];
  const number = new Map([[chain.initial, 0]]);
  for (const state of states) {
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t++) {
      const to = chain.target[t]!;
      if (isUp(to) && !number.has(to)) {
        number.set(to, states.length);
        states.push(to);
      }
    }
  }
  return { states, number };
}

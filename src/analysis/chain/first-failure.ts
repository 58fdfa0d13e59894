import { type Chain, ChainBuilder } from "./chain.ts";
import { recurrentClasses } from "./classes.ts";
import { steadyState } from "./steady-state.ts";
import { occupancy } from "./transient.ts";

/** Whether the service is up in a state. */
export type IsUp = (state: number) => boolean;

/**
 * Mean time from the initial state to the first failure of the service [s]; 0 if it starts down, Infinity if it may
 * never fail.
 *
 * Found without solving another kind of equation: let a new service start whenever one fails. Such a chain fails every
 * mean time to first failure, so its steady failure rate is the reciprocal, with all the digits a steady state has.
 *
 * Source: renewal theory; the same time is −e₀ Q⁻¹ 1 on the states that are up.
 */
export function meanTimeToFirstFailure(chain: Chain, isUp: IsUp): number {
  if (!isUp(chain.initial)) return 0;
  const { chain: renewed, failureRate } = renewedAtFailure(chain, isUp);
  if (failureRate.every((rate) => rate === 0)) return Number.POSITIVE_INFINITY;
  if (recurrentClasses(renewed).some((states) => !states.includes(renewed.initial))) return Number.POSITIVE_INFINITY;
  if (renewed.states === 1) return 1 / failureRate[0]!;
  const { probability } = steadyState(renewed);
  return 1 / probability.reduce((sum, p, state) => sum + p * failureRate[state]!, 0);
}

/**
 * Probability that the service fails at least once in [0, time], from the initial state: its unreliability.
 *
 * @param time [s], ≥ 0
 */
export function firstFailureProbability(
  chain: Chain,
  isUp: IsUp,
  time: number,
): { probability: number; errorBound: number } {
  if (!isUp(chain.initial)) return { probability: 1, errorBound: 0 };
  const ended = endedAtFailure(chain, isUp);
  const { probability, errorBound } = occupancy(ended, time);
  return { probability: probability[ended.states - 1]!, errorBound };
}

/** The states in which the service has not failed yet, a failure leading back to the initial one. */
function renewedAtFailure(chain: Chain, isUp: IsUp): { chain: Chain; failureRate: Float64Array } {
  const { states, number } = untilFailure(chain, isUp);
  const builder = new ChainBuilder();
  const failureRate = new Float64Array(states.length);
  states.forEach((state, from) => {
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t += 1) {
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

/** The same, a failure leading to a last state that is never left. */
function endedAtFailure(chain: Chain, isUp: IsUp): Chain {
  const { states, number } = untilFailure(chain, isUp);
  const builder = new ChainBuilder();
  states.forEach((state, from) => {
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t += 1) {
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
    for (let t = chain.rowStart[state]!; t < chain.rowStart[state + 1]!; t += 1) {
      const to = chain.target[t]!;
      if (isUp(to) && !number.has(to)) {
        number.set(to, states.length);
        states.push(to);
      }
    }
  }
  return { states, number };
}

import { type ProgressListener, SILENT } from "../../structure/told.ts";
import { type OutageMeasures, outageMeasures } from "../closed-form/outage.ts";
import type { Chain } from "./chain.ts";
import type { IsUp } from "./first-failure.ts";
import { occupancy } from "./transient.ts";

/** Long-run share of time, or probability, of the states that satisfy a condition; small ones are added first. */
export function probabilityOfStates(probability: Float64Array, condition: (state: number) => boolean): number {
  return probability
    .filter((_, state) => condition(state))
    .sort()
    .reduce((sum, p) => sum + p, 0);
}

/** How often the chain goes from an up to a down state [1/s], in the steady state given. */
export function failureFrequency(chain: Chain, probability: Float64Array, isUp: IsUp): number {
  let frequency = 0;
  for (let from = 0; from < chain.states; from++) {
    if (!isUp(from)) continue;
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      if (!isUp(chain.target[t]!)) frequency += probability[from]! * chain.rate[t]!;
    }
  }
  return frequency;
}

/** Outages of a service in steady state: how much, how often, how long. */
export function chainOutages(chain: Chain, probability: Float64Array, isUp: IsUp): OutageMeasures {
  // Where the service is all but always down, the sum of many rounded probabilities may pass 1 by a few units in the last place.
  const unavailability = Math.min(
    1,
    probabilityOfStates(probability, (state) => !isUp(state)),
  );
  return outageMeasures(unavailability, failureFrequency(chain, probability, isUp));
}

/** Unavailability at one time and on average until then, starting from the initial state. */
export interface TransientUnavailability {
  /** P(down at the time). */
  readonly instantaneous: number;
  /** Expected share of [0, time] spent down: 1 − interval availability. */
  readonly interval: number;
  /** Bound on the absolute error of both. */
  readonly errorBound: number;
}

/** Point and interval unavailability at `time` [s], > 0. */
export function transientUnavailability(
  chain: Chain,
  isUp: IsUp,
  time: number,
  told: ProgressListener = SILENT,
): TransientUnavailability {
  const { probability, time: spent, errorBound } = occupancy(chain, time, told);
  const isDown = (state: number) => !isUp(state);
  return {
    instantaneous: probabilityOfStates(probability, isDown),
    interval: probabilityOfStates(spent, isDown) / time,
    errorBound,
  };
}

import { gammaQuantile } from "../special/gamma-quantile.ts";

/** How often something rare happens, from a count. */
export interface RateInterval {
  /** Events per unit of time. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The exact interval of a Poisson rate (Garwood): each end is the rate at which so many events, or so few, would have half of the
 * remaining probability. Of no event at all it is [0, 3.7/time] with 95 %.
 *
 * @param events observed, a whole number ≥ 0
 * @param time observed, > 0
 * @throws RangeError for counts and times that are none
 * Source: F. Garwood, Biometrika 28 (1936) 437–442.
 */
export function poissonInterval(events: number, time: number, confidence = 0.95): RateInterval {
  if (!(Number.isInteger(events) && events >= 0 && time > 0))
    throw new RangeError(`found ${events} events in ${time}; expected a whole number in a time > 0`);
  const tail = (1 - confidence) / 2;
  const quantile = (shape: number, p: number) => gammaQuantile(shape, p);
  return {
    rate: events / time,
    low: events === 0 ? 0 : quantile(events, tail) / time,
    high: quantile(events + 1, 1 - tail) / time,
  };
}

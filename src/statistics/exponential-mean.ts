import { gammaQuantile } from "../special/gamma-quantile.ts";

/** A mean with its interval; null where the data do not bound it to that side. */
export interface ExponentialMean {
  /** NaN without events. */
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Mean of exponential times from their total and how many of them have ended: 2T/χ². Where all have ended (the test stops with an
 * event) both quantiles have 2r degrees of freedom and the interval is exact; where observation stops at a time, the lower end has
 * 2r + 2 and the interval covers at least as often as it says.
 *
 * @param total of all times, ended or not, > 0
 * @param events that have ended, a whole number ≥ 0
 * @param isCensored whether observation stopped at a time
 * @throws RangeError for totals and counts that are none
 * Source: B. Epstein, Estimation from life test data, Technometrics 2 (1960) 447–454.
 */
export function exponentialMean(
  total: number,
  events: number,
  isCensored: boolean,
  confidence = 0.95,
): ExponentialMean {
  if (!(Number.isInteger(events) && events >= 0 && total > 0))
    throw new RangeError(`found ${events} events in ${total}; expected a whole number in a time > 0`);
  const tail = (1 - confidence) / 2;
  const quantile = (shape: number, p: number) => gammaQuantile(shape, p);
  const most = events + (isCensored ? 1 : 0);
  return {
    estimate: events === 0 ? Number.NaN : total / events,
    low: most === 0 ? null : total / quantile(most, 1 - tail),
    high: events === 0 ? null : total / quantile(events, tail),
  };
}

/**
 * Interval of the mean of deviations that are mostly zero: the calls lost in each replication where few replications lose any.
 * Student's interval knows nothing of what has hardly been seen and covers half as often as it says. Here each replication
 * counts as a trial that deviates or not, the deviations' spread says how many equal ones they are worth, and the exact
 * binomial interval for so many follows.
 * Source: E. L. Korn, B. I. Graubard, Survey Methodology 24 (1998) 193–201, for trials of unequal worth; M. P. Fay, E. J. Feuer,
 * Statistics in Medicine 16 (1997) 791–801, for the like with Poisson counts.
 */

import { gammaLower } from "../special/gamma-function.ts";
import { betaQuantile } from "../special/incomplete-beta.ts";
import { normalQuantile } from "../special/normal-law.ts";
import { power } from "../special/power.ts";
import { Moments } from "./moments.ts";
import { studentQuantile } from "./student.ts";
import { studentInterval } from "./student-interval.ts";

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Fewer deviations say nothing of how they spread. */
export const EVENTS_MIN = 5;

/** Squared mean over its variance from which on Student's interval covers; below, it is too skewed. */
const WORTH_OF_STUDENT = 60;

/**
 * @param values ≥ 0, five or more, not all zero
 * @param reach how far beyond the largest value seen a value may lie, ≥ 1: as a factor
 */
export function skewedMean(values: readonly number[], reach: number, confidence: number): Bounds {
  const moments = Moments.of(values);
  const { n, mean, max } = moments;
  const variance = moments.standardError ** 2;
  if (mean ** 2 >= WORTH_OF_STUDENT * variance) {
    const { low, high } = studentInterval(moments, confidence);
    return { low: Math.max(0, low!), high: high! };
  }
  const scale = reach * max;
  const p = mean / scale;
  const upper = (1 + confidence) / 2;
  const few = (studentQuantile(upper, n - 1) / normalQuantile(upper)) ** 2;
  const worth = (p * (1 - p) * scale ** 2) / (variance * few);
  const [hits, misses] = [p * worth, (1 - p) * worth];
  return {
    low: scale * betaQuantile(1 - upper, hits, misses + 1),
    high: scale * (1 - betaQuantile(1 - upper, misses, hits + 1)),
  };
}

/**
 * @param deviations ≥ 0, five or more
 * @returns [0, 0] where none was seen
 */
export function rareDeviations(deviations: readonly number[], confidence: number): Bounds {
  const seen = deviations.filter((value) => value > 0);
  if (seen.length === 0) return { low: 0, high: 0 };
  return seen.length < EVENTS_MIN
    ? hardlySeen(seen, deviations.length, confidence)
    : skewedMean(deviations, 1, confidence);
}

/**
 * One to four deviations. From above: as often as the exact binomial bound allows, and as large on average as exponential ones
 * may be of which the largest seen is the largest. From below: as seldom as a Poisson count may be, given that something was seen.
 */
function hardlySeen(seen: readonly number[], n: number, confidence: number): Bounds {
  const k = seen.length;
  const tail = (1 - confidence) / 2;
  const share = k === n ? 1 : 1 - betaQuantile(tail, n - k, k + 1);
  const size = -Math.max(...seen) / Math.log(1 - power(tail, 1 / k));
  const sum = seen.reduce((total, value) => total + value, 0);
  const worth = sum ** 2 / seen.reduce((total, value) => total + value ** 2, 0);
  return { low: ((sum / n) * leastCount(worth, tail)) / worth, high: share * size };
}

/** The Poisson mean λ with P(N ≥ count | N ≥ 1) = tail; 0 for one event or less. */
function leastCount(count: number, tail: number): number {
  if (count <= 1) return 0;
  let [low, high] = [0, count];
  for (let i = 0; i < 60; i++) {
    const mean = (low + high) / 2;
    const beyond = gammaLower(count, mean) / -Math.expm1(-mean);
    if (beyond > tail) high = mean;
    else low = mean;
  }
  return low;
}

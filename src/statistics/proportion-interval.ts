/**
 * Confidence intervals of a proportion, from successes in independent trials. Neither collapses to a point at 0 or 1, as
 * the textbook p ± z√(p(1−p)/n) does, and neither leaves the range from 0 to 1. Both ends are computed from the rarer
 * outcome, so that unavailabilities keep their digits.
 */

import { betaQuantile } from "../special/incomplete-beta.ts";
import { normalQuantile } from "../special/normal-law.ts";

export interface ProportionInterval {
  /** successes / trials; NaN of no trial. */
  readonly proportion: number;
  /** Null of no trial. */
  readonly low: number | null;
  readonly high: number | null;
  readonly successes: number;
  readonly trials: number;
  readonly confidence: number;
}

/**
 * Wilson's score interval: the proportions that a two-sided normal test would not reject. Short, and right on average; its
 * coverage swings around the nominal one.
 *
 * @throws RangeError for counts that are none, or a confidence out of range
 * Source: E. B. Wilson, JASA 22 (1927) 209–212.
 */
export function wilson(successes: number, trials: number, confidence = 0.95): ProportionInterval {
  check(successes, trials, confidence);
  if (trials === 0) return noTrial(confidence);
  const z = normalQuantile((1 + confidence) / 2);
  const failures = trials - successes;
  const rare = successes <= failures;
  return {
    proportion: successes / trials,
    low: rare ? wilsonLow(successes, failures, z) : 1 - wilsonHigh(failures, successes, z),
    high: rare ? wilsonHigh(successes, failures, z) : 1 - wilsonLow(failures, successes, z),
    successes,
    trials,
    confidence,
  };
}

/** The larger root of (p̂ − p)² = z²p(1 − p)/n. */
function wilsonHigh(successes: number, failures: number, z: number): number {
  return wilsonSum(successes, failures, z) / (successes + failures + z * z);
}

/** The smaller root, as the product p̂²n/(n + z²) of the two over the larger one, which does not cancel. */
function wilsonLow(successes: number, failures: number, z: number): number {
  return (successes * successes) / (successes + failures) / wilsonSum(successes, failures, z);
}

const wilsonSum = (successes: number, failures: number, z: number): number =>
  successes + (z * z) / 2 + z * Math.sqrt((successes * failures) / (successes + failures) + (z * z) / 4);

/**
 * The exact interval of Clopper and Pearson: each end is the proportion at which so many, or so few, successes would have
 * half of the remaining probability. It covers at least as often as it says, for any proportion and any number of trials.
 *
 * @throws RangeError for counts that are none, or a confidence out of range
 * Source: C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404–413.
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): ProportionInterval {
  check(successes, trials, confidence);
  if (trials === 0) return noTrial(confidence);
  const tail = (1 - confidence) / 2;
  const failures = trials - successes;
  return {
    proportion: successes / trials,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: upperEnd(successes, failures, tail),
    successes,
    trials,
    confidence,
  };
}

/** From the complement if successes are the more frequent outcome. */
function upperEnd(successes: number, failures: number, tail: number): number {
  if (failures === 0) return 1;
  if (successes > failures) return 1 - betaQuantile(tail, failures, successes + 1);
  return betaQuantile(1 - tail, successes + 1, failures);
}

function check(successes: number, trials: number, confidence: number): void {
  if (!(Number.isInteger(successes) && Number.isInteger(trials) && successes >= 0 && successes <= trials)) {
    throw new RangeError(
      `found ${successes} successes in ${trials} trials; expected whole numbers, 0 ≤ successes ≤ trials`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`found the confidence ${confidence}; expected one between 0 and 1, such as 0.95`);
  }
}

const noTrial = (confidence: number): ProportionInterval => ({
  proportion: Number.NaN,
  low: null,
  high: null,
  successes: 0,
  trials: 0,
  confidence,
});

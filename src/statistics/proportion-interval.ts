/**
 * Confidence interval of a proportion, from successes in independent trials. It does not collapse to a point at 0 or 1, as
 * the textbook p ± z√(p(1−p)/n) does, and does not leave the range from 0 to 1. Both ends are computed from the rarer
 * outcome, so that unavailabilities keep their digits.
 */

import { normalQuantile } from "../special/normal-law.ts";

export interface ProportionInterval {
  /** successes / trials; NaN of no trial. */
  readonly proportion: number;
  /** Null of no trial. */
  readonly low: number | null;
  readonly high: number | null;
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
  if (trials === 0) return { proportion: Number.NaN, low: null, high: null };
  const z = normalQuantile((1 + confidence) / 2);
  const failures = trials - successes;
  const rare = successes <= failures;
  return {
    proportion: successes / trials,
    low: rare ? wilsonLow(successes, failures, z) : 1 - wilsonHigh(failures, successes, z),
    high: rare ? wilsonHigh(successes, failures, z) : 1 - wilsonLow(failures, successes, z),
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

import { betaQuantile } from "../../src/special/incomplete-beta.ts";

/**
 * The exact interval of a proportion: each end is the one at which so many, or so few, successes would have half of the remaining
 * probability. It covers at least as often as it says, for any proportion and any number of trials.
 * Source: C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404–413.
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95) {
  const tail = (1 - confidence) / 2;
  const failures = trials - successes;
  const low = successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1);
  // From the complement if successes are the more frequent outcome.
  const high =
    failures === 0
      ? 1
      : successes > failures
        ? 1 - betaQuantile(tail, failures, successes + 1)
        : betaQuantile(1 - tail, successes + 1, failures);
  return { proportion: successes / trials, low, high };
}

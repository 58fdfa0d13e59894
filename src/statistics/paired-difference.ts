/**
 * Comparing two designs on the same chances: with common random numbers, what befalls one in a replication befalls the
 * other too, and the difference varies much less than either.
 * Source: A. M. Law, Simulation Modeling and Analysis, sections 10.2.1 and 11.2.
 */
import { Moments } from "./moments.ts";
import { type MeanInterval, studentInterval } from "./student-interval.ts";

export interface PairedDifference {
  /** Student's interval of the mean of first − second. */
  readonly interval: MeanInterval;
  /** Correlation of the two over the replications; NaN if one of them does not vary. */
  readonly correlation: number;
  /**
   * Variance of the difference over what it would be for independent runs: below 1 where common random numbers help. NaN if
   * neither varies.
   */
  readonly varianceRatio: number;
}

/**
 * @param first results of one design, by replication
 * @param second results of the other in the same replications
 * @throws RangeError if their numbers differ
 */
export function pairedDifference(
  first: readonly number[],
  second: readonly number[],
  confidence = 0.95,
): PairedDifference {
  if (first.length !== second.length) {
    throw new RangeError(`found ${first.length} and ${second.length} replications; expected pairs`);
  }
  const differences = Moments.of(first.map((value, i) => value - second[i]!));
  const [a, b] = [Moments.of(first).variance, Moments.of(second).variance];
  return {
    interval: studentInterval(differences, confidence),
    correlation: (a + b - differences.variance) / (2 * Math.sqrt(a * b)),
    varianceRatio: differences.variance / (a + b),
  };
}

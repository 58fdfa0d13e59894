/**
 * Comparing two means that were found independently of each other and need not vary alike: Welch's interval.
 * Source: B. L. Welch, Biometrika 34 (1947) 28–35; A. M. Law, Simulation Modeling and Analysis, section 10.2.2.
 */
import { studentQuantile } from "./student.ts";

/** A mean of independent values, and how they spread. */
export interface MeanEstimate {
  /** Values, ≥ 1. */
  readonly n: number;
  readonly mean: number;
  /** Variance of one value; NaN of a single one. */
  readonly variance: number;
}

export interface MeanDifference {
  /** First mean less the second. */
  readonly difference: number;
  /** Bounds are null where neither sample shows a spread. */
  readonly low: number | null;
  readonly high: number | null;
  /** Degrees of freedom of Student's law that the bounds rest on; NaN without bounds. */
  readonly degrees: number;
  /** `welch`: both samples spread. `one value`: one of them is a single value, taken to vary like the other's. */
  readonly by: "welch" | "one value" | "nothing";
}

/**
 * Interval of the difference of two means. A single value is held against the values of the other sample, as if it had been one
 * of them: Student's interval with the variance of that sample alone.
 *
 * @throws RangeError for a confidence out of range or an empty sample
 */
export function welchDifference(first: MeanEstimate, second: MeanEstimate, confidence = 0.95): MeanDifference {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`found the confidence ${confidence}; expected one between 0 and 1, such as 0.95`);
  if (!(first.n >= 1 && second.n >= 1))
    throw new RangeError(`found samples of ${first.n} and ${second.n} values; expected at least one in each`);
  const difference = first.mean - second.mean;
  if (first.n < 2 && second.n < 2) return { difference, low: null, high: null, degrees: Number.NaN, by: "nothing" };
  const [a, b] = [first.variance / first.n, second.variance / second.n];
  const isSingle = first.n < 2 || second.n < 2;
  const several = first.n < 2 ? second : first;
  const squaredError = isSingle ? several.variance * (1 + 1 / several.n) : a + b;
  const degrees = isSingle
    ? several.n - 1
    : squaredError === 0
      ? first.n + second.n - 2
      : squaredError ** 2 / (a ** 2 / (first.n - 1) + b ** 2 / (second.n - 1));
  const halfWidth = studentQuantile((1 + confidence) / 2, degrees) * Math.sqrt(squaredError);
  return {
    difference,
    low: difference - halfWidth,
    high: difference + halfWidth,
    degrees,
    by: isSingle ? "one value" : "welch",
  };
}

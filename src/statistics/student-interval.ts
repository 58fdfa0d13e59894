/** Confidence intervals of a mean from independent values, such as one result per replication. */

import { normalQuantile } from "../special/normal-law.ts";
import { power } from "../special/power.ts";
import { expectConfidence } from "../units/range.ts";
import { Moments } from "./moments.ts";
import { studentQuantile } from "./student.ts";

/** A mean with its interval. */
export interface MeanInterval {
  /** NaN of nothing. */
  readonly mean: number;
  /** Bounds and half-width are null if there are fewer than two values: no spread has been seen, so nothing can be said. */
  readonly low: number | null;
  readonly high: number | null;
  readonly halfWidth: number | null;
  readonly n: number;
  /** Probability with which such intervals cover the mean, if the values are normal. */
  readonly confidence: number;
}

let known: { readonly n: number; readonly confidence: number; readonly factor: number } | null = null;

/** Half-width in standard errors. The metrics of a study's points rest on equally many values, one after the other. */
function factorFor(n: number, confidence: number): number {
  if (known?.n !== n || known.confidence !== confidence)
    known = { n, confidence, factor: studentQuantile((1 + confidence) / 2, n - 1) };
  return known.factor;
}

/**
 * Student's interval for the mean of independent, roughly normal values: mean ± t·s/√n.
 *
 * @param sample the values or their moments
 * @param confidence between 0 and 1
 * @throws RangeError for a confidence out of range
 * Source: A. M. Law, Simulation Modeling and Analysis, section 4.5.
 */
export function studentInterval(sample: Moments | Iterable<number>, confidence = 0.95): MeanInterval {
  expectConfidence(confidence);
  const moments = sample instanceof Moments ? sample : Moments.of(sample);
  const { n, mean } = moments;
  if (n < 2) return { mean, low: null, high: null, halfWidth: null, n, confidence };
  const halfWidth = factorFor(n, confidence) * moments.standardError;
  return { mean, low: mean - halfWidth, high: mean + halfWidth, halfWidth, n, confidence };
}

/**
 * Factor by which Student's half-width grows to the side of the longer tail: 1 + |γ| (1 + 2z²) / (6z), the first term of the
 * Cornish-Fisher expansion of the t statistic. The other side keeps its width: skewness is too uncertain to shorten it.
 *
 * @param skewness of the mean: that of the values over √n
 * Source: N. J. Johnson, Journal of the American Statistical Association 73 (1978) 536–544; P. Hall, Journal of the Royal
 * Statistical Society B 54 (1992) 221–228.
 */
export function tailFactor(skewness: number, confidence: number): number {
  const z = normalQuantile((1 + confidence) / 2);
  return 1 + (Math.abs(skewness) * (1 + 2 * z ** 2)) / (6 * z);
}

/** Student's interval, longer to the side of the longer tail: for values that may be skewed. Bounds are null as Student's. */
export function skewedInterval(values: readonly number[], confidence = 0.95): MeanInterval {
  const student = studentInterval(values, confidence);
  const { mean, halfWidth, n } = student;
  if (halfWidth === null || halfWidth === 0) return student;
  const skewness = skewnessOf(values);
  const wide = halfWidth * tailFactor(skewness / Math.sqrt(n), confidence);
  const tail = skewness > 0 ? { high: mean + wide } : { low: mean - wide };
  return { ...student, ...tail, halfWidth: wide };
}

/** Third central moment over the second to the power of 3/2; NaN of values that are all equal. */
export function skewnessOf(values: readonly number[]): number {
  const { mean, variance, n } = Moments.of(values);
  const deviation = Math.sqrt((variance * (n - 1)) / n);
  return values.reduce((sum, value) => sum + power((value - mean) / deviation, 3), 0) / n;
}

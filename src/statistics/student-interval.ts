/** Confidence intervals of a mean from independent values, such as one result per replication. */

import { expectConfidence } from "../units/range.ts";
import { Moments } from "./moments.ts";
import { armsOf, type MeanEstimate, skewnessOf, skewOfMean } from "./skewed-arms.ts";
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

/** Student's interval, longer to the side of the longer tail and shorter to the other: for values that may be skewed. Bounds are null as Student's. */
export function skewedInterval(sample: MeanEstimate, confidence = 0.95): MeanInterval {
  expectConfidence(confidence);
  const { n, mean, variance } = sample;
  const none = { mean, low: null, high: null, halfWidth: null, n, confidence };
  if (!(n >= 2 && variance >= 0)) return none;
  const t = factorFor(n, confidence);
  const { below, above } = armsOf(skewOfMean(sample, t));
  const student = t * Math.sqrt(variance / n);
  return {
    ...none,
    low: mean - student * below,
    high: mean + student * above,
    halfWidth: student * Math.max(below, above),
  };
}

/** What `skewedInterval` asks of values. @param least that the law can have */
export function sampleOf(values: readonly number[], least = -Infinity): MeanEstimate {
  const { n, mean, variance } = Moments.of(values);
  return { n, mean, variance, skewness: skewnessOf(values), least };
}

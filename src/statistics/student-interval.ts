/** Confidence interval of a mean from independent values, such as one result per replication. */
import { Moments } from "./moments.ts";
import { studentQuantile } from "./student.ts";

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
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`found the confidence ${confidence}; expected one between 0 and 1, such as 0.95`);
  }
  const moments = sample instanceof Moments ? sample : Moments.of(sample);
  const { n, mean } = moments;
  if (n < 2) return { mean, low: null, high: null, halfWidth: null, n, confidence };
  const halfWidth = factorFor(n, confidence) * moments.standardError;
  return { mean, low: mean - halfWidth, high: mean + halfWidth, halfWidth, n, confidence };
}

/**
 * Where a new value will fall, beside those that were seen: far wider than the interval of their mean, which says nothing of it.
 * Source: G. J. Hahn, W. Q. Meeker, Statistical Intervals (1991), sections 4.7 (normal values) and 5.3 (any values).
 */
import { Moments } from "./moments.ts";
import { studentQuantile } from "./student.ts";

/** Where one more value of the same kind is to be expected. */
export interface PredictionInterval {
  readonly low: number;
  readonly high: number;
  /** `order statistics` hold for values of any law; `student` takes the values as normal, and reaches to the outermost at least. */
  readonly by: "student" | "order statistics";
}

/** From fewer values of a skewed law, Student's interval covers up to 4 % less than it says. */
const FEW = 10;
const WIDER = 0.975;

/**
 * Interval that holds one new value with a probability of 95 %, over samples and new values of the same law.
 *
 * From 39 values on by order statistics: k values cut from either end of n leave 1 − 2k/(n + 1), ties more. Of fewer values
 * Student's mean ± t·s·√(1 + 1/n), extended to the outermost values, with 97.5 % for fewer than ten: it covers 92 % or more of
 * exponential values, log-normal ones of coefficient of variation 1 and Poisson counts.
 *
 * @param range beyond which no value can lie
 * @returns null for fewer than three values, or such that are all equal: of what varies nothing was seen then
 */
export function predictionInterval(
  values: readonly number[],
  range: readonly [low: number, high: number] = [-Infinity, Infinity],
): PredictionInterval | null {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const { mean, variance } = Moments.of(sorted);
  if (n < 3 || !(Math.sqrt(variance) > 1e-9 * Math.abs(mean))) return null;
  const cut = Math.floor(0.025 * (n + 1));
  if (cut >= 1) return { low: sorted[cut - 1]!, high: sorted[n - cut]!, by: "order statistics" };
  const confidence = n < FEW ? WIDER : 0.95;
  const halfWidth = studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(variance * (1 + 1 / n));
  return {
    low: Math.min(Math.max(mean - halfWidth, range[0]), sorted[0]!),
    high: Math.max(Math.min(mean + halfWidth, range[1]), sorted[n - 1]!),
    by: "student",
  };
}

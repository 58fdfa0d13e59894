/**
 * Confidence interval of a quantile by order statistics: the number of values below the true quantile is binomial, whatever
 * the distribution, so two ranks enclose it with a probability that can be computed exactly.
 * Source: H. A. David, H. N. Nagaraja, Order Statistics (2003), section 7.1.
 */

import { incompleteBeta } from "../special/incomplete-beta.ts";
import { expectConfidence } from "../units/range.ts";

/** Ranks counted from 1 whose values enclose the quantile, and the probability that they do. */
export interface QuantileRanks {
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

export interface QuantileInterval {
  /** The value of rank ⌈p·n⌉; NaN of nothing. */
  readonly quantile: number;
  /** Both null if there are too few values for such a quantile at such a confidence. */
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly confidence: number;
}

/** P(fewer than `rank`, 1 … n, of n values lie below the p-quantile) = P(Binomial(n, p) ≤ rank − 1). */
const fewerThan = (rank: number, n: number, p: number): number => incompleteBeta(1 - p, p, n - rank + 1, rank);

/**
 * The ranks whose values enclose the p-quantile of n independent values, leaving at most (1 − confidence)/2 on each side.
 * Also for asking a `QuantileSketch`, as `quantile(rank / count)`.
 *
 * @param p strictly between 0 and 1
 * @returns null if even the extremes do not enclose it with that confidence
 * @throws RangeError for parameters out of range
 */
export function quantileRanks(n: number, p: number, confidence = 0.95): QuantileRanks | null {
  if (!(p > 0 && p < 1)) throw new RangeError(`found p = ${p}; expected a probability strictly between 0 and 1`);
  expectConfidence(confidence);
  const tail = (1 - confidence) / 2;
  // the quantile lies below the value of rank l with P(B < l), above that of rank u with P(B ≥ u)
  const low = firstRank(n, (rank) => fewerThan(rank, n, p) > tail) - 1;
  const high = firstRank(n, (rank) => fewerThan(rank, n, p) >= 1 - tail);
  if (low < 1 || high > n) return null;
  return { low, high, coverage: fewerThan(high, n, p) - fewerThan(low, n, p) };
}

/** The smallest rank from 1 to n + 1 from which on the condition holds, by bisection. */
function firstRank(n: number, holds: (rank: number) => boolean): number {
  let below = 0;
  let above = n + 1;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

/**
 * Interval of the p-quantile of the distribution that the independent values come from.
 *
 * @param p strictly between 0 and 1
 * @throws RangeError for parameters out of range
 */
export function quantileInterval(values: Iterable<number>, p: number, confidence = 0.95): QuantileInterval {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const ranks = quantileRanks(n, p, confidence);
  return {
    quantile: n > 0 ? sorted[Math.ceil(p * n) - 1]! : Number.NaN,
    low: ranks ? sorted[ranks.low - 1]! : null,
    high: ranks ? sorted[ranks.high - 1]! : null,
    n,
    confidence,
  };
}

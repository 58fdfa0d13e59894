/** The regularised incomplete beta function, in which Student's law, the binomial law and order statistics are written. */

import { deviance, stirlingRemainder } from "./gamma-function.ts";
import { quantileBetween } from "./quantile-between.ts";

const HALF_LOG_TWO_PI = 0.9189385332046728;

/** ln of xᵃyᵇ/B(a, b), y = 1 − x, written around its peak x = a/(a+b) so that large a and b lose no digits. */
function logPeak(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const remainder = stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b);
  const fall = a * deviance((x * n) / a) + b * deviance((y * n) / b);
  return remainder - fall + Math.log((a / n) * b) / 2 - HALF_LOG_TWO_PI;
}

/**
 * I_x(a, b) by a continued fraction whose terms do not cancel even for a in the millions, evaluated by Lentz's method. It
 * converges fast for x < (a+1)/(a+b+2).
 * Source: A. R. DiDonato, A. H. Morris, Algorithm 708, ACM TOMS 18 (1992) 360–373, eq. 9.
 */
function fraction(x: number, y: number, a: number, b: number): number {
  const beyondPeak = a > b ? (a + b) * y - b : a - (a + b) * x; // the same, each with less cancellation on its side
  let value = (a / (a + 1)) * (beyondPeak + 1);
  let c = value;
  let d = 0;
  for (let n = 1; n < 100_000; n++) {
    const span = a + 2 * n - 1;
    const above = ((a + n - 1) / span) * ((a + b + n - 1) / span) * n * (b - n) * x * x;
    const below = n + (n * (b - n) * x) / span + ((a + n) / (span + 2)) * (beyondPeak + 1 + n * (1 + y));
    d = 1 / (below + above * d);
    c = below + above / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return Math.exp(logPeak(x, y, a, b)) / value;
}

/**
 * Probability that a beta variate with parameters a and b is at most x; both x and y = 1 − x are given, so that neither
 * end loses digits. Relative error about 10⁻¹³ where the result is the smaller of the two tails.
 *
 * @param a > 0
 * @param b > 0
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  return x < (a + 1) / (a + b + 2) ? fraction(x, y, a, b) : 1 - fraction(y, x, b, a);
}

/** Density of the beta law at x, y = 1 − x. */
export const betaDensity = (x: number, y: number, a: number, b: number): number =>
  Math.exp(logPeak(x, y, a, b)) / x / y;

/**
 * Quantile of the beta law: the x with I_x(a, b) = p.
 *
 * @param p 0 … 1
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  // on (0, 1/2] the density is at most max(1, 2^(1−b)) times xᵃ⁻¹/B, which bounds the quantile from below
  const logBeta = Math.LN2 * -(a + b) - logPeak(0.5, 0.5, a, b);
  const bound = Math.exp((Math.log(p * a) + logBeta - Math.LN2 * Math.max(1 - b, 0)) / a);
  return quantileBetween(
    Math.min(0.5, bound),
    1,
    p,
    (x) => incompleteBeta(x, 1 - x, a, b),
    (x) => betaDensity(x, 1 - x, a, b),
  );
}

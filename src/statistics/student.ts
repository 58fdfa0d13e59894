/** Student's t law: the mean of a few normal values, in units of its estimated error. */

import { betaDensity, incompleteBeta } from "../special/incomplete-beta.ts";
import { normalQuantile } from "../special/normal-law.ts";
import { quantileBetween } from "../special/quantile-between.ts";

/** P(|T| > t) for t ≥ 0, without cancellation in either direction. */
function bothTails(t: number, degrees: number): number {
  const total = degrees + t * t;
  return incompleteBeta(degrees / total, (t * t) / total, degrees / 2, 0.5);
}

/** Density of T at t > 0. */
function studentDensity(t: number, degrees: number): number {
  const total = degrees + t * t;
  // y = t²/(ν+t²) is a beta variate with parameters 1/2 and ν/2; dy/dt = 2tν/(ν+t²)²
  return (betaDensity((t * t) / total, degrees / total, 0.5, degrees / 2) * t * degrees) / total / total;
}

/**
 * The t that T does not exceed with probability p: 2.228 for p = 0.975 and 10 degrees of freedom.
 *
 * @param p 0 … 1; −∞ and ∞ at the ends
 * @param degrees of freedom, > 0; need not be whole
 * @throws RangeError for parameters out of range
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`found p = ${p}; expected a probability from 0 to 1`);
  if (!(degrees > 0)) throw new RangeError(`found ${degrees} degrees of freedom; expected more than 0`);
  if (p === 0.5) return 0;
  const tails = 2 * Math.min(p, 1 - p);
  if (tails === 0) return p < 0.5 ? -Infinity : Infinity;
  const low = -normalQuantile(tails / 2); // Student's tails are heavier than the normal ones
  let high = 2 * low;
  while (bothTails(high, degrees) > tails) high *= 2;
  const t = quantileBetween(
    low,
    high,
    -tails,
    (x) => -bothTails(x, degrees),
    (x) => 2 * studentDensity(x, degrees),
  );
  return p < 0.5 ? -t : t;
}

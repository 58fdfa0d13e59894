/**
 * The one-sided critical value of Dunnett's law: the largest of several t variables that share their error, each correlated
 * 1/2 with the others, as differences from one common rival are.
 */

import { logGamma } from "../special/gamma-function.ts";
import { normalCdf, normalQuantile } from "../special/normal-law.ts";
import { power } from "../special/power.ts";
import { studentQuantile } from "./student.ts";

/** Steps of the trapezoidal rule, which converges faster than any power of them on such bell-shaped integrands. */
const STEP = 0.3;
const REACH = 6.8;

/** Places and weights of a standard normal variable. */
const grid = Array.from({ length: (2 * REACH) / STEP + 1 }, (_, i) => i * STEP - REACH);
const weights = grid.map((y) => (STEP * Math.exp((-y * y) / 2)) / Math.sqrt(2 * Math.PI));

/** P(every (Yᵢ + Y₀)/√2 ≤ w) for `rivals` independent normal Yᵢ and a common Y₀. */
function normalMaximum(w: number, rivals: number): number {
  return grid.reduce((sum, y, i) => sum + weights[i]! * power(normalCdf(Math.SQRT2 * w - y), rivals), 0);
}

/** Places and weights of s/σ, the estimated over the true standard deviation, on a logarithmic scale. */
function scales(degrees: number): readonly (readonly [number, number])[] {
  const half = degrees / 2;
  const width = STEP / Math.sqrt(2 * degrees);
  const from = -REACH / Math.sqrt(degrees) - 23 / degrees; // the density falls like sᵛ towards 0, like a bell near 1
  const to = REACH / Math.sqrt(degrees);
  const logConstant = Math.LN2 + half * Math.log(half) - logGamma(half);
  return Array.from({ length: Math.ceil((to - from) / width) }, (_, i) => {
    const u = from + i * width;
    return [Math.exp(u), width * Math.exp(logConstant + degrees * u - half * Math.exp(2 * u))] as const;
  });
}

/** Probability that none of `rivals` such t variables exceeds t. */
export function dunnettCdf(t: number, rivals: number, degrees: number): number {
  return scales(degrees).reduce(
    (sum, [s, weight]) => (weight > 1e-18 ? sum + weight * normalMaximum(t * s, rivals) : sum),
    0,
  );
}

/** Critical values found so far: a sweep asks for the same ones again and again. */
const found = new Map<string, number>();

/**
 * The value that the largest of the t variables does not exceed with probability p, to about eight digits.
 *
 * @param p at least 1/2, below 1
 * @param rivals number of variables, ≥ 1
 * @param degrees of freedom of the common error, ≥ 1; ∞ if it is known
 * @throws RangeError for parameters out of range
 */
export function dunnettQuantile(p: number, rivals: number, degrees: number): number {
  if (!(p >= 0.5 && p < 1)) throw new RangeError(`found p = ${p}; expected a probability from 0.5 to 1`);
  if (!(Number.isInteger(rivals) && rivals >= 1)) throw new RangeError(`found ${rivals} rivals; expected 1 or more`);
  if (!(degrees >= 1)) throw new RangeError(`found ${degrees} degrees of freedom; expected 1 or more`);
  const key = `${p} ${rivals} ${degrees}`;
  const value = found.get(key) ?? search(p, rivals, degrees);
  found.set(key, value);
  return value;
}

/** Bisection between Student's value for one variable, which is too low, and Bonferroni's bound, which is too high. */
function search(p: number, rivals: number, degrees: number): number {
  const known = degrees === Infinity;
  const cdf = (t: number) => (known ? normalMaximum(t, rivals) : dunnettCdf(t, rivals, degrees));
  const student = (q: number) => (known ? normalQuantile(q) : studentQuantile(q, degrees));
  let below = student(p);
  let above = student(1 - (1 - p) / rivals);
  while (above - below > 1e-9 * above) {
    const middle = (below + above) / 2;
    if (cdf(middle) < p) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

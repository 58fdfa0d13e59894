import { type MeanInterval, studentInterval } from "./student-interval.ts";

/**
 * Interval for the ratio of two means from paired observations, E[y]/E[x], by the jackknife: the ratio of sums is biased of order
 * 1/n, its pseudo-values are nearly unbiased and nearly independent.
 *
 * @param numerators, denominators paired, of equal length
 * @returns point estimate by the jackknife with Student's interval over the pseudo-values
 * Source: A. M. Law, Simulation Modeling and Analysis, section 9.5.2 (jackknife for ratios).
 */
export function ratioInterval(
  numerators: readonly number[],
  denominators: readonly number[],
  confidence = 0.95,
): MeanInterval {
  const n = numerators.length;
  if (n !== denominators.length)
    throw new RangeError(`${n} numerators and ${denominators.length} denominators; expected as many of each`);
  const y = numerators.reduce((sum, value) => sum + value, 0);
  const x = denominators.reduce((sum, value) => sum + value, 0);
  if (n < 2) return studentInterval([y / x], confidence);
  const pseudo = numerators.map((value, i) => n * (y / x) - (n - 1) * ((y - value) / (x - denominators[i]!)));
  return studentInterval(pseudo, confidence);
}

/** Does a sample follow the law that theory names? Both checks fail one true law in a thousand; seeds are fixed. */

/** √n times the largest difference between an observed and the true distribution function exceeds this with probability 0.001. */
const KOLMOGOROV = 1.95;

/** √n·D of Kolmogorov and Smirnov, relative to what is exceeded with probability 0.001: above 1 the law is refuted. */
export function misfit(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let distance = 0;
  for (const [i, x] of sorted.entries())
    distance = Math.max(distance, cdf(x) - i / sorted.length, (i + 1) / sorted.length - cdf(x));
  return (distance * Math.sqrt(sorted.length)) / KOLMOGOROV;
}

/** Distribution function of the uniform law. */
export const uniformBetween =
  (low: number, high: number) =>
  (x: number): number =>
    Math.min(1, Math.max(0, (x - low) / (high - low)));

/**
 * Pearson's χ² of counts against probabilities, relative to what is exceeded with probability 0.001 (Wilson and Hilferty's
 * approximation): above 1 the law is refuted. What cannot happen must not have happened.
 */
export function misfitOfCounts(counts: readonly number[], probabilities: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  let chiSquare = 0;
  let degrees = -1;
  for (const [i, p] of probabilities.entries()) {
    if (p === 0) {
      if (counts[i]! > 0) return Infinity;
      continue;
    }
    chiSquare += (counts[i]! - n * p) ** 2 / (n * p);
    degrees++;
  }
  if (degrees === 0) return 0;
  const spread = 2 / (9 * degrees);
  return chiSquare / (degrees * (1 - spread + 3.09 * Math.sqrt(spread)) ** 3);
}

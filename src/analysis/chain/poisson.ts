/** Probabilities of a Poisson number near its mode; those outside the window add up to less than the error stated. */
export interface PoissonWeights {
  /** Smallest number in the window. */
  readonly left: number;
  /** Probability of left, left + 1, …; they add up to 1 within rounding. */
  readonly weights: Float64Array;
  /** Bound on the probability outside the window. */
  readonly error: number;
}

/**
 * Poisson probabilities e^−m mᵏ / k! for any mean, by multiplying outwards from the mode, where they are largest, and
 * scaling at the end: nothing underflows and nothing cancels.
 *
 * @param mean m ≥ 0, up to 1e12
 * @param error bound on the probability left out, e.g. 1e-15
 * Source: the idea of B. L. Fox and P. W. Glynn, Communications of the ACM 31 (1988); windows by Chernoff's bound.
 */
export function poissonWeights(mean: number, error: number): PoissonWeights {
  if (mean === 0) return { left: 0, weights: Float64Array.of(1), error: 0 };
  const mode = Math.floor(mean);
  const half = Math.log(2 / error);
  // Chernoff: P(N ≥ m + x) ≤ exp(−x² / 2(m + x/3)), P(N ≤ m − x) ≤ exp(−x² / 2m).
  const below = Math.ceil(Math.sqrt(2 * mean * half));
  const above = Math.ceil(half / 3 + Math.sqrt((half / 3) ** 2 + 2 * mean * half));
  const left = Math.max(0, mode - below);
  const right = mode + above + 1;
  const weights = new Float64Array(right - left + 1);
  weights[mode - left] = 1;
  for (let k = mode; k > left; k--) weights[k - 1 - left] = (weights[k - left]! * k) / mean;
  for (let k = mode; k < right; k++) weights[k + 1 - left] = (weights[k - left]! * mean) / (k + 1);
  const total = [...weights].sort((a, b) => a - b).reduce((sum, weight) => sum + weight, 0);
  for (let k = 0; k < weights.length; k++) weights[k]! /= total;
  return { left, weights, error };
}

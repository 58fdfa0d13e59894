/** Does a sample follow a distribution? The test of Kolmogorov and Smirnov. */

import { power } from "../special/power.ts";

export interface GoodnessOfFit {
  /** Largest difference between the distribution function and that of the sample. */
  readonly distance: number;
  /** Probability of so large a difference, or a larger one, if the sample does follow the distribution. */
  readonly pValue: number;
}

/**
 * @param sample independent values
 * @param cdf a continuous distribution function, none of whose parameters was estimated from the sample
 * @throws RangeError for an empty sample
 */
export function kolmogorovSmirnov(sample: Iterable<number>, cdf: (x: number) => number): GoodnessOfFit {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  if (n === 0) throw new RangeError("found an empty sample; expected at least one value");
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const f = cdf(sorted[i]!);
    distance = Math.max(distance, f - i / n, (i + 1) / n - f);
  }
  return { distance, pValue: kolmogorovTail(distance, n) };
}

/** From this sample size on the limiting law, corrected, is good to better than 10⁻⁴. */
const EXACT_UP_TO = 200;

/**
 * P(Dₙ ≥ d): the probability that the distribution function of n independent values is off by d or more somewhere. Exact up
 * to n = 200; beyond, the limiting law with the correction of Vrbik.
 * Source: G. Marsaglia, W. W. Tsang, J. Wang, J. Stat. Software 8(18), 2003; J. Vrbik, Pioneer J. Theoretical and Applied
 * Statistics 15 (2018) 15–23.
 */
export function kolmogorovTail(d: number, n: number): number {
  if (d <= 0.5 / n) return 1;
  if (d >= 1) return 0;
  if (n <= EXACT_UP_TO) return Math.min(Math.max(1 - exactProbability(d, n), 0), 1);
  const root = Math.sqrt(n);
  return limitingTail(d * root + 1 / (6 * root) + (d * root - 1) / (4 * n));
}

/** lim P(√n·Dₙ ≥ x) = 2 Σ (−1)ʲ⁻¹ e^(−2j²x²); by the theta function's other series for small x. */
function limitingTail(x: number): number {
  if (x < 1) {
    let sum = 0;
    for (let j = 1; j < 20; j += 2) sum += Math.exp(-((j * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let j = 1; j < 20; j++) sum += (j % 2 === 1 ? 2 : -2) * Math.exp(-2 * j * j * x * x);
  return sum;
}

/**
 * P(Dₙ < d) after Durbin: with nd = k − h, 0 ≤ h < 1, it is n!/nⁿ times the middle element of the n-th power of a matrix of
 * 2k − 1 rows.
 */
function exactProbability(d: number, n: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  const base = durbinMatrix(k, k - n * d);
  let power: Float64Array | undefined;
  let square = base;
  let log = 0; // of what has been taken out of `power` to keep it in range
  let squareLog = 0;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      power = power ? product(power, square, size) : square;
      log += squareLog;
    }
    if (rest === 1) break;
    square = product(square, square, size);
    squareLog *= 2;
    const middle = square[(k - 1) * size + k - 1]!;
    square = square.map((value) => value / middle);
    squareLog += Math.log(middle);
  }
  for (let i = 1; i <= n; i++) log += Math.log(i / n);
  return power![(k - 1) * size + k - 1]! * Math.exp(log);
}

/** Marsaglia, Tsang and Wang's H: 1/(i − j + 1)! on and below the first superdiagonal, with h in the first column and last row. */
function durbinMatrix(k: number, h: number): Float64Array {
  const size = 2 * k - 1;
  const matrix = new Float64Array(size * size);
  const inverseFactorial = [1];
  for (let i = 1; i <= size; i++) inverseFactorial.push(inverseFactorial[i - 1]! / i);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= Math.min(i + 1, size - 1); j++) matrix[i * size + j] = inverseFactorial[i - j + 1]!;
  }
  for (let i = 0; i < size; i++) {
    const edge = power(h, i + 1) * inverseFactorial[i + 1]!;
    matrix[i * size]! -= edge;
    matrix[(size - 1) * size + (size - 1 - i)]! -= edge;
  }
  if (h > 0.5) matrix[(size - 1) * size]! += power(2 * h - 1, size) * inverseFactorial[size]!;
  return matrix;
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let l = 0; l < size; l++) {
      const factor = a[i * size + l]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) {
        const term = factor * b[l * size + j]!;
        result[i * size + j]! += term;
      }
    }
  }
  return result;
}

/**
 * Interval of a steady-state mean from one long run: its correlated values are grouped into a few long batches, whose means
 * are nearly independent. Whether they are is tested, and the answer comes with the interval.
 * Source: A. M. Law, Simulation Modeling and Analysis, section 9.5.3; G. S. Fishman, Principles of Discrete Event
 * Simulation (1978), for the test.
 */
import { normalCdf } from "../random/normal-law.ts";
import { type MeanInterval, studentInterval } from "./student-interval.ts";

export interface BatchMeans {
  /** Student's interval of the batch means. */
  readonly interval: MeanInterval;
  readonly means: readonly number[];
  /** Values in each batch; the earliest values that fill no batch are left out. */
  readonly batchSize: number;
  /** Correlation between successive batch means; NaN if they are all equal. */
  readonly lagOne: number;
  /** Whether von Neumann's test, at 5 %, sees no positive correlation. If it does, the interval is too narrow: run longer. */
  readonly independent: boolean;
}

/** As many as give Student's interval nearly its full power; more would only make the batches shorter. */
const batchesUsual = 30;

/** Share of independent series that the test takes for correlated. */
const testLevel = 0.05;

/**
 * Batch means of a series in steady state (cut the warm-up first).
 *
 * @param batches number of batches, ≥ 10
 * @throws RangeError for fewer than 10 batches, or fewer than two values to a batch
 */
export function batchMeans(series: ArrayLike<number>, confidence = 0.95, batches = batchesUsual): BatchMeans {
  const batchSize = Math.floor(series.length / batches);
  if (!(Number.isInteger(batches) && batches >= 10))
    throw new RangeError(`found ${batches} batches; expected 10 or more`);
  if (batchSize < 2) {
    throw new RangeError(`found ${series.length} values for ${batches} batches; expected at least ${2 * batches}`);
  }
  const first = series.length - batches * batchSize;
  const means = Array.from({ length: batches }, (_, batch) => {
    let sum = 0;
    for (let i = 0; i < batchSize; i++) sum += series[first + batch * batchSize + i]!;
    return sum / batchSize;
  });
  return {
    interval: studentInterval(means, confidence),
    means,
    batchSize,
    lagOne: lagOneCorrelation(means),
    independent: vonNeumannTest(means) > testLevel,
  };
}

/** Correlation between each value and the next; NaN of a constant series. */
export function lagOneCorrelation(values: readonly number[]): number {
  const { successive, squares, mean } = deviations(values);
  const ends = (values[0]! - mean) ** 2 + (values[values.length - 1]! - mean) ** 2;
  // Σ(dᵢ₊₁ − dᵢ)² = 2Σd² − ends − 2Σdᵢdᵢ₊₁
  return squares > 0 ? (squares - (ends + successive) / 2) / squares : Number.NaN;
}

/**
 * One-sided p-value of von Neumann's ratio of mean squared successive differences against positive correlation: small if
 * successive values are more alike than independent ones would be. 1 for a constant series.
 *
 * C = 1 − Σ(xᵢ₊₁ − xᵢ)²/(2Σ(xᵢ − x̄)²) is nearly normal with variance (n − 2)/(n² − 1) for n ≥ 8 independent normal values.
 */
export function vonNeumannTest(values: readonly number[]): number {
  const { successive, squares } = deviations(values);
  if (squares === 0) return 1;
  const n = values.length;
  const c = 1 - successive / (2 * squares);
  return normalCdf(-c / Math.sqrt((n - 2) / (n * n - 1)));
}

function deviations(values: readonly number[]): { successive: number; squares: number; mean: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  let successive = 0;
  for (let i = 1; i < values.length; i++) successive += (values[i]! - values[i - 1]!) ** 2;
  return { successive, squares: values.reduce((sum, x) => sum + (x - mean) ** 2, 0), mean };
}

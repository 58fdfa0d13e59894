/**
 * Interval of a steady-state mean from one long run: its correlated values are grouped into a few long batches, whose means
 * are nearly independent. Whether they are is tested, and the answer comes with the interval.
 * Source: A. M. Law, Simulation Modeling and Analysis, section 9.5.3; G. S. Fishman, Principles of Discrete Event
 * Simulation (1978), for the test.
 */

import { normalCdf } from "../special/normal-law.ts";
import { power } from "../special/power.ts";
import { armsOf, skewOfMean } from "./skewed-arms.ts";
import { studentQuantile } from "./student.ts";
import { type MeanInterval, sampleOf, skewedInterval } from "./student-interval.ts";

export interface BatchMeans {
  /**
   * Student's interval of the batch means, or, where the correlations seen make it wider, that of as many independent values as the
   * series is worth; longer to the side of the batch means' longer tail.
   */
  readonly interval: MeanInterval;
  /** Independent values that the series is worth, by the correlations seen in it. */
  readonly worth: number;
  readonly means: readonly number[];
  /** Values in each batch; the earliest values that fill no batch are left out. */
  readonly batchSize: number;
  /** Correlation between successive batch means; NaN if they are all equal. */
  readonly lagOne: number;
  /** Whether von Neumann's test, at 5 %, sees no positive correlation. If it does, the interval is too narrow: run longer. */
  readonly independent: boolean;
}

/** As many as give Student's interval nearly its full power; more would only make the batches shorter. */
const BATCHES_USUAL = 30;

/** Share of independent series that the test takes for correlated. */
const TEST_LEVEL = 0.05;

/**
 * Batch means of a series in steady state (cut the warm-up first).
 *
 * @param batches number of batches, ≥ 10
 * @throws RangeError for fewer than 10 batches, or fewer than two values to a batch
 */
export function batchMeans(series: ArrayLike<number>, confidence = 0.95, batches = BATCHES_USUAL): BatchMeans {
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
  const sample = sampleOf(means);
  const plain = skewedInterval(sample, confidence);
  const { worth, error } = worthOf(series);
  const p = (1 + confidence) / 2;
  const usual = studentQuantile(p, batches - 1);
  const wide = studentQuantile(p, Math.max(2, Math.min(batches - 1, worth / 3))) * error;
  const halfWidth = Math.max(usual * Math.sqrt(sample.variance / batches), wide);
  const arms = armsOf(skewOfMean(sample, usual));
  // What is correlated shows its skewness even less: no arm is shortened.
  const [below, above] = [arms.below, arms.above].map((arm) => halfWidth * Math.max(1, arm)) as [number, number];
  const { mean } = plain;
  return {
    interval: { ...plain, low: mean - below, high: mean + above, halfWidth: Math.max(below, above) },
    worth,
    means,
    batchSize,
    lagOne: lagOneCorrelation(means),
    independent: vonNeumannTest(means) > TEST_LEVEL,
  };
}

/** Groups whose correlations are looked at. */
const GROUPS = 512;

/**
 * Independent values that a series is worth, and the standard error of its mean: the correlations of short groups, two lags at a time,
 * for as long as the pairs are positive and do not grow (C. J. Geyer, Statistical Science 7 (1992) 473–483).
 */
function worthOf(series: ArrayLike<number>): { readonly worth: number; readonly error: number } {
  const groups = Math.min(GROUPS, Math.floor(series.length / 2));
  const size = Math.floor(series.length / groups);
  const means = Array.from({ length: groups }, (_, group) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += series[group * size + i]!;
    return sum / size;
  });
  const { squares, mean } = deviations(means);
  if (squares === 0) return { worth: groups, error: 0 };
  const correlation = (lag: number) => {
    let sum = 0;
    for (let i = lag; i < groups; i++) sum += (means[i]! - mean) * (means[i - lag]! - mean);
    return sum / squares;
  };
  let time = 1;
  for (let lag = 1, last = Infinity; lag < groups / 3; lag += 2) {
    const pair = Math.min(last, correlation(lag) + correlation(lag + 1));
    if (pair <= 0) break;
    time += 2 * pair;
    last = pair;
  }
  return { worth: groups / time, error: Math.sqrt((squares / groups / groups) * time) };
}

/**
 * Successive sojourn times of one queue, M/M/1 at that load, that are worth one independent value.
 * Source: W. Whitt, Management Science 35 (1989) 1341–1366, asymptotic variance of the waiting time over its variance.
 *
 * @param load 0 … 1; Infinity from 1 on
 */
export const queueMemory = (load: number): number =>
  load >= 1 ? Infinity : (2 + 5 * load - 4 * load ** 2 + power(load, 3)) / ((2 - load) * (1 - load) ** 2);

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

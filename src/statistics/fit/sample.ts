/** Independent positive values, in order of size, with the sums that likelihoods are made of. */
export interface PositiveSample {
  readonly n: number;
  /** Ascending. */
  readonly values: Float64Array;
  readonly mean: number;
  /** Variance over n (not n − 1). */
  readonly variance: number;
  /** Mean and variance (over n) of the logarithms. */
  readonly meanLog: number;
  readonly varianceLog: number;
}

/** @throws RangeError for fewer than three values, or one that is not above 0 */
export function positiveSample(values: Iterable<number>): PositiveSample {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n < 3) throw new RangeError(`found ${n} values; expected at least three`);
  if (!(sorted[0]! > 0 && Number.isFinite(sorted[n - 1]!)))
    throw new RangeError(`found the value ${sorted[0]! > 0 ? sorted[n - 1] : sorted[0]}; expected durations above 0`);
  const mean = average(sorted);
  const logs = sorted.map(Math.log);
  const meanLog = average(logs);
  return {
    n,
    values: sorted,
    mean,
    variance: average(sorted.map((x) => (x - mean) ** 2)),
    meanLog,
    varianceLog: average(logs.map((x) => (x - meanLog) ** 2)),
  };
}

function average(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

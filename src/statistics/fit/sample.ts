import { Refused } from "../../units/refused.ts";

/** Independent positive values, in order of size, with the sums that likelihoods are made of. */
export interface PositiveSample {
  readonly n: number;
  /** Ascending; of a condensed sample fewer than n, each of which stands for as many. */
  readonly values: Float64Array;
  readonly mean: number;
  /** Variance over n (not n − 1). */
  readonly variance: number;
  /** Mean and variance (over n) of the logarithms. */
  readonly meanLog: number;
  readonly varianceLog: number;
}

/** @throws Refused for fewer than three values, or one that is not above 0 */
export function positiveSample(values: Iterable<number>): PositiveSample {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n < 3) throw new Refused(`${n} values`, "at least three");
  if (!(sorted[0]! > 0 && Number.isFinite(sorted[n - 1]!)))
    throw new Refused(`the value ${sorted[0]! > 0 ? sorted[n - 1] : sorted[0]}`, "durations above 0");
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

/** Times that anything in a service may take [s]: what lies outside was not measured, and arithmetic would not bear it. */
export const DURATIONS = { shortest: 1e-9, longest: 1e9 } as const;

/** @throws Refused if one of them is no such time */
export function checkDurations(values: ArrayLike<number>): void {
  const outside = Array.from(values).filter((x) => !(x >= DURATIONS.shortest && x <= DURATIONS.longest));
  if (outside.length > 0)
    throw new Refused(
      `${outside.length} of ${values.length} durations outside of 1 ns … 1e9 s, such as ${outside[0]} s`,
      "durations above 0, from a clock that can see them",
    );
}

/** Values that a likelihood is summed over while it is climbed: so many tell its top as well as a million would. */
const VALUES_MAX = 5000;

/** The sample with means of neighbouring values in the place of its values, if these are many; its moments stay what they are. */
export function condensed(sample: PositiveSample): PositiveSample {
  const { n, values } = sample;
  if (n <= VALUES_MAX) return sample;
  const start = (group: number): number => Math.floor((group * n) / VALUES_MAX);
  return {
    ...sample,
    values: Float64Array.from({ length: VALUES_MAX }, (_, i) => average(values.subarray(start(i), start(i + 1)))),
  };
}

function average(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

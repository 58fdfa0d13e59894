/**
 * Intervals of a metric over independent replications. Where most replications agree on one value, what is uncertain is how often and
 * how far the others deviate from it; elsewhere the mean is nearly normal, or skewed. Where all agree nothing has been seen to
 * vary: the true mean may differ by whatever a rare event would add, and no interval is given.
 */
import { type Cluster, clusteredProportion } from "./clustered-proportion.ts";
import { type Bounds, rareDeviations, skewedMean } from "./rare-deviations.ts";
import { type MeanInterval, skewedInterval } from "./student-interval.ts";

/** Independent values that an interval rests on at least. */
export const VALUES_MIN = 5;

/** Sums of floating-point numbers that differ by less, relative to their size, are equal. */
const ROUNDING = 1e-9;

/** Whether all values are one, but for rounding. */
export const areAlike = (values: readonly number[]): boolean =>
  values.every((value) => Math.abs(value - values[0]!) <= ROUNDING * Math.abs(values[0]!));

/** The value that at least half of the values have; undefined if there is none. */
function usual(values: readonly number[]): number | undefined {
  // What fills half of the places in order stands at one of the two middle ones.
  const sorted = Float64Array.from(values).sort();
  const middle = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.floor(sorted.length / 2)]!];
  return middle.find((one) => 2 * values.filter((value) => areAlike([one, value])).length >= values.length);
}

/** Deviations to either side, each with its own interval, as one. Source: G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008) 1693–1702. */
function around(deviations: readonly number[], confidence: number): Bounds {
  const side = (sign: 1 | -1) => {
    const values = deviations.map((value) => Math.max(0, sign * value));
    return {
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      ...rareDeviations(values, confidence),
    };
  };
  const [up, down] = [side(1), side(-1)];
  const mean = up.mean - down.mean;
  return {
    low: mean - Math.hypot(up.mean - up.low, down.high - down.mean),
    high: mean + Math.hypot(up.high - up.mean, down.mean - down.low),
  };
}

/**
 * Interval of the mean of independent values.
 *
 * @param range where values can lie
 * @returns bounds null for fewer than five values, or if all are alike
 */
export function replicatedMean(
  values: readonly number[],
  range: { readonly least: number },
  confidence = 0.95,
): MeanInterval {
  const student = skewedInterval(values, confidence);
  const none = { ...student, low: null, high: null, halfWidth: null };
  if (values.length < VALUES_MIN || areAlike(values)) return none;
  const most = usual(values);
  if (most !== undefined) {
    const deviations = values.map((value) => (areAlike([most, value]) ? 0 : value - most));
    const { low, high } = around(deviations, confidence);
    return within(none, most + low, most + high, range.least, Infinity);
  }
  if (range.least !== 0) return student;
  const { low, high } = skewedMean(values, 2, confidence);
  return within(none, Math.min(low, student.low!), Math.max(high, student.high!), 0, Infinity);
}

/**
 * Interval of a proportion of trials that come in clusters, one for each replication.
 *
 * @returns bounds null for fewer than five clusters with trials, or if all have the same proportion
 */
export function replicatedProportion(clusters: readonly Cluster[], confidence = 0.95): MeanInterval {
  const interval = clusteredProportion(clusters, confidence);
  const none = { ...interval, low: null, high: null, halfWidth: null };
  const counted = clusters.filter(({ trials }) => trials > 0);
  const proportions = counted.map(({ successes, trials }) => successes / trials);
  if (counted.length < VALUES_MIN || areAlike(proportions)) return none;
  const most = usual(proportions);
  if (most === undefined) return interval;
  const trials = counted.reduce((sum, cluster) => sum + cluster.trials, 0) / counted.length;
  const deviations = counted.map((cluster, i) =>
    areAlike([most, proportions[i]!]) ? 0 : (cluster.successes - most * cluster.trials) / trials,
  );
  const { low, high } = around(deviations, confidence);
  return within(none, most + low, most + high, 0, 1);
}

function within(interval: MeanInterval, low: number, high: number, least: number, most: number): MeanInterval {
  const { mean } = interval;
  const bounds = { low: Math.max(least, low), high: Math.min(most, high) };
  return { ...interval, ...bounds, halfWidth: Math.max(mean - bounds.low, bounds.high - mean) };
}

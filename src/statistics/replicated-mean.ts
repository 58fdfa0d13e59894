/**
 * Intervals of a metric over independent replications. Where most replications agree on one value, what is uncertain is how often and
 * how far the others deviate from it; elsewhere the mean is nearly normal, or skewed. Where all agree nothing has been seen to
 * vary: the true mean may differ by whatever a rare event would add, and no interval is given.
 */
import { type Cluster, clusteredProportion } from "./clustered-proportion.ts";
import { type Bounds, rareDeviations, skewedMean } from "./rare-deviations.ts";
import { type MeanInterval, sampleOf, skewedInterval } from "./student-interval.ts";

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

/** Of fewer values half may agree by chance, as small counts do, while to the other side of them others lie that were not seen. */
const CHANCE_TIES = 10;

/** Deviations from what is usual, to either side, each with its own interval, as one. Source: G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008) 1693–1702. */
function around(most: number, deviations: readonly number[], confidence: number): Bounds {
  const side = (sign: 1 | -1) => {
    const values = deviations.map((value) => Math.max(0, sign * value));
    return {
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      ...rareDeviations(values, confidence),
    };
  };
  const [up, down] = [side(1), side(-1)];
  const mean = most + up.mean - down.mean;
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
  const skewed = skewedInterval(sampleOf(values, range.least), confidence);
  const none = { ...skewed, low: null, high: null, halfWidth: null };
  if (values.length < VALUES_MIN || areAlike(values)) return none;
  const most = usual(values);
  const apart =
    most === undefined
      ? boundsByZeros(values, range.least, confidence)
      : around(
          most,
          values.map((value) => (areAlike([most, value]) ? 0 : value - most)),
          confidence,
        );
  if (most !== undefined && values.length >= CHANCE_TIES) return within(none, apart, range.least, Infinity);
  const joint = { low: Math.min(apart.low, skewed.low!), high: Math.max(apart.high, skewed.high!) };
  return within(none, joint, range.least, Infinity);
}

/** Where some of the values that are never negative are zero: as of deviations that are seldom seen. Adds nothing to other bounds otherwise. */
const boundsByZeros = (values: readonly number[], least: number, confidence: number): Bounds =>
  least === 0 && values.includes(0) ? skewedMean(values, 2, confidence) : { low: Infinity, high: -Infinity };

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
  const trials = counted.reduce((sum, cluster) => sum + cluster.trials, 0) / counted.length;
  if (most === undefined) {
    const isMostly = interval.mean > 0.5;
    const share = isMostly ? 1 - interval.mean : interval.mean;
    // Of failures and successes the rarer ones have the longer tail.
    const rarer = counted.map(
      (one) => share + ((isMostly ? one.trials - one.successes : one.successes) - share * one.trials) / trials,
    );
    const { high } = skewedInterval(sampleOf(rarer, 0), confidence);
    const low = isMostly ? Math.min(interval.low!, 1 - high!) : interval.low!;
    return within(none, { low, high: isMostly ? interval.high! : Math.max(interval.high!, high!) }, 0, 1);
  }
  const deviations = counted.map((cluster, i) =>
    areAlike([most, proportions[i]!]) ? 0 : (cluster.successes - most * cluster.trials) / trials,
  );
  return within(none, around(most, deviations, confidence), 0, 1);
}

function within(interval: MeanInterval, { low, high }: Bounds, least: number, most: number): MeanInterval {
  const { mean } = interval;
  const bounds = { low: Math.max(least, low), high: Math.min(most, high) };
  return { ...interval, ...bounds, halfWidth: Math.max(mean - bounds.low, bounds.high - mean) };
}

import { type AnyMetric, CATALOGUE, metricIndex } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import { type QuantileInterval, quantileInterval } from "../statistics/quantile-interval.ts";
import { areAlike, replicatedMean, replicatedProportion } from "../statistics/replicated-mean.ts";
import type { MeanInterval } from "../statistics/student-interval.ts";

/** A metric over the replications of one scenario. */
export interface SummaryRow {
  readonly metric: AnyMetric;
  /**
   * The 95 % interval of the mean, within the range of the metric. `n` counts the independent values it rests on. No bounds for fewer
   * than five of them, or where all are equal.
   */
  readonly interval: MeanInterval;
  /** Whether all independent values are equal. */
  readonly unanimous: boolean;
  /** Replications behind each independent value. */
  readonly replicationsPerValue: number;
}

/** Quantiles of a metric between replications: of the outages, say, that one failure may cause. */
export interface SpreadRow {
  readonly metric: AnyMetric;
  readonly median: QuantileInterval;
  /** The 95th percentile. */
  readonly p95: QuantileInterval;
}

/**
 * Independent values of a metric: one per replication in which it was defined or, where clock phases were stratified, the mean
 * of each complete block of `stratify` replications. An incomplete last block is left out, unless it is the only one.
 */
export function independentValues(figures: readonly Figures[], index: number, stratify: number): number[] {
  return blocks(figures, stratify).flatMap((block) => {
    const defined = definedValues(block, index);
    return defined.length === 0 ? [] : [defined.reduce((sum, value) => sum + value, 0) / defined.length];
  });
}

function blocks(figures: readonly Figures[], stratify: number): (readonly Figures[])[] {
  const found: (readonly Figures[])[] = [];
  for (let first = 0; first < figures.length; first += stratify) {
    const block = figures.slice(first, first + stratify);
    if (block.length < stratify && found.length > 0) break;
    found.push(block);
  }
  return found;
}

const definedValues = (figures: readonly Figures[], index: number): number[] =>
  figures.map((replication) => replication[index]!).filter((value) => !Number.isNaN(value));

/**
 * Mean and interval of every metric that was defined at least once.
 *
 * @param metrics of the figures, in their order
 */
export const summarise = (
  figures: readonly Figures[],
  stratify: number,
  metrics: readonly AnyMetric[] = CATALOGUE,
): SummaryRow[] => metrics.flatMap((metric, index) => rowOf(figures, index, stratify, metric) ?? []);

/** Mean and interval of the metric at that position, by default in the catalogue; undefined if it was never defined. */
export function rowOf(
  figures: readonly Figures[],
  index: number,
  stratify: number,
  metric: AnyMetric = CATALOGUE[index]!,
): SummaryRow | undefined {
  const values = independentValues(figures, index, stratify);
  if (values.length === 0) return undefined;
  const interval =
    metric.unit === "ratio"
      ? proportion(figures, metric, index, stratify)
      : replicatedMean(values, { least: metric.least ?? 0 });
  return { metric, interval, unanimous: areAlike(values), replicationsPerValue: stratify };
}

/**
 * All trials of all replications together; those of one block share its chances. Where trials are not counted, each replication
 * is one.
 */
function proportion(figures: readonly Figures[], metric: AnyMetric, index: number, stratify: number): MeanInterval {
  const clusters = blocks(figures, stratify).map((block) => {
    let successes = 0;
    let trials = 0;
    for (const replication of block) {
      const ratio = replication[index]!;
      if (Number.isNaN(ratio)) continue;
      const [begun, undecided] = metric.trials?.map((name) => replication[metricIndex(name)]!) ?? [1, 0];
      const decided = begun! - undecided!;
      trials += decided;
      successes += metric.trials === undefined ? Math.min(1, ratio) : Math.round(Math.min(1, ratio) * decided);
    }
    return { successes, trials };
  });
  return replicatedProportion(clusters);
}

/** Median and 95th percentile between replications of every metric that differs between them. */
export function spreads(figures: readonly Figures[], metrics: readonly AnyMetric[] = CATALOGUE): SpreadRow[] {
  return metrics.flatMap((metric, index) => {
    const values = definedValues(figures, index);
    if (values.every((value) => value === values[0])) return [];
    return [{ metric, median: quantileInterval(values, 0.5), p95: quantileInterval(values, 0.95) }];
  });
}

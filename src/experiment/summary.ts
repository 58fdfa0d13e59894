import { CATALOGUE, type Metric, metricIndex } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import { clusteredProportion } from "../statistics/clustered-proportion.ts";
import { type QuantileInterval, quantileInterval } from "../statistics/quantile-interval.ts";
import { type MeanInterval, studentInterval } from "../statistics/student-interval.ts";

/** A metric over the replications of one scenario. */
export interface SummaryRow {
  readonly metric: Metric;
  /**
   * The 95 % interval: Student's, without the part below 0, where no metric lies; of a proportion, the exact binomial one for as many
   * independent trials as the replications show there to be. `n` counts the independent values it rests on.
   */
  readonly interval: MeanInterval;
  /** Whether all replications gave the same value. */
  readonly unanimous: boolean;
  /** Replications behind each independent value. */
  readonly replicationsPerValue: number;
}

/** Quantiles of a metric between replications: of the outages, say, that one failure may cause. */
export interface SpreadRow {
  readonly metric: Metric;
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

/** Mean and interval of every metric that was defined at least once. */
export function summarise(figures: readonly Figures[], stratify: number): SummaryRow[] {
  return CATALOGUE.flatMap((metric, index) => {
    const values = independentValues(figures, index, stratify);
    if (values.length === 0) return [];
    const interval =
      metric.trials === undefined
        ? withoutNegative(studentInterval(values))
        : proportion(figures, index, metric.trials.map(metricIndex), stratify);
    const unanimous = values.every((value) => value === values[0]);
    return [{ metric, interval, unanimous, replicationsPerValue: stratify }];
  });
}

const withoutNegative = (interval: MeanInterval): MeanInterval =>
  interval.low === null || interval.low >= 0 ? interval : { ...interval, low: 0 };

/** All trials of all replications together; those of one block share its chances. */
function proportion(
  figures: readonly Figures[],
  index: number,
  [begun, undecided]: readonly number[],
  stratify: number,
): MeanInterval {
  const clusters = blocks(figures, stratify).map((block) => {
    let successes = 0;
    let trials = 0;
    for (const replication of block) {
      if (Number.isNaN(replication[index]!)) continue;
      const decided = replication[begun!]! - replication[undecided!]!;
      trials += decided;
      successes += Math.round(replication[index]! * decided);
    }
    return { successes, trials };
  });
  return clusteredProportion(clusters);
}

/** Median and 95th percentile between replications of every metric that differs between them. */
export function spreads(figures: readonly Figures[]): SpreadRow[] {
  return CATALOGUE.flatMap((metric, index) => {
    const values = definedValues(figures, index);
    if (values.every((value) => value === values[0])) return [];
    return [{ metric, median: quantileInterval(values, 0.5), p95: quantileInterval(values, 0.95) }];
  });
}

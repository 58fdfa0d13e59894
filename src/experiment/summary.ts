import { CATALOGUE, type Metric } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import { type MeanInterval, studentInterval } from "../statistics/student-interval.ts";

/** A metric over the replications of one scenario. */
export interface SummaryRow {
  readonly metric: Metric;
  /** Student's 95 % interval; `n` counts the independent values it rests on. */
  readonly interval: MeanInterval;
}

/**
 * Independent values of a metric: one per replication in which it was defined or, where clock phases were stratified, the mean
 * of each complete block of `stratify` replications. An incomplete last block is left out, unless it is the only one.
 */
export function independentValues(figures: readonly Figures[], index: number, stratify: number): number[] {
  const values: number[] = [];
  for (let first = 0; first < figures.length; first += stratify) {
    const block = figures.slice(first, first + stratify);
    if (block.length < stratify && values.length > 0) break;
    const defined = block.map((replication) => replication[index]!).filter((value) => !Number.isNaN(value));
    if (defined.length > 0) values.push(defined.reduce((sum, value) => sum + value, 0) / defined.length);
  }
  return values;
}

/** Mean and interval of every metric that was defined at least once. */
export function summarise(figures: readonly Figures[], stratify: number): SummaryRow[] {
  return CATALOGUE.flatMap((metric, index) => {
    const values = independentValues(figures, index, stratify);
    return values.length === 0 ? [] : [{ metric, interval: studentInterval(values) }];
  });
}

import { CATALOGUE, type Metric } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import { type MeanInterval, studentInterval } from "../statistics/student-interval.ts";

/** A metric over the replications of one scenario. */
export interface SummaryRow {
  readonly metric: Metric;
  /** Student's 95 % interval over the replications in which the metric was defined; `n` says how many those are. */
  readonly interval: MeanInterval;
}

/** The figures of a metric, one per replication in which it was defined. */
export const valuesOf = (figures: readonly Figures[], index: number): number[] =>
  figures.map((replication) => replication[index]!).filter((value) => !Number.isNaN(value));

/** Mean and interval of every metric that was defined at least once. */
export function summarise(figures: readonly Figures[]): SummaryRow[] {
  return CATALOGUE.flatMap((metric, index) => {
    const values = valuesOf(figures, index);
    return values.length === 0 ? [] : [{ metric, interval: studentInterval(values) }];
  });
}

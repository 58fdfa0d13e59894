import { type AnyMetric, CATALOGUE } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import { extended, withOwn } from "../metrics/own-metric.ts";
import { type JudgedExpectation, judged } from "./expectation.ts";
import type { ResultStore } from "./store/result-store.ts";
import type { Point, Study } from "./study.ts";
import { type SummaryRow, summarise } from "./summary.ts";

/** What is known of one point of a study. */
export interface PointSummary {
  readonly point: Point;
  /** By replication, without a gap; no more than the point asks for. Those of the scenario's formulas stand at their end. */
  readonly figures: readonly Figures[];
  /** Replications that are there and not asked for, such as those of a narrower precision. */
  readonly unused: number;
  /** Whether all replications that the point asks for are there. */
  readonly complete: boolean;
  /** Whether the precision that was asked for was reached. */
  readonly met: boolean;
  readonly rows: readonly SummaryRow[];
  readonly judgements: readonly JudgedExpectation[];
}

/** The points of a study with what the store holds of each, one after the other, so that memory does not grow with their number. */
export function* summaries(study: Study, store: ResultStore): Generator<PointSummary> {
  for (let index = 0; index < study.size; index++) yield summaryOf(study, store, study.point(index));
}

/** One point with what the store holds of it at this moment. */
export function summaryOf(study: Study, store: ResultStore, point: Point): PointSummary {
  const { target, missing, met } = study.progress(point, store);
  const { metrics: own, run } = point.scenario;
  const figures = extended(store.figures(point.key, target), own);
  const rows = summarise(figures, run.stratify, withOwn(own));
  const judgements = judged(point.scenario, rows);
  const unused = store.beyond(point.key, target);
  return { point, figures, unused, complete: missing.length === 0, met, rows, judgements };
}

/**
 * Values of a metric that are independent of each other and belong together across points: one for each block of `stratify`
 * replications; NaN where it was not defined. The n-th values of all points rest on the same chances.
 *
 * @param metrics of the figures, in their order
 */
export function blockMeans(
  figures: readonly Figures[],
  metric: string,
  stratify: number,
  metrics: readonly AnyMetric[] = CATALOGUE,
): number[] {
  const index = metrics.findIndex(({ name }) => name === metric);
  const means: number[] = [];
  for (let first = 0; first + stratify <= figures.length; first += stratify) {
    let sum = 0;
    for (let i = first; i < first + stratify; i++) sum += figures[i]![index] ?? Number.NaN;
    means.push(sum / stratify);
  }
  return means;
}

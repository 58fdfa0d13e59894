import type { ResultStore } from "../../experiment/store/result-store.ts";
import type { Point, Study } from "../../experiment/study.ts";
import { summaryOf } from "../../experiment/study-summary.ts";
import type { SummaryRow } from "../../experiment/summary.ts";
import { type Estimated, estimateFamilies, PREFIX } from "../../report/openmetrics/estimates.ts";
import type { MetricFamily } from "../../report/openmetrics/exposition.ts";
import { workFamilies } from "../../report/openmetrics/work.ts";
import type { SweepProgress } from "./sweep-progress.ts";
import { pointName } from "./sweep-results.ts";

/** Points whose means are written: monitoring is not made for more series. */
const POINTS_MAX = 1000;

/** A sweep for monitoring: how far it has come, and the means of its complete points. */
export class SweepMetrics {
  readonly #study: Study;
  readonly #store: ResultStore;
  readonly #metrics: ReadonlySet<string>;
  readonly #scenario: string;
  readonly #complete: { readonly index: number; readonly rows: readonly SummaryRow[]; readonly at: string }[] = [];

  /** @param metrics names of those whose means are written */
  constructor(study: Study, store: ResultStore, metrics: readonly string[]) {
    this.#study = study;
    this.#store = store;
    this.#metrics = new Set(metrics);
    this.#scenario = study.point(0).scenario.title;
    for (let index = 0; index < study.size && this.#complete.length < POINTS_MAX; index++)
      this.#add(study.point(index));
  }

  /** A point has been completed. */
  complete(point: Point): void {
    if (this.#complete.length < POINTS_MAX) this.#add(point);
  }

  #add(point: Point): void {
    const { complete, rows } = summaryOf(this.#study, this.#store, point);
    if (!complete) return;
    const chosen = rows.filter(({ metric }) => this.#metrics.has(metric.name));
    this.#complete.push({ index: point.index, rows: chosen, at: pointName(point) });
  }

  /** @param isComplete whether nothing is left to be done here */
  families(progress: SweepProgress, isComplete: boolean): MetricFamily[] {
    const labels = { scenario: this.#scenario };
    const { complete, inWork, left } = progress.points;
    const points = { complete, inWork, ...(left === null ? {} : { left }) };
    const estimated = this.#complete
      .toSorted((a, b) => a.index - b.index)
      .map(({ index, rows, at }): Estimated => ({ rows, labels: { ...labels, point: String(index + 1), at } }));
    return [
      ...workFamilies({ labels, replications: progress.replications, isComplete }),
      {
        name: `${PREFIX}_points`,
        type: "gauge",
        help: "Points of the study by state.",
        samples: Object.entries(points).map(([state, value]) => ({ labels: { ...labels, state }, value })),
      },
      ...estimateFamilies(estimated),
    ];
  }
}

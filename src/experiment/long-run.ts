import type { EngineName } from "../kernel/engine.ts";
import { countsFor, DURATION_METRICS, type DurationMetric, type Figures } from "../metrics/collector.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type BatchMeans, batchMeans } from "../statistics/batch-means.ts";
import { ObservationSeries } from "../statistics/observation-series.ts";
import { engineNamed, Replicator } from "./replication.ts";

/** One replication, and its times in batches. */
export interface LongRun {
  readonly figures: Figures;
  /** By metric; one with too few observations is missing. */
  readonly batches: ReadonlyMap<DurationMetric, BatchMeans>;
}

/** Fewer observations are not divided into batches. */
const OBSERVATIONS_MIN = 600;

/** The first replication of a scenario as one long run, whose times get intervals by batch means. */
export function longRun(scenario: Scenario, engine: EngineName): LongRun {
  const replicator = new Replicator(scenario, engineNamed(engine));
  const series = new Map(DURATION_METRICS.map((metric) => [metric, new ObservationSeries()]));
  replicator.listen({
    measured(measured, duration) {
      for (const metric of DURATION_METRICS) if (countsFor(measured, metric)) series.get(metric)!.add(duration);
    },
    reset() {
      for (const one of series.values()) one.reset();
    },
  });
  const figures = replicator.run(0);
  const batches = [...series].flatMap(([metric, one]) => {
    const means = one.means();
    return means.length * one.groupSize < OBSERVATIONS_MIN ? [] : [[metric, batchMeans(means)] as const];
  });
  return { figures, batches: new Map(batches) };
}

import type { EngineName } from "../kernel/engine.ts";
import {
  countsFor,
  DURATION_METRICS,
  type DurationListener,
  type DurationMetric,
  type Figures,
} from "../metrics/collector.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { loadOf } from "../scenario/warnings/load-warnings.ts";
import { type BatchMeans, batchMeans, queueMemory } from "../statistics/batch-means.ts";
import { ObservationSeries } from "../statistics/observation-series.ts";
import { engineNamed, Replicator } from "./replication.ts";

/** Times of one run in batches, and whether they are enough. */
export interface LongRunBatches extends BatchMeans {
  /** How many times as long a run an interval would need; 1 where it has one. */
  readonly longer: number;
}

/** One replication, and its times in batches. */
export interface LongRun {
  readonly figures: Figures;
  /** By metric; one with too few observations is missing. */
  readonly batches: ReadonlyMap<DurationMetric, LongRunBatches>;
}

/**
 * Independent values that a run must be worth: by what is known of its queues, since a run that has seen no congestion does not know how
 * much its times vary; and by the correlations seen.
 */
const WORTH_BY_LOAD = 100;
const WORTH_SEEN = 50;

/** Fewer observations are not divided into batches. */
const OBSERVATIONS_MIN = 600;

/** The first replication of a scenario as one long run, whose times get intervals by batch means; to be played in steps. */
export class LongRunInSteps {
  /** Stands at the beginning of the replication. */
  readonly replicator: Replicator;
  readonly #series = new Map(DURATION_METRICS.map((metric) => [metric, new ObservationSeries()]));

  /** @param beside hears of every duration as well */
  constructor(scenario: Scenario, engine: EngineName, beside?: DurationListener) {
    this.replicator = new Replicator(scenario, engineNamed(engine));
    const series = this.#series;
    this.replicator.listen({
      measured(measured, duration) {
        for (const metric of DURATION_METRICS) if (countsFor(measured, metric)) series.get(metric)!.add(duration);
        beside?.measured(measured, duration);
      },
      reset() {
        for (const one of series.values()) one.reset();
        beside?.reset();
      },
    });
    this.replicator.begin(0);
  }

  /** The replication has been played to its end. */
  finish(): LongRun {
    const figures = this.replicator.finish();
    const all = this.#series.get("sojournTime")!;
    const messages = all.means().length * all.groupSize;
    const memory = queueMemory(loadOf(this.replicator.scenario));
    const batches = [...this.#series].flatMap(([metric, one]) => {
      const means = one.means();
      if (means.length * one.groupSize < OBSERVATIONS_MIN) return [];
      const found = batchMeans(means);
      const longer = Math.max(
        (WORTH_BY_LOAD * memory) / messages,
        WORTH_SEEN / found.worth,
        found.independent ? 1 : 2,
        1,
      );
      return [[metric, { ...found, longer }] as const];
    });
    return { figures, batches: new Map(batches) };
  }
}

/** The same, played in one go. */
export function longRun(scenario: Scenario, engine: EngineName): LongRun {
  const run = new LongRunInSteps(scenario, engine);
  run.replicator.advance(Infinity);
  return run.finish();
}

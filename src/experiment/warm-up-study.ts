import type { EngineName } from "../kernel/engine.ts";
import { countsFor, type DurationListener, type DurationMetric } from "../metrics/collector.ts";
import { endOf } from "../scenario/amount-of-work.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { mser5 } from "../statistics/warm-up.ts";
import { welch } from "../statistics/welch.ts";
import { engineNamed, Replicator } from "./replication.ts";

/** Intervals of time in which observations are averaged. */
const INTERVALS = 1000;
/** Welch's window, in intervals to each side. */
const WINDOW = 25;

export interface WarmUpStudy {
  readonly metric: DurationMetric;
  readonly replications: number;
  /** Where the warm-up ends by MSER-5 [s]. */
  readonly warmUp: number;
  /** False if the run has not left its warm-up, or is too short to tell. */
  readonly reached: boolean;
  /** Mean of all intervals, and of those after the warm-up [s]. */
  readonly meanOfAll: number;
  readonly meanAfter: number;
  /** Welch's curve: the mean over the replications at each time, smoothed; both in seconds. */
  readonly curve: readonly { readonly time: number; readonly mean: number }[];
}

/** Sums of observations by the interval of time in which they were made. */
class Intervals implements DurationListener {
  readonly #metric: DurationMetric;
  readonly #width: number;
  readonly #now: () => number;
  sums = new Float64Array(INTERVALS);
  counts = new Float64Array(INTERVALS);

  constructor(metric: DurationMetric, width: number, now: () => number) {
    this.#metric = metric;
    this.#width = width;
    this.#now = now;
  }

  reset(): void {
    this.sums = new Float64Array(INTERVALS);
    this.counts = new Float64Array(INTERVALS);
  }

  measured(measured: DurationMetric, duration: number): void {
    if (!countsFor(measured, this.#metric)) return;
    const interval = Math.min(INTERVALS - 1, Math.floor(this.#now() / this.#width));
    this.sums[interval]! += duration;
    this.counts[interval]!++;
  }
}

/**
 * Finds the end of the warm-up: replications of the whole run are averaged at each time, and MSER-5 says where to cut the curve so
 * that what is left is best known.
 *
 * @returns null if the metric was observed in fewer than a tenth of the intervals of time: there is no curve to look at
 */
export function warmUpStudy(
  scenario: Scenario,
  engine: EngineName,
  metric: DurationMetric,
  replications: number,
): WarmUpStudy | null {
  const whole: Scenario = { ...scenario, run: { ...scenario.run, warmUp: 0 } };
  const width = endOf(whole) / INTERVALS;
  const replicator = new Replicator(whole, engineNamed(engine));
  const intervals = new Intervals(metric, width, () => replicator.engine.now);
  replicator.listen(intervals);
  const runs: { sums: Float64Array; counts: Float64Array }[] = [];
  for (let replication = 0; replication < replications; replication++) {
    replicator.run(replication);
    runs.push({ sums: intervals.sums, counts: intervals.counts });
  }
  const length = 1 + Math.max(...runs.map(({ counts }) => counts.findLastIndex((count) => count > 0)));
  const observed = runs.map(({ counts }) => counts.filter((count) => count > 0).length);
  if (length < INTERVALS / 10 || Math.min(...observed) < length / 10) return null;
  const series = runs.map((run) => filled(run, length));
  const mean = welch(series, 0);
  const { cut, reached } = mser5(mean);
  return {
    metric,
    replications,
    warmUp: cut * width,
    reached,
    meanOfAll: meanFrom(runs, 0, length),
    meanAfter: meanFrom(runs, cut, length),
    curve: welch(series, Math.min(WINDOW, Math.floor(length / 4))).map((value, i) => ({
      time: (i + 0.5) * width,
      mean: value,
    })),
  };
}

/** Means by interval; one without an observation is taken like the one before it, the first like the first that has one. */
function filled({ sums, counts }: { sums: Float64Array; counts: Float64Array }, length: number): number[] {
  const first = counts.findIndex((count) => count > 0);
  let last = sums[first]! / counts[first]!;
  return Array.from({ length }, (_, i) => {
    if (counts[i]! > 0) last = sums[i]! / counts[i]!;
    return last;
  });
}

function meanFrom(runs: readonly { sums: Float64Array; counts: Float64Array }[], from: number, to: number): number {
  const total = (pick: "sums" | "counts") =>
    runs.reduce((sum, run) => sum + run[pick].subarray(from, to).reduce((part, value) => part + value, 0), 0);
  return total("sums") / total("counts");
}

import { type JudgedExpectation, judged } from "../../experiment/expectation.ts";
import type { LongRunBatches } from "../../experiment/long-run.ts";
import { type SpreadRow, type SummaryRow, spreads, summarise } from "../../experiment/summary.ts";
import { partsOf } from "../../formula/expression.ts";
import type { EngineName } from "../../kernel/engine.ts";
import type { AnyMetric, MetricName } from "../../metrics/catalogue.ts";
import type { DurationMetric, Figures } from "../../metrics/collector.ts";
import { extended, withOwn } from "../../metrics/own-metric.ts";
import { type Warning, warningJson } from "../../notation/warning.ts";
import type { Said } from "../../report/json/documents.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Warned } from "../../scenario/scenario-text.ts";

/** What came of running a scenario. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly engine: EngineName;
  /** Those of the catalogue, then the scenario's own. */
  readonly metrics: readonly AnyMetric[];
  /** One by one, by replication number; in the order of the metrics. */
  readonly figures: readonly Figures[];
  /** Every metric that was measured, over the replications. */
  readonly rows: readonly SummaryRow[];
  /** Metrics that differ between replications. */
  readonly spreads: readonly SpreadRow[];
  readonly judgements: readonly JudgedExpectation[];
  /** Of a single replication: the batches that its mean times have their intervals from. */
  readonly batches: ReadonlyMap<string, LongRunBatches>;
}

/**
 * @param measured in the order of the catalogue
 * @param batches of a single replication: its mean times get their intervals from them
 */
export function outcomeOf(
  scenario: Scenario,
  engine: EngineName,
  measured: readonly Figures[],
  batches: ReadonlyMap<DurationMetric, LongRunBatches> = new Map(),
): Outcome {
  const byName: ReadonlyMap<string, LongRunBatches> = batches;
  const metrics = withOwn(scenario.metrics);
  const figures = extended(measured, scenario.metrics);
  const rows = summarise(figures, scenario.run.stratify, metrics).map((row): SummaryRow => {
    const batched = byName.get(row.metric.name);
    if (batched === undefined) return row;
    if (batched.longer > 1) return row;
    const { low, high, halfWidth, n } = batched.interval;
    const interval = { ...row.interval, low, high, halfWidth, n };
    return { ...row, interval, unanimous: halfWidth === 0, replicationsPerValue: 1 / n };
  });
  const judgements = judged(scenario, rows);
  return { scenario, engine, metrics, figures, rows, spreads: spreads(figures, metrics), judgements, batches: byName };
}

/** Formulas of the scenario that have no value in any replication, each with the reason. */
export function undefinedFormulas({ scenario, rows, figures }: Outcome, spot: Warned["spot"]): Warning[] {
  const measured = new Set(rows.map(({ metric }) => metric.name));
  return (scenario.metrics ?? []).flatMap(({ name, expression }) => {
    if (measured.has(name)) return [];
    const parts = [...partsOf(expression)].flatMap((part) => ("metric" in part ? [part.metric] : []));
    const missing = [...new Set(parts)].filter((part) => !measured.has(part));
    return {
      ...spot("metrics", name),
      found: `${name}, which has no value in any of ${figures.length} replications`,
      consequence: "it has no mean, and what is expected of it stays undecided",
      hint:
        missing.length > 0 ? `Not measured: ${missing.join(", ")}.` : "It is not finite, as after a division by zero.",
    };
  });
}

/** The mean of a metric over the replications; null if it was never measured. */
export const meanOf = ({ rows }: Outcome, name: MetricName): number | null =>
  rows.find(({ metric }) => metric.name === name)?.interval.mean ?? null;

/** A metric summed over the replications in which it was measured; NaN if it never was. */
export function sumOf({ metrics, figures }: Pick<Outcome, "metrics" | "figures">, name: string): number {
  const place = metrics.findIndex((metric) => metric.name === name);
  const values = figures.map((of) => of[place]!).filter((value) => !Number.isNaN(value));
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0);
}

/** In which share of the replications a metric was measured. */
export const shareMeasured = ({ metrics, figures }: Outcome, name: MetricName): number => {
  const place = metrics.findIndex((metric) => metric.name === name);
  return figures.filter((of) => !Number.isNaN(of[place])).length / figures.length;
};

/** What `run --json` prints. Metrics that were never measured are there, with null. */
export function outcomeJson(outcome: Outcome, warnings: readonly Warning[]): Said<"run"> {
  const { scenario, engine, figures, rows, judgements } = outcome;
  const metrics = outcome.metrics.map(({ name, unit }) => {
    const interval = rows.find(({ metric }) => metric.name === name)?.interval;
    return [name, { unit, mean: interval?.mean ?? null, ci95: [interval?.low ?? null, interval?.high ?? null] }];
  });
  const between = outcome.spreads.map(({ metric: { name, unit }, median, p95 }) => [
    name,
    {
      unit,
      median: median.quantile,
      medianCi95: [median.low, median.high],
      p95: p95.quantile,
      p95Ci95: [p95.low, p95.high],
    },
  ]);
  return {
    scenario: scenario.title,
    engine,
    seed: scenario.run.seed,
    replications: figures.length,
    metrics: Object.fromEntries(metrics),
    betweenReplications: Object.fromEntries(between),
    batchMeans: Object.fromEntries(
      [...outcome.batches].map(([name, { means, lagOne, independent, longer }]) => [
        name,
        {
          batches: means.length,
          lagOne: Number.isNaN(lagOne) ? null : lagOne,
          independent,
          longer: Number.isFinite(longer) ? longer : null,
        },
      ]),
    ),
    expectations: judgements.map(({ expectation: { metric, atLeast, atMost, because }, mean, verdict, more }) => ({
      metric,
      atLeast: atLeast ?? null,
      atMost: atMost ?? null,
      because: because ?? null,
      mean,
      verdict,
      moreReplications: more,
    })),
    warnings: warnings.map(warningJson),
  };
}

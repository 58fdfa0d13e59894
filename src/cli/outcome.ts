import { type SummaryRow, summarise } from "../experiment/summary.ts";
import type { EngineName } from "../kernel/engine.ts";
import { CATALOGUE } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import type { Expectation, Scenario } from "../scenario/scenario.ts";
import { isMet } from "../scenario/verdict.ts";

/** An expectation and what became of it. */
export interface Verdict {
  readonly expectation: Expectation;
  /** Null if the metric was never measured. */
  readonly mean: number | null;
  readonly met: boolean;
}

/** What came of running a scenario. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly engine: EngineName;
  /** One by one, by replication number. */
  readonly figures: readonly Figures[];
  /** Every metric that was measured, over the replications. */
  readonly rows: readonly SummaryRow[];
  readonly verdicts: readonly Verdict[];
}

export function outcomeOf(scenario: Scenario, engine: EngineName, figures: readonly Figures[]): Outcome {
  const rows = summarise(figures, scenario.run.stratify);
  const verdicts = scenario.expect.map((expectation): Verdict => {
    const mean = rows.find(({ metric }) => metric.name === expectation.metric)?.interval.mean ?? null;
    return { expectation, mean, met: isMet(expectation, mean) };
  });
  return { scenario, engine, figures, rows, verdicts };
}

/** The mean of a metric over the replications; null if it was never measured. */
export const meanOf = ({ rows }: Outcome, name: string): number | null =>
  rows.find(({ metric }) => metric.name === name)?.interval.mean ?? null;

/** What `run --json` prints. Metrics that were never measured are there, with null. */
export function outcomeJson(outcome: Outcome): Record<string, unknown> {
  const { scenario, engine, figures, rows, verdicts } = outcome;
  const metrics = CATALOGUE.map(({ name, unit }) => {
    const interval = rows.find(({ metric }) => metric.name === name)?.interval;
    return [name, { unit, mean: interval?.mean ?? null, ci95: [interval?.low ?? null, interval?.high ?? null] }];
  });
  return {
    scenario: scenario.title,
    engine,
    seed: scenario.run.seed,
    replications: figures.length,
    metrics: Object.fromEntries(metrics),
    expectations: verdicts.map(({ expectation: { metric, atLeast, atMost, because }, mean, met }) => ({
      metric,
      atLeast: atLeast ?? null,
      atMost: atMost ?? null,
      because: because ?? null,
      mean,
      met,
    })),
  };
}

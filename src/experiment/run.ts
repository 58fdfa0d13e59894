import type { Figures } from "../metrics/collector.ts";
import { extended, withOwn } from "../metrics/own-metric.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type SimulateOptions, simulate } from "./simulate.ts";
import { type SummaryRow, summarise } from "./summary.ts";

/** All replications of one scenario and what they say together. */
export interface RunResult {
  /** In the order of the catalogue, followed by the scenario's own metrics. */
  readonly figures: readonly Figures[];
  readonly summary: readonly SummaryRow[];
  /** False if the run was interrupted before all replications were finished. */
  readonly complete: boolean;
}

/**
 * What replications say together, the metrics that the scenario makes among them.
 *
 * @param measured in the order of the catalogue
 */
export function resultOf({ metrics: own, run }: Scenario, measured: readonly Figures[], complete: boolean): RunResult {
  const figures = extended(measured, own);
  return { figures, summary: summarise(figures, run.stratify, withOwn(own)), complete };
}

/** Runs a scenario as often as it asks for. */
export async function runScenario(scenario: Scenario, options: SimulateOptions): Promise<RunResult> {
  const { replications } = scenario.run;
  const [figures = []] = await simulate([{ scenario, replications }], options);
  return resultOf(scenario, figures, figures.length === replications);
}

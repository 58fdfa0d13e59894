import type { Figures } from "../metrics/collector.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type SimulateOptions, simulate } from "./simulate.ts";
import { type SummaryRow, summarise } from "./summary.ts";

/** All replications of one scenario and what they say together. */
export interface RunResult {
  readonly figures: readonly Figures[];
  readonly summary: readonly SummaryRow[];
  /** False if the run was interrupted before all replications were finished. */
  readonly complete: boolean;
}

/** Runs a scenario as often as it asks for. */
export async function runScenario(scenario: Scenario, options: SimulateOptions): Promise<RunResult> {
  const { replications, stratify } = scenario.run;
  const [figures] = await simulate([{ scenario, replications }], options);
  return { figures: figures!, summary: summarise(figures!, stratify), complete: figures!.length === replications };
}

import { simulate } from "../../experiment/simulate.ts";
import type { Condition, Evidence } from "../../measurement/evidence.ts";
import type { Setting } from "../../notation/settings.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import type { CommandLine } from "../command-line.ts";
import { readScenario } from "../files.ts";
import { Progress } from "../progress.ts";
import { threadsFor } from "../threads.ts";
import { chancesOf, quantitiesOf } from "./evidence-file.ts";

/** A scenario, and the conditions to run it under. */
export interface EvidenceToSimulate {
  readonly file: string;
  readonly settings: readonly Setting[];
  /** Which path of the scenario takes the value of which column. */
  readonly by: readonly (readonly [path: string, column: string])[];
  /** What was measured; null runs the scenario as it stands. */
  readonly against: Evidence | null;
  readonly line: CommandLine;
  readonly isQuiet: boolean;
}

/**
 * Runs a scenario once for each condition that something was measured under: `by` says which path of the scenario takes the value of
 * which column.
 *
 * @throws Refusal for a scenario that cannot be read with those values
 */
export async function simulatedEvidence({
  file,
  settings,
  by,
  against,
  line,
  isQuiet,
}: EvidenceToSimulate): Promise<Evidence> {
  const conditions = against?.conditions.map(({ at }) => at) ?? [new Map<string, string>()];
  const jobs = conditions.map((at) => {
    const own = by.flatMap(([path, column]): Setting[] => {
      const value = at.get(column);
      return value === undefined ? [] : [{ path, value, pathSpan: line.word("--by"), valueSpan: line.word("--by") }];
    });
    const { scenario } = readScenario(file, [...settings, ...own]);
    const named = by.flatMap(([path, column]) => (at.has(column) ? [[path, at.get(column)!] as const] : []));
    return { scenario, at: new Map(named) };
  });
  const distinct = [...new Map(jobs.map((job) => [JSON.stringify([...job.at]), job])).values()];
  const progress = new Progress("replications", isQuiet);
  const replicated = distinct.map(({ scenario }) => ({ scenario, replications: scenario.run.replications }));
  const work = replicated.reduce((sum, { scenario, replications }) => sum + eventsOf(scenario) * replications, 0);
  const results = await simulate(replicated, {
    engine: "native",
    workers: threadsFor(work),
    onProgress: progress.at,
  });
  progress.done();
  const { run, title } = distinct[0]!.scenario;
  return {
    name: file,
    title,
    kind: "simulated",
    conditions: distinct.map(
      ({ at, scenario }, i): Condition => ({ at, quantities: quantitiesOf(results[i]!, scenario.run.stratify) }),
    ),
    chances: chancesOf(run.seed, run.stratify),
    warnings: [],
  };
}

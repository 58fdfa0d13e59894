import { availableParallelism } from "node:os";
import { simulate } from "../../experiment/simulate.ts";
import type { Condition, Evidence } from "../../measurement/evidence.ts";
import type { Setting } from "../../notation/settings.ts";
import { eventsOf } from "../../scenario/amount-of-work.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { CommandLine } from "../command-line.ts";
import { readScenario } from "../files.ts";
import { Refusal } from "../refusal.ts";
import { Progress } from "../terminal.ts";
import { chancesOf, quantitiesOf } from "./evidence-file.ts";

/** Work worth a second thread [events]. */
const WORTH_A_WORKER = 5e6;

/**
 * Runs a scenario once for each condition that something was measured under: `by` says which path of the scenario takes the value of
 * which column.
 *
 * @param against what was measured; null runs the scenario as it stands
 * @throws Refusal for a scenario that cannot be read with those values
 */
export async function simulatedEvidence(
  file: string,
  settings: readonly Setting[],
  by: readonly (readonly [path: string, column: string])[],
  against: Evidence | null,
  line: CommandLine,
  isQuiet: boolean,
): Promise<Evidence> {
  const conditions = against?.conditions.map(({ at }) => at) ?? [new Map<string, string>()];
  const jobs = conditions.map((at) => {
    const own = by.flatMap(([path, column]): Setting[] => {
      const value = at.get(column);
      return value === undefined ? [] : [{ path, value, pathSpan: line.word("--by"), valueSpan: line.word("--by") }];
    });
    const { scenario, problems } = readScenario(file, [...settings, ...own]);
    if (problems) throw new Refusal(problems);
    const named = by.flatMap(([path, column]) => (at.has(column) ? [[path, at.get(column)!] as const] : []));
    return { scenario, at: new Map(named) };
  });
  const distinct = [...new Map(jobs.map((job) => [JSON.stringify([...job.at]), job])).values()];
  const progress = new Progress("replications");
  const results = await simulate(
    distinct.map(({ scenario }) => ({ scenario, replications: scenario.run.replications })),
    {
      engine: "native",
      workers: workersFor(distinct.map(({ scenario }) => scenario)),
      ...(isQuiet ? {} : { onProgress: (finished: number, total: number) => progress.at(finished, total) }),
    },
  );
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

function workersFor(scenarios: readonly Scenario[]): number {
  const work = scenarios.reduce((sum, scenario) => sum + eventsOf(scenario) * scenario.run.replications, 0);
  return work < WORTH_A_WORKER ? 0 : Math.min(availableParallelism(), Math.ceil(work / WORTH_A_WORKER));
}

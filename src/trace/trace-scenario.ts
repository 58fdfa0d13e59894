import { engineNamed, Replicator } from "../experiment/replication.ts";
import type { EngineName } from "../kernel/engine.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { TraceEvent } from "./event.ts";
import type { Participants } from "./participants.ts";
import { type Traced, type TraceOptions, trace } from "./trace.ts";

/** What of a scenario is traced, and on which engine. */
export interface ScenarioTraceOptions extends TraceOptions {
  readonly engine: EngineName;
}

/**
 * Tells all that happens in one replication of a scenario, message by message and in the order of time: for series that no
 * figure keeps, such as the length of a queue. The run is the one that `runScenario` makes of the same replication.
 *
 * @param hear is told each event as it happens, and who is who; nobody keeps events here
 */
export function traceScenario(
  scenario: Scenario,
  { engine, ...options }: ScenarioTraceOptions,
  hear: (event: TraceEvent, participants: Participants) => void,
): Traced {
  return trace(new Replicator(scenario, engineNamed(engine)), options, hear);
}

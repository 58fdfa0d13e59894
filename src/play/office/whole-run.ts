import { engineNamed, Replicator } from "../../experiment/replication.ts";
import { Fingerprint } from "../../kernel/trace.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { named } from "../watched/view.ts";

/** What `sipnines run` makes of one replication: its metrics by name, and the fingerprint of its events, which `sipnines trace` tells as well. */
export interface WholeRun {
  readonly replication: number;
  readonly fingerprint: string;
  /** When it ended [s]. */
  readonly end: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Runs one replication to its end, and listens to nothing but its events. */
export function wholeRun(scenario: Scenario, replication: number): WholeRun {
  const replicator = new Replicator(scenario, engineNamed("native"));
  const fingerprint = new Fingerprint();
  replicator.engine.observe((time, code, a, b) => fingerprint.observe(time, code, a, b));
  const metrics = named(replicator.run(replication));
  return { replication, fingerprint: fingerprint.toString(), end: replicator.engine.now, metrics };
}

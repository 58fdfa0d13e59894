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

/** Events between two moments at which it says how far it is. */
const EVENTS = 5000;

/** Runs one replication to its end, and listens to nothing but its events; in steps, each of which tells the share of the run that is done. */
export function* wholeRun(scenario: Scenario, replication: number): Generator<number, WholeRun> {
  const replicator = new Replicator(scenario, engineNamed("native"));
  const { engine, world } = replicator;
  const fingerprint = new Fingerprint();
  let next = EVENTS;
  engine.observe((time, code, a, b) => {
    fingerprint.observe(time, code, a, b);
    if (engine.handled < next) return;
    next += EVENTS;
    engine.stop();
  });
  replicator.begin(replication);
  const planned = scenario.run.horizon ?? Math.max(world.script.over, world.population.nominalEnd);
  while (!replicator.advance(Infinity)) yield Math.min(1, engine.now / planned);
  const metrics = named(replicator.finish());
  return { replication, fingerprint: fingerprint.toString(), end: engine.now, metrics };
}

import type { EngineName } from "../kernel/engine.ts";
import type { Figures } from "../metrics/collector.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { engineNamed, Replicator } from "./replication.ts";
import { WindowCounter, type WindowCounts, type Windows } from "./window-counts.ts";

/** Some replications of one scenario. Tasks with the same key are of the same scenario, so that its world is built once. */
export interface Task {
  readonly key: number;
  readonly scenario: Scenario;
  readonly engine: EngineName;
  readonly first: number;
  readonly count: number;
}

let current: { key: number; replicator: Replicator } | null = null;

/** What a worker thread does with a task. */
export default function work({ key, scenario, engine, first, count }: Task): Figures[] {
  if (current?.key !== key) current = { key, replicator: new Replicator(scenario, engineNamed(engine)) };
  const { replicator } = current;
  return Array.from({ length: count }, (_, i) => replicator.run(first + i));
}

/** The same, whose calls are counted between bounds of time. */
export interface WindowsTask extends Omit<Task, "engine">, Windows {}

let counting: { key: number; counter: WindowCounter } | null = null;

/** What a worker thread does with one of these. */
export function windows({ key, first, count, ...counted }: WindowsTask): WindowCounts[] {
  if (counting?.key !== key) counting = { key, counter: new WindowCounter(counted) };
  const { counter } = counting;
  return Array.from({ length: count }, (_, i) => counter.replication(first + i));
}

export { computeParcel as parcel, computeUnits as units } from "./parcel.ts";

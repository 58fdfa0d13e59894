import { engineNamed, Replicator } from "../../experiment/replication.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { CAUSES, CallState, type Cause } from "../../sip/calls.ts";

/** What a fault has cost in one run: the run beside the same run without it, with the same random numbers. */
export interface FaultCost {
  /** Calls that failed in all of the run. */
  readonly failedWith: number;
  readonly failedWithout: number;
  /** How many more by cause; negative where there are fewer. */
  readonly byCause: readonly { readonly cause: Cause; readonly more: number }[];
  /** Whether calls were still lost on account of it near the planned end: a longer run would lose more. */
  readonly isOpenEnded: boolean;
  /** When the longer of both runs ended [s]. */
  readonly end: number;
}

/** Events between two moments at which it says how far it is. */
const EVENTS = 5000;
/** Calls that are begun in the last part of the planned time tell whether the fault still costs some. */
const LAST = 0.1;

interface Lost {
  readonly failed: number;
  readonly byCause: readonly number[];
  readonly late: number;
  readonly end: number;
}

/** Runs both to their ends, in steps, each of which tells the share that is done. */
export function* faultCost(broken: Scenario, sound: Scenario, replication: number): Generator<number, FaultCost> {
  const withFault = yield* lostIn(broken, replication, 0);
  const without = yield* lostIn(sound, replication, 0.5);
  const byCause = CAUSES.map((cause, i) => ({ cause, more: withFault.byCause[i]! - without.byCause[i]! }));
  return {
    failedWith: withFault.failed,
    failedWithout: without.failed,
    byCause: byCause.filter(({ more }) => more !== 0).sort((a, b) => b.more - a.more),
    isOpenEnded: withFault.late > without.late,
    end: Math.max(withFault.end, without.end),
  };
}

function* lostIn(scenario: Scenario, replication: number, doneBefore: number): Generator<number, Lost> {
  const replicator = new Replicator(scenario, engineNamed("native"));
  const { engine, world } = replicator;
  let next = EVENTS;
  engine.observe(() => {
    if (engine.handled < next) return;
    next += EVENTS;
    engine.stop();
  });
  replicator.begin(replication);
  const { nominalEnd } = world.population;
  const planned = scenario.run.horizon ?? Math.max(world.script.over, nominalEnd);
  const lastCalls = Math.min(planned, nominalEnd) * (1 - LAST);
  while (!replicator.advance(Infinity)) yield doneBefore + 0.5 * Math.min(1, engine.now / planned);
  replicator.finish();
  const { calls } = world;
  let late = 0;
  for (let call = 0; call < calls.created; call++)
    if (calls.state[call] === CallState.FAILED && calls.startedAt[call]! >= lastCalls) late++;
  return { failed: calls.failed, byCause: [...calls.failedBy], late, end: engine.now };
}

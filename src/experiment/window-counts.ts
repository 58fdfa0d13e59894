import type { Scenario } from "../scenario/scenario.ts";
import { CallState, type Calls, causeIndex, DROPS } from "../sip/calls.ts";
import { engineNamed, Replicator } from "./replication.ts";

const DROPPED: ReadonlySet<number> = new Set(DROPS.map(causeIndex));

/** What of the calls of a scenario is counted. */
export interface Windows {
  readonly scenario: Scenario;
  /** In ascending order [s]: the first window is from the first bound to the second. */
  readonly bounds: readonly number[];
  /** Set-up times above this are delays [s]. */
  readonly late: number;
}

/** Calls of one replication: lost, and answered late, in each window. */
export interface WindowCounts {
  readonly failed: readonly number[];
  readonly delayed: readonly number[];
}

/** Counts calls between bounds of time, one replication after the other. A call that was answered and then dropped counts when it was dropped. */
export class WindowCounter {
  readonly #windows: Windows;
  readonly #replicator: Replicator;

  constructor(windows: Windows) {
    this.#windows = windows;
    this.#replicator = new Replicator(windows.scenario, engineNamed("native"), true);
  }

  /** Runs a replication, by its number. */
  replication(number: number): WindowCounts {
    const { bounds, late } = this.#windows;
    this.#replicator.run(number);
    const failed = bounds.slice(1).map(() => 0);
    const delayed = [...failed];
    count(this.#replicator.world.calls, bounds, (window, isLost, delay) => {
      if (isLost) failed[window]!++;
      else if (delay > late) delayed[window]!++;
    });
    return { failed, delayed };
  }
}

/** Each call that was lost or answered, with the window it counts in and how long its answer took [s]. */
function count(
  { created, state, blame, startedAt, times }: Calls,
  bounds: readonly number[],
  hears: (window: number, isLost: boolean, delay: number) => void,
): void {
  for (let call = 0; call < created; call++) {
    const isLost = state[call] === CallState.FAILED;
    const began = startedAt[call]!;
    const at = isLost && DROPPED.has(blame[call]!) && times!.answeredAt[call]! >= began ? times!.endedAt[call]! : began;
    const window = bounds.findLastIndex((bound) => bound <= at);
    if (window >= 0 && window < bounds.length - 1) hears(window, isLost, times!.answeredAt[call]! - began);
  }
}

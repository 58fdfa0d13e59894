import { setTimeout as sleep } from "node:timers/promises";
import type { Replicator } from "../../experiment/replication.ts";
import { pause } from "../../experiment/simulate.ts";

/** Time that a step is to take, so that Ctrl-C is heard and the screen is drawn [ms]. */
const STEP = 20;
/** The first step, and the least [s of simulated time]. */
const STEP_MIN = 1e-6;
/** So far the clock runs before the run follows it, and between two looks at the clock [ms]. */
const WAIT = 20;

export interface Playing {
  /** Simulated seconds for each second; left out: as fast as it can. */
  readonly speed?: number | undefined;
  /** Steps end at multiples of this [s]. */
  readonly stride: number;
  readonly signal: AbortSignal;
  readonly onStep: () => void;
}

/** Plays a replication that has begun, in steps, at the pace of the clock if so wished. @returns false if it was ended early */
export async function play(replicator: Replicator, { speed, stride, signal, onStep }: Playing): Promise<boolean> {
  const begun = performance.now();
  let step = STEP_MIN;
  while (!signal.aborted) {
    const { now } = replicator.engine;
    const allowed = speed === undefined ? Infinity : ((performance.now() - begun) / 1000) * speed;
    const ahead = speed === undefined ? 0 : ((now - allowed) / speed) * 1000 + WAIT;
    if (ahead > 0) {
      await sleep(Math.min(WAIT, ahead));
      continue;
    }
    const strideEnd = stride * (Math.floor(now / stride + 1e-9) + 1);
    const from = performance.now();
    const isOver = replicator.advance(Math.min(now + step, allowed, strideEnd));
    onStep();
    if (isOver) return true;
    step = Math.max(STEP_MIN, step * Math.min(2, Math.max(0.5, STEP / (performance.now() - from + 1e-3))));
    await pause();
  }
  return false;
}

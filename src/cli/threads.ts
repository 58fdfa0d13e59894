import { availableParallelism } from "node:os";
import type { EngineName } from "../kernel/engine.ts";

/** Work worth a second thread [events]; starting one costs some three hundred milliseconds. simjs is some thirty times slower. */
const WORTH_A_WORKER = 5e6;
const SIMJS_FACTOR = 30;

/** Threads that pay for themselves for so many events; 0 runs everything in the main thread. */
export function threadsFor(events: number, engine: EngineName = "native"): number {
  const work = events * (engine === "simjs" ? SIMJS_FACTOR : 1);
  return work < WORTH_A_WORKER ? 0 : Math.min(availableParallelism(), Math.ceil(work / WORTH_A_WORKER));
}

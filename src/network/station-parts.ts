import type { Engine } from "../kernel/engine.ts";
import type { Sampler } from "../random/sampler.ts";
import type { SharedProcessor } from "./shared-processor.ts";

/** What a station does with a message whose service has ended. True: the worker is free; false: it waits, see `release`. */
export type Served = (message: number, envelope: number, arrivedAt: number, worker: number) => boolean;

/** Time a message takes at a host of speed 1: a variate and a constant [s]. */
export interface ServiceTime {
  readonly sampler: Sampler;
  readonly extra: number;
}

/** Why a station lost a message. */
export type StationLoss = "queueOverflow" | "nodeCrash";

/** What waits for the workers of a station. */
export interface Waiting {
  /** Messages that wait for a worker. */
  readonly waiting: number;
  /** How long the first of them has waited [s]; 0 if none waits. */
  readonly longestWait: number;
}

/** A queue and its workers. */
export interface StationParts {
  readonly engine: Engine;
  readonly name: string;
  /**
   * Workers; messages that may wait beyond those in service, Infinity for no limit; a factor on the speed of service; what admits a message,
   * and which ones wait however many do, because a connection holds them; the processor that workers share with those of other stations, left out: each has a core of its own; what a message costs that is not
   * as others of its kind.
   */
  readonly options: {
    workers: number;
    limit: number;
    speed: number;
    admit?: (message: number, queue: Waiting) => number;
    isHeld?: (message: number) => boolean;
    processor?: SharedProcessor;
    special?: (message: number, envelope: number) => ServiceTime | null;
  };
  /** Service time by kind of message. */
  readonly service: readonly ServiceTime[];
  /** What is done with a message that has been served. */
  readonly served: Served;
  /** Hears of each message that the station drops, and why. */
  readonly lost: (message: number, reason: StationLoss) => void;
}

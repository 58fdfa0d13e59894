import type { Engine, EventCode } from "../kernel/engine.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Stream } from "../random/stream.ts";
import type { Calls } from "./calls.ts";
import { grown } from "./growing.ts";

export interface RedialOptions {
  /** Probability that a user dials again after a call that was not answered, 0 … 1. */
  readonly probability: number;
  /** From the end of the call to the next one [s]. */
  readonly delay: Sampler;
  /** Calls after the first at most. */
  readonly tries: number;
  /** Who called, where that matters. */
  readonly callerOf: ((call: number) => number) | undefined;
}

/** An event carries how often a user has dialled before below, and who he is above. */
const COUNT_BITS = 7;

/**
 * Users who dial again. Each time is a call of its own; the first one and all that follow it are one call intent, which is
 * fulfilled when one of them is answered.
 */
export class Redial {
  /** Users who will dial again. */
  pending = 0;
  /** Calls that were not the first of their intent. */
  redialled = 0;
  readonly #engine: Engine;
  readonly #calls: Calls;
  readonly #options: RedialOptions;
  readonly #random: Stream;
  readonly #again: EventCode;
  /** How often each call's user had dialled before. */
  #before = new Uint8Array(0);

  /** @param dial begins a call to a callee */
  constructor(
    engine: Engine,
    calls: Calls,
    options: RedialOptions,
    random: Stream,
    dial: (callee: number, before: number, caller: number) => void,
  ) {
    this.#engine = engine;
    this.#calls = calls;
    this.#options = options;
    this.#random = random;
    this.#again = engine.register("redial", (callee, b) => {
      this.pending--;
      this.redialled++;
      dial(callee, b & ((1 << COUNT_BITS) - 1), b >>> COUNT_BITS);
    });
  }

  reset(): void {
    this.pending = this.redialled = 0;
  }

  /** A call begins whose user has dialled so often before. */
  begin(call: number, before: number): void {
    this.#before = grown(this.#before, call + 1);
    this.#before[call] = before;
  }

  /** A call has ended without an answer. */
  unanswered(call: number): void {
    const { probability, delay, tries, callerOf } = this.#options;
    const before = this.#before[call]!;
    if (before >= tries || !this.#random.bernoulli(probability)) return;
    this.pending++;
    const caller = callerOf?.(call) ?? 0;
    this.#engine.after(delay.sample(), this.#again, this.#calls.callee[call]!, (before + 1) | (caller << COUNT_BITS));
  }
}

import type { Engine } from "../kernel/engine.ts";

/** Cores of one host, how long one takes to wake up [s], and the name of the host. */
export interface ProcessorParts {
  readonly engine: Engine;
  readonly name: string;
  readonly cores: number;
  readonly wakeUp: number;
}

/** What a station has of the processor that it shares: services of its workers. */
export interface ProcessorShare {
  /** A worker begins, or goes on with, a service that takes so long on a core of its own [s]. */
  begin(worker: number, work: number): void;
  /** A worker's service is taken off the cores; returns what is left of it [s], −1 if there was none. */
  halt(worker: number): number;
  /** As at the start of a replication, for the whole processor. */
  reset(): void;
}

/**
 * The cores of a host, shared by the workers of its stations in equal parts (egalitarian processor sharing, the limit of short time slices;
 * Kleinrock, Queueing Systems II, ch. 4): with k services at work each advances at the rate min(1, cores / k). A service that finds a core
 * that has been idle waits for it to wake up, which occupies the core like work.
 *
 * All services advance alike, so each ends at an attained service known when it begins, and one timer, for the next end, is enough.
 */
export class SharedProcessor {
  readonly #engine: Engine;
  readonly #cores: number;
  readonly #wakeUp: number;
  readonly #end: number;
  /** By slot, a worker of a station: who hears of the end, the attained service at which it is due (Infinity: none), the order of beginning. */
  readonly #hears: (() => void)[] = [];
  readonly #due: number[] = [];
  readonly #order: number[] = [];
  #begun = 0;
  #working = 0;
  /** Attained service of one that has been at work since all cores were last idle [s], and the time for which that holds [s]. */
  #attained = 0;
  #attainedAt = 0;
  #timer = -1;
  #first = -1;
  /** While an end is heard; what begins meanwhile waits for one look at the next end. */
  #isEnding = false;
  /** Cores that fell idle at this very moment; they are awake. */
  #awake = 0;
  #awakeAt = -1;

  constructor({ engine, name, cores, wakeUp }: ProcessorParts) {
    this.#engine = engine;
    this.#cores = cores;
    this.#wakeUp = wakeUp;
    this.#end = engine.register(`service ends on ${name}`, () => this.#ended());
  }

  /** Services at work. */
  get working(): number {
    return this.#working;
  }

  /** A station joins with its workers. @param hears is told which worker's service has ended */
  share(workers: number, hears: (worker: number) => void): ProcessorShare {
    const from = this.#due.length;
    for (let worker = 0; worker < workers; worker++) {
      this.#hears.push(() => hears(worker));
      this.#due.push(Infinity);
      this.#order.push(0);
    }
    return {
      begin: (worker, work) => this.#begin(from + worker, work),
      halt: (worker) => this.#halt(from + worker),
      reset: () => this.#reset(),
    };
  }

  #begin(slot: number, work: number): void {
    this.#advance();
    const isIdle = this.#working < this.#cores;
    const isAwake = isIdle && this.#awakeAt === this.#engine.now && this.#awake > 0;
    if (isAwake) this.#awake--;
    this.#due[slot] = this.#attained + work + (isIdle && !isAwake ? this.#wakeUp : 0);
    this.#order[slot] = this.#begun++;
    this.#working++;
    this.#await();
  }

  #halt(slot: number): number {
    const due = this.#due[slot]!;
    if (due === Infinity) return -1;
    this.#advance();
    const left = Math.max(0, due - this.#attained);
    this.#leave(slot);
    this.#await();
    return left;
  }

  #ended(): void {
    const slot = this.#first;
    this.#timer = -1;
    this.#attainedAt = this.#engine.now;
    this.#attained = this.#due[slot]!;
    this.#leave(slot);
    this.#isEnding = true;
    this.#hears[slot]!();
    this.#isEnding = false;
    this.#await();
  }

  #leave(slot: number): void {
    this.#due[slot] = Infinity;
    if (--this.#working >= this.#cores) return;
    const { now } = this.#engine;
    this.#awake = this.#awakeAt === now ? this.#awake + 1 : 1;
    this.#awakeAt = now;
  }

  #advance(): void {
    const { now } = this.#engine;
    if (this.#working === 0)
      this.#attained = 0; // keeps its last digits small for ever
    else this.#attained += (now - this.#attainedAt) * Math.min(1, this.#cores / this.#working);
    this.#attainedAt = now;
  }

  /** Sets the timer for the next end: the least due, of equals the first begun. */
  #await(): void {
    if (this.#isEnding) return;
    if (this.#timer !== -1) this.#engine.cancel(this.#timer);
    this.#timer = this.#first = -1;
    let least = Infinity;
    for (let slot = 0; slot < this.#due.length; slot++) {
      const due = this.#due[slot]!;
      if (due > least || due === Infinity) continue;
      if (due === least && this.#order[slot]! > this.#order[this.#first]!) continue;
      least = due;
      this.#first = slot;
    }
    if (least === Infinity) return;
    const left = (least - this.#attained) * Math.max(1, this.#working / this.#cores);
    this.#timer = this.#engine.timer(Math.max(0, left), this.#end, 0, 0);
  }

  #reset(): void {
    this.#due.fill(Infinity);
    this.#begun = this.#working = this.#attained = this.#attainedAt = this.#awake = 0;
    this.#timer = this.#first = this.#awakeAt = -1;
  }
}

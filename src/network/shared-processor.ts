import type { Engine } from "../kernel/engine.ts";

/** Cores of one host, and the name of the host. */
export interface ProcessorParts {
  readonly engine: Engine;
  readonly name: string;
  readonly cores: number;
  /** How long a core takes to wake up [s], and how long it stays awake after its last work [s]; left out: no time. */
  readonly wakeUp: number;
  readonly staysAwake?: number | undefined;
  /** Draws by what work and waking up are divided in a replication; left out: by 1. */
  readonly speed?: (() => number) | undefined;
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
 * that has been idle for longer than it stays awake waits for it to wake up, which occupies the core like work. Of idle cores the one
 * that was busy last is taken.
 *
 * All services advance alike, so each ends at an attained service known when it begins, and one timer, for the next end, is enough.
 */
export class SharedProcessor {
  readonly #engine: Engine;
  readonly #cores: number;
  readonly #wakeUp: number;
  readonly #staysAwake: number;
  readonly #drawn: () => number;
  /** Of this replication; 0 until something is served. */
  #speed = 0;
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
  /** Up to that time [s]. */
  #busy = 0;
  #timer = -1;
  #first = -1;
  /** While an end is heard; what begins meanwhile waits for one look at the next end. */
  #isEnding = false;
  /** Since when each idle core has been so [s]; the one that was busy last is on top. */
  readonly #idleSince: number[] = [];

  constructor({ engine, name, cores, wakeUp, staysAwake = 0, speed = () => 1 }: ProcessorParts) {
    this.#engine = engine;
    this.#cores = cores;
    this.#wakeUp = wakeUp;
    this.#staysAwake = staysAwake;
    this.#drawn = speed;
    this.#reset();
    this.#end = engine.register(`service ends on ${name}`, () => this.#ended());
  }

  /** Time that its cores have been busy, together [s]. */
  get busyTime(): number {
    this.#advance();
    return this.#busy;
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
      begin: (worker, work) => {
        if (this.#speed === 0) this.#speed = this.#drawn();
        this.#begin(from + worker, work / this.#speed);
      },
      halt: (worker) => this.#halt(from + worker),
      reset: () => this.#reset(),
    };
  }

  #begin(slot: number, work: number): void {
    this.#advance();
    const idle = this.#working < this.#cores ? this.#engine.now - this.#idleSince.pop()! : 0;
    this.#due[slot] = this.#attained + work + (idle > this.#staysAwake ? this.#wakeUp / this.#speed : 0);
    this.#order[slot] = this.#begun++;
    this.#working++;
    this.#await();
  }

  #halt(slot: number): number {
    const due = this.#due[slot]!;
    if (due === Infinity) return -1;
    this.#advance();
    const left = Math.max(0, due - this.#attained) * this.#speed;
    this.#leave(slot);
    this.#await();
    return left;
  }

  #ended(): void {
    const slot = this.#first;
    this.#timer = -1;
    this.#advance();
    this.#attained = this.#due[slot]!;
    this.#leave(slot);
    this.#isEnding = true;
    this.#hears[slot]!();
    this.#isEnding = false;
    this.#await();
  }

  #leave(slot: number): void {
    this.#due[slot] = Infinity;
    if (--this.#working < this.#cores) this.#idleSince.push(this.#engine.now);
  }

  #advance(): void {
    const { now } = this.#engine;
    const passed = now - this.#attainedAt;
    this.#busy += passed * Math.min(this.#working, this.#cores);
    if (this.#working === 0)
      this.#attained = 0; // keeps its last digits small for ever
    else this.#attained += passed * Math.min(1, this.#cores / this.#working);
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
    this.#idleSince.length = 0;
    for (let core = 0; core < this.#cores; core++) this.#idleSince.push(-Infinity);
    this.#begun = this.#working = this.#attained = this.#attainedAt = this.#busy = this.#speed = 0;
    this.#timer = this.#first = -1;
  }
}

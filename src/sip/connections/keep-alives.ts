import type { Engine, EventCode } from "../../kernel/engine.ts";
import type { Stream } from "../../random/stream.ts";

/** Pings of user agents at equal intervals, each in a phase of its own; only those are simulated that may find something out. */
export class KeepAlives {
  readonly #engine: Engine;
  readonly #interval: number;
  readonly #phase: Float64Array;
  /** Whether the next one is scheduled. */
  readonly #isAwaited: Uint8Array;
  readonly #ping: EventCode;

  /** @param interval Infinity: there are none */
  constructor(
    engine: Engine,
    registrations: number,
    interval: number,
    pings: (registration: number, generation: number) => void,
  ) {
    this.#engine = engine;
    this.#interval = interval;
    this.#phase = new Float64Array(interval < Infinity ? registrations : 0);
    this.#isAwaited = new Uint8Array(this.#phase.length);
    this.#ping = engine.register("keep-alive", (registration, generation) => {
      this.#isAwaited[registration] = 0;
      pings(registration, generation);
    });
  }

  reset(phases: Stream): void {
    for (let i = 0; i < this.#phase.length; i++) this.#phase[i] = phases.uniform() * this.#interval;
    this.#isAwaited.fill(0);
  }

  /** The next ping of a user agent is to be simulated. */
  await(registration: number, generation: number): void {
    if (this.#interval === Infinity || this.#isAwaited[registration] === 1) return;
    this.#isAwaited[registration] = 1;
    const since = (this.#engine.now - this.#phase[registration]! + this.#interval) % this.#interval;
    this.#engine.after(this.#interval - since, this.#ping, registration, generation);
  }
}

import type { Engine, EventCode } from "../../kernel/engine.ts";
import type { Stream } from "../../random/stream.ts";

/** Pings of clients at equal intervals, each in a phase of its own; only those are simulated that may find something out. */
export class KeepAlives {
  readonly #engine: Engine;
  readonly #interval: (connection: number) => number;
  readonly #phase: Float64Array;
  /** Whether the next one is scheduled. */
  readonly #isAwaited: Uint8Array;
  readonly #ping: EventCode;

  /** @param interval Infinity: over this connection there are none */
  constructor(
    engine: Engine,
    count: number,
    interval: (connection: number) => number,
    pings: (connection: number, generation: number) => void,
  ) {
    this.#engine = engine;
    this.#interval = interval;
    this.#phase = new Float64Array(count);
    this.#isAwaited = new Uint8Array(count);
    this.#ping = engine.register("keep-alive", (connection, generation) => {
      this.#isAwaited[connection] = 0;
      pings(connection, generation);
    });
  }

  reset(phases: Stream): void {
    for (let i = 0; i < this.#phase.length; i++) {
      const interval = this.#interval(i);
      if (interval < Infinity) this.#phase[i] = phases.uniform() * interval;
    }
    this.#isAwaited.fill(0);
  }

  /** The next ping over a connection is to be simulated. */
  await(connection: number, generation: number): void {
    const interval = this.#interval(connection);
    if (interval === Infinity || this.#isAwaited[connection] === 1) return;
    this.#isAwaited[connection] = 1;
    const since = (this.#engine.now - this.#phase[connection]! + interval) % interval;
    this.#engine.after(interval - since, this.#ping, connection, generation);
  }
}

import type { Engine } from "../../kernel/engine.ts";

/** Which connections lead to no process that has registered their user over them, and how long it takes until all do again. */
export class MissingConnections {
  count = 0;
  /** The longest time from the loss of connections, as it happened at the servers, until all were back [s]; NaN: not yet. */
  restored = Number.NaN;
  readonly #engine: Engine;
  readonly #missing: Uint8Array;
  #since = Number.NaN;

  constructor(engine: Engine, registrations: number) {
    this.#engine = engine;
    this.#missing = new Uint8Array(registrations);
  }

  reset(): void {
    this.count = 0;
    this.restored = this.#since = Number.NaN;
    this.#missing.fill(0);
  }

  has(registration: number): boolean {
    return this.#missing[registration] === 1;
  }

  note(registration: number, isMissing: boolean): void {
    if (this.has(registration) === isMissing) return;
    const { now } = this.#engine;
    this.#missing[registration] = isMissing ? 1 : 0;
    if (isMissing && this.count === 0) this.#since = now;
    this.count += isMissing ? 1 : -1;
    if (this.count > 0) return;
    const span = now - this.#since;
    this.restored = Number.isNaN(this.restored) ? span : Math.max(this.restored, span);
  }
}

import type { Engine, Observer } from "./engine.ts";

/** One event as it was handled. */
export interface TracedEvent {
  readonly time: number;
  readonly name: string;
  readonly a: number;
  readonly b: number;
}

/**
 * The fingerprint of an event trace: 64 bits over the sequence of (time in µs, code, a, b). Two runs with the same fingerprint
 * handled the same events in the same order; times count to the microsecond, because the last digit of a logarithm may differ
 * between machines.
 */
export class Fingerprint {
  #high = 0x9e3779b9;
  #low = 0x243f6a88;
  #events = 0;

  readonly observe: Observer = (time, code, a, b) => {
    const micros = Math.round(time * 1e6);
    this.#mix(micros | 0);
    this.#mix(Math.floor(micros / 4294967296) | 0);
    this.#mix(code);
    this.#mix(a);
    this.#mix(b);
    this.#events++;
  };

  /** Events seen and 16 hexadecimal digits. */
  toString(): string {
    const hex = (word: number) => (word >>> 0).toString(16).padStart(8, "0");
    return `${this.#events}-${hex(this.#high)}${hex(this.#low)}`;
  }

  #mix(word: number): void {
    this.#low = Math.imul(this.#low ^ word, 0x01000193) ^ (this.#high >>> 15);
    this.#high = (Math.imul(this.#high ^ this.#low, 0x85ebca6b) + 0x7f4a7c15) | 0;
  }
}

/** Records the first `limit` events of an engine's next runs. */
export function record(engine: Engine, limit = Infinity): TracedEvent[] {
  const events: TracedEvent[] = [];
  engine.observe((time, code, a, b) => {
    if (events.length < limit) events.push({ time, name: engine.nameOf(code), a, b });
  });
  return events;
}

/** Where two traces part: the index of the first event that differs and both versions of it; undefined if they are equal. */
export function firstDifference(
  left: readonly TracedEvent[],
  right: readonly TracedEvent[],
): { index: number; left: TracedEvent | undefined; right: TracedEvent | undefined } | undefined {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const x = left[index];
    const y = right[index];
    const same = x && y && x.time === y.time && x.name === y.name && x.a === y.a && x.b === y.b;
    if (!same) return { index, left: x, right: y };
  }
  return undefined;
}

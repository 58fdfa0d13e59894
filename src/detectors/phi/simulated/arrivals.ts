import { normalQuantile } from "../../../special/normal-law.ts";
import { power } from "../../../special/power.ts";

/** What one watcher knows of one watched node: the intervals between its last beats, as many as `samples`. */
export class Arrivals {
  readonly #intervals: Float64Array;
  readonly #expected: number;
  readonly #deviation: number;
  readonly #slack: number;
  readonly #z: number;
  #count = 0;
  #next = 0;
  #heardAt = Number.NaN;

  /**
   * @param expected interval to begin with [s]; a quarter of it is the deviation to begin with
   * @param deviation smallest standard deviation [s]
   * @param pause silence that is allowed on top [s]
   */
  constructor(samples: number, expected: number, deviation: number, pause: number, threshold: number) {
    this.#intervals = new Float64Array(samples);
    this.#expected = expected;
    this.#deviation = deviation;
    this.#slack = pause;
    this.#z = -normalQuantile(power(10, -threshold));
    this.forget();
  }

  /** Nothing has been heard yet: two intervals around the expected one stand in. */
  forget(): void {
    this.#intervals[0] = 0.75 * this.#expected;
    this.#intervals[1] = 1.25 * this.#expected;
    this.#count = 2;
    this.#next = 2 % this.#intervals.length;
    this.#heardAt = Number.NaN;
  }

  /** A beat has come. The silence before it is no sample if the node was considered down in it. */
  heard(now: number, wasDown: boolean): void {
    const interval = now - this.#heardAt;
    this.#heardAt = now;
    if (Number.isNaN(interval) || wasDown) return;
    this.#intervals[this.#next] = interval;
    this.#next = (this.#next + 1) % this.#intervals.length;
    this.#count = Math.min(this.#count + 1, this.#intervals.length);
  }

  /** Silence after which the node is considered down [s], from its last beat. */
  get patience(): number {
    let sum = 0;
    for (let i = 0; i < this.#count; i++) sum += this.#intervals[i]!;
    const mean = sum / this.#count;
    let squares = 0;
    for (let i = 0; i < this.#count; i++) squares += (this.#intervals[i]! - mean) ** 2;
    return mean + this.#slack + this.#z * Math.max(this.#deviation, Math.sqrt(squares / this.#count));
  }
}

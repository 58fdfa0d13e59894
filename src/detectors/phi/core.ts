import { normalQuantile } from "../../special/normal-law.ts";
import { power } from "../../special/power.ts";
import type { BeatsHeard, Opinion } from "../core.ts";
import type { Phi } from "./description.ts";

/** What one watcher knows of one watched node: the intervals between its last beats, as many as `samples`. */
export class BeatIntervals implements BeatsHeard {
  opinion: Opinion = "alive";
  readonly #intervals: Float64Array;
  readonly #options: Omit<Phi, "samples">;
  readonly #z: number;
  #count = 0;
  #next = 0;
  #heardAt = Number.NaN;

  constructor({ samples, ...options }: Phi) {
    this.#intervals = new Float64Array(samples);
    this.#options = options;
    this.#z = -normalQuantile(power(10, -options.threshold));
    this.forget();
  }

  /** Nothing has been heard yet: two intervals around the expected one stand in, with a quarter of it as deviation. */
  forget(): boolean {
    this.#intervals[0] = 0.75 * this.#options.interval;
    this.#intervals[1] = 1.25 * this.#options.interval;
    this.#count = 2;
    this.#next = 2 % this.#intervals.length;
    this.#heardAt = Number.NaN;
    return this.#revived();
  }

  /** A beat has come. The silence before it is no sample if the node was considered down in it. */
  heard(now: number): boolean {
    const interval = now - this.#heardAt;
    this.#heardAt = now;
    if (this.#revived()) return true;
    if (Number.isNaN(interval)) return false;
    this.#intervals[this.#next] = interval;
    this.#next = (this.#next + 1) % this.#intervals.length;
    this.#count = Math.min(this.#count + 1, this.#intervals.length);
    return false;
  }

  /** Silence after which the node is considered down [s], from its last beat. */
  get patience(): number {
    let sum = 0;
    for (let i = 0; i < this.#count; i++) sum += this.#intervals[i]!;
    const mean = sum / this.#count;
    let squares = 0;
    for (let i = 0; i < this.#count; i++) squares += (this.#intervals[i]! - mean) ** 2;
    return mean + this.#options.pause + this.#z * Math.max(this.#options.deviation, Math.sqrt(squares / this.#count));
  }

  overdue(): boolean {
    const isNews = this.opinion !== "dead";
    this.opinion = "dead";
    return isNews;
  }

  #revived(): boolean {
    const wasDead = this.opinion === "dead";
    this.opinion = "alive";
    return wasDead;
  }
}

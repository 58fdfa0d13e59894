import type { BeatsHeard, Opinion } from "../core.ts";
import type { Heartbeat } from "./description.ts";

/**
 * A time-out is longer than k intervals by this part of one, so that the k-th beat, which is due at that very moment, still
 * counts: a false suspicion takes k lost beats in a row, not k − 1 and the last digit of a sum.
 */
const GRACE = 1e-6;

/** The silence of one node: dead after k intervals in a row, or after k silent ones of the watcher's last m. */
export class Silence implements BeatsHeard {
  opinion: Opinion = "alive";
  readonly patience: number;
  readonly #misses: number;
  readonly #of: number | undefined;
  #heardAt = 0;
  #judgedAt = 0;
  /** The last intervals of the watcher as bits, 1 for a silent one, the latest lowest. */
  #silent = 0;

  constructor({ interval, misses, of }: Pick<Heartbeat, "interval" | "misses" | "of">) {
    this.patience = interval * (misses + GRACE);
    this.#misses = misses;
    this.#of = of;
  }

  forget(now: number): boolean {
    this.#heardAt = now;
    this.#judgedAt = 0;
    this.#silent = 0;
    return this.#becomes("alive");
  }

  heard(now: number): boolean {
    this.#heardAt = now;
    return this.#of === undefined && this.#becomes("alive"); // else the next judgement counts it
  }

  /** It has said that it is not ready. Returns whether that is news. */
  unready(now: number): boolean {
    this.#heardAt = now;
    return this.#becomes("dead");
  }

  overdue(): boolean {
    return this.#becomes("dead");
  }

  /** One more interval of the watcher has passed. Returns whether the node has died or come back by it. */
  judge(now: number): boolean {
    if (this.#of === undefined) return now - this.#heardAt > this.patience && this.#becomes("dead");
    const isSilent = this.#heardAt < this.#judgedAt ? 1 : 0;
    this.#judgedAt = now;
    this.#silent = ((this.#silent << 1) | isSilent) & (2 ** this.#of - 1);
    let misses = 0;
    for (let bits = this.#silent; bits !== 0; bits &= bits - 1) misses++;
    return this.#becomes(misses >= this.#misses ? "dead" : misses > 0 ? "suspect" : "alive");
  }

  #becomes(opinion: Opinion): boolean {
    const isNews = (opinion === "dead") !== (this.opinion === "dead");
    this.opinion = opinion;
    return isNews;
  }
}

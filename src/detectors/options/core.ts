import type { Opinion } from "../core.ts";
import type { Options } from "./description.ts";

/** Requests of one pair are numbered modulo this. */
export const NUMBERS = 256;

/** The requests of a watcher to one node: `misses` unanswered in a row, and it is dead; then `answers` in a row, and it is back. */
export class Inquiry {
  opinion: Opinion = "alive";
  readonly #options: Pick<Options, "misses" | "answers">;
  /** By number: whether a request still waits for its answer. */
  readonly #open = new Uint8Array(NUMBERS);
  #number = 0;
  /** In a row: requests unanswered while it was not dead, answered while it was. */
  #inARow = 0;

  constructor(options: Pick<Options, "misses" | "answers">) {
    this.#options = options;
  }

  /** The watcher starts again: the node is taken for alive, and no answer is awaited. Returns whether it was dead. */
  forget(): boolean {
    const wasDead = this.opinion === "dead";
    this.opinion = "alive";
    this.#inARow = 0;
    this.#open.fill(0);
    return wasDead;
  }

  /** A request is sent. Returns its number. */
  ask(): number {
    this.#number = (this.#number + 1) % NUMBERS;
    this.#open[this.#number] = 1;
    return this.#number;
  }

  /** Whether a request still waits for its answer. */
  waits(number: number): boolean {
    return this.#open[number] === 1;
  }

  /** An answer has come. Returns whether the node is back by it; one that comes too late says nothing. */
  answered(number: number): boolean {
    if (!this.#close(number)) return false;
    const wasDead = this.opinion === "dead";
    if (wasDead && ++this.#inARow < this.#options.answers) return false;
    this.opinion = "alive";
    this.#inARow = 0;
    return wasDead;
  }

  /**
   * The time-out of a request has passed. Returns whether the node has died by it.
   *
   * @param counts whether the watcher works, and may judge
   */
  timedOut(number: number, counts: boolean): boolean {
    if (!this.#close(number)) return false;
    const wasDead = this.opinion === "dead";
    if (wasDead) this.#inARow = 0;
    if (wasDead || !counts) return false;
    const isDead = ++this.#inARow >= this.#options.misses;
    this.opinion = isDead ? "dead" : "suspect";
    if (isDead) this.#inARow = 0;
    return isDead;
  }

  /** Whether a request was still waiting. It no longer does. */
  #close(number: number): boolean {
    const wasOpen = this.waits(number);
    this.#open[number] = 0;
    return wasOpen;
  }
}

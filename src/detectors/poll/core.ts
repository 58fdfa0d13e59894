import type { Opinion } from "../core.ts";
import type { Poll } from "./description.ts";

/** The checks of one node: each is made of tries, and one whose tries have all failed finds the node dead. */
export class Checks {
  opinion: Opinion = "alive";
  readonly #retries: number;
  /** Running number of the try; its answer and its time-out are known by it. */
  #serial = 0;
  #failures = 0;
  #isUnderWay = false;

  constructor({ retries }: Pick<Poll, "retries">) {
    this.#retries = retries;
  }

  /** Nothing is known yet: the node is taken for alive, and what is left of a check is none. Returns whether it was dead. */
  forget(): boolean {
    this.#serial = (this.#serial + 1) & 0xff;
    this.#isUnderWay = false;
    const wasDead = this.opinion === "dead";
    this.opinion = "alive";
    return wasDead;
  }

  /** A check is due. Returns whether it begins: one that takes longer than the interval is not overtaken by the next. */
  begins(): boolean {
    if (this.#isUnderWay) return false;
    this.#isUnderWay = true;
    this.#failures = 0;
    return true;
  }

  /** A try is sent. Returns its number. */
  try(): number {
    this.#serial = (this.#serial + 1) & 0xff;
    return this.#serial;
  }

  /** The connection was accepted. Returns whether the node is back by it. */
  accepted(serial: number): boolean {
    return this.#serial === serial && this.forget(); // else it came too late
  }

  /**
   * A try was refused, or has timed out. Returns what follows: another try, or a death.
   *
   * @param counts whether the watcher runs
   */
  failed(serial: number, counts: boolean): "try again" | "dead" | "nothing" {
    if (this.#serial !== serial) return "nothing";
    this.#serial = (serial + 1) & 0xff;
    if (!counts) return "nothing";
    if (this.#failures++ < this.#retries) {
      if (this.opinion === "alive") this.opinion = "suspect";
      return "try again";
    }
    this.#isUnderWay = false;
    if (this.opinion === "dead") return "nothing";
    this.opinion = "dead";
    return "dead";
  }
}

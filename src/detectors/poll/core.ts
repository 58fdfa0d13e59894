import type { Opinion } from "../core.ts";
import type { Poll } from "./description.ts";

/** What of a description decides about verdicts. */
type Thresholds = Pick<Poll, "retries" | "fall" | "rise">;

/** What follows from a try that succeeded or failed; `over` ends a check without a verdict. */
export type Outcome = "try again" | "dead" | "back" | "over" | "nothing";

/** The checks of one node: each is made of tries and fails with the last of them; so many that fail in a row find the node dead, so many that succeed find it back. */
export class Checks {
  opinion: Opinion = "alive";
  readonly #thresholds: Thresholds;
  /** Running number of the try; its answer and its time-out are known by it. */
  #serial = 0;
  #failures = 0;
  /** Checks in a row that speak against the verdict that holds. */
  #inARow = 0;
  #isUnderWay = false;

  constructor(thresholds: Thresholds) {
    this.#thresholds = thresholds;
  }

  /** Whether the last check spoke against the verdict that holds, though not often enough. */
  get isInDoubt(): boolean {
    return this.#inARow > 0;
  }

  /** Nothing is known yet: the node is taken for alive, and what is left of a check is none. Returns whether it was dead. */
  forget(): boolean {
    this.#serial = (this.#serial + 1) & 0xff;
    this.#isUnderWay = false;
    this.#inARow = 0;
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

  /** The connection was accepted. */
  accepted(serial: number): Outcome {
    if (this.#serial !== serial) return "nothing"; // it came too late
    this.#serial = (serial + 1) & 0xff;
    this.#isUnderWay = false;
    if (this.opinion === "dead" && ++this.#inARow < this.#thresholds.rise) return "over";
    return this.forget() ? "back" : "over";
  }

  /**
   * A try was refused, or has timed out.
   *
   * @param counts whether the watcher runs
   */
  failed(serial: number, counts: boolean): Outcome {
    if (this.#serial !== serial) return "nothing";
    this.#serial = (serial + 1) & 0xff;
    if (!counts) return "nothing";
    if (this.#failures++ < this.#thresholds.retries) {
      if (this.opinion === "alive") this.opinion = "suspect";
      return "try again";
    }
    this.#isUnderWay = false;
    if (this.opinion === "dead") {
      this.#inARow = 0;
      return "over";
    }
    const isDead = ++this.#inARow >= this.#thresholds.fall;
    this.opinion = isDead ? "dead" : "suspect";
    if (isDead) this.#inARow = 0;
    return isDead ? "dead" : "over";
  }
}

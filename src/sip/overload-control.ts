import type { Engine, EventCode } from "../kernel/engine.ts";
import { kindOf, messageOf, subjectOf } from "../network/message.ts";
import type { Waiting } from "../network/station-parts.ts";
import { isNewRequest, refusedKindOf } from "./message.ts";

export interface OverloadOptions {
  /** New requests are refused with 503 while so many messages wait … */
  readonly queue: number;
  /** … or while the one that has waited longest has waited so long [s]. */
  readonly delay: number;
  /** What the server asks of its clients in every answer (RFC 7339, RFC 7415); null: nothing. */
  readonly control: {
    /** What it advertises: the share of requests that clients keep to themselves, or the rate they may send. */
    readonly algorithm: "loss" | "rate";
    /** Utilisation it aims at, 0 … 1. */
    readonly target: number;
    /** From one decision to the next [s]. */
    readonly interval: number;
  } | null;
}

/** Announcements are numbered so that each fits into the bits of an envelope; 0 stands for none. */
const NUMBERS = 127;

/** Shares of requests that are let through never fall below this, or nothing would tell the server that it may open again. */
const ADMITTED_MIN = 0.01;

/**
 * How one server defends itself: it refuses what would wait too long, and tells its clients to send less. In each interval it adds
 * up the work that arrives; what it admits is then scaled by the ratio of the target to the utilisation that this work makes (the
 * occupancy algorithm of Hilt and Widjaja 2008, applied to the work offered instead of the work done, which cannot exceed 1).
 *
 * Only requests that begin something are refused: what belongs to a dialog is worth more (RFC 7339 §5.10.1).
 */
export class OverloadControl {
  readonly algorithm: "loss" | "rate" | null;
  readonly #engine: Engine;
  readonly #options: OverloadOptions;
  /** Mean work of a message by kind, in shares of a second of the whole station. */
  readonly #work: Float64Array;
  readonly #decide: EventCode = -1;
  readonly #announced = new Float64Array(NUMBERS + 1);
  #number = 0;
  #arrived = 0;
  #requests = 0;
  /** The share or the rate [1/s] that is admitted. */
  #admitted = 0;

  /** @param work mean time of a message by kind, divided by the speed and the number of workers [s] */
  constructor(engine: Engine, name: string, options: OverloadOptions, work: readonly number[]) {
    this.#engine = engine;
    this.#options = options;
    this.#work = Float64Array.from(work);
    this.algorithm = options.control?.algorithm ?? null;
    if (options.control !== null) this.#decide = engine.register(`overload control of ${name}`, () => this.#adjust());
  }

  start(): void {
    this.#number = this.#arrived = this.#requests = 0;
    this.#admitted = this.algorithm === "rate" ? Infinity : 1;
    const { control } = this.#options;
    if (control !== null) this.#engine.lane(control.interval).send(this.#decide, 0, 0);
  }

  /** A message arrives; returns it, or what takes its place because it is refused. */
  admit(message: number, station: Waiting): number {
    const kind = kindOf(message);
    let taken = kind;
    if (isNewRequest(kind)) {
      this.#requests++;
      const { queue, delay } = this.#options;
      if (station.waiting >= queue || station.longestWait >= delay) taken = refusedKindOf(kind);
    }
    this.#arrived += this.#work[taken]!;
    return taken === kind ? message : messageOf(taken, subjectOf(message));
  }

  /** What answers carry: the number of the announcement that holds now, 0 if there is nothing to announce. */
  get announcement(): number {
    return this.#number;
  }

  /** The share that clients are to keep to themselves, or the rate they may send [1/s], by the number of its announcement. */
  announced(number: number): number {
    return this.#announced[number]!;
  }

  #adjust(): void {
    const { target, interval, algorithm } = this.#options.control!;
    const utilisation = this.#arrived / interval;
    const rate = this.#requests / interval;
    this.#arrived = this.#requests = 0;
    this.#engine.lane(interval).send(this.#decide, 0, 0);
    if (algorithm === "loss") {
      const share = utilisation > 0 ? (this.#admitted * target) / utilisation : 1;
      const loss = Math.round(100 * (1 - Math.min(1, Math.max(ADMITTED_MIN, share)))); // oc is a whole percentage
      this.#announce(1 - loss / 100, loss / 100);
    } else if (this.#admitted < Infinity || utilisation > target) {
      const allowed = utilisation > 0 ? (rate * target) / utilisation : Infinity;
      this.#announce(allowed, allowed);
    }
  }

  #announce(admitted: number, said: number): void {
    if (admitted === this.#admitted) return;
    this.#admitted = admitted;
    this.#number = (this.#number % NUMBERS) + 1;
    this.#announced[this.#number] = said;
  }
}

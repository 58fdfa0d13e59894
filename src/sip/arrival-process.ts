import type { Engine, EventCode } from "../kernel/engine.ts";
import type { Stream } from "../random/stream.ts";
import { type ArrivalLaw, arrivalLaw } from "./arrival-law.ts";
import type { Arrivals } from "./traffic.ts";

/** When something arrives, and what then. */
export interface ArrivalProcessParts {
  readonly engine: Engine;
  /** Of its events. */
  readonly name: string;
  readonly arrivals: Arrivals;
  readonly random: Stream;
  /** Arrivals in one round, for arrivals by rounds. */
  readonly roundSize: number;
  /** Makes the arrival of this number; false if it is turned away. */
  readonly create: (index: number) => boolean;
}

/**
 * Creates calls (or requests) at their times. `create` is offered each arrival; what it declines (because too many calls are
 * open) is not made up for at that moment, but a count is a count of calls created: as with SIPp's `-m`, arrivals go on until
 * so many have been created.
 */
export class ArrivalProcess {
  /** Arrivals that were declined. */
  declined = 0;
  #created = 0;
  #arrived = 0;
  #finished = false;
  /** When the latest was due, before its tick [s]. */
  #due = 0;
  readonly #tick: number;
  readonly #engine: Engine;
  readonly #arrivals: Arrivals;
  /** null: arrivals by rounds. */
  readonly #law: ArrivalLaw | null;
  readonly #arrive: EventCode;
  readonly #roundSize: number;

  constructor({ engine, name, arrivals, random, roundSize, create }: ArrivalProcessParts) {
    this.#engine = engine;
    this.#arrivals = arrivals;
    this.#law = arrivals.kind === "rounds" ? null : arrivalLaw(arrivals, random);
    this.#roundSize = roundSize;
    this.#tick = ("tick" in arrivals && arrivals.tick) || 0;
    this.#arrive = engine.register(name, (index) => {
      this.#arrived++;
      if (create(index)) this.#created++;
      else this.declined++;
      this.#next(index + 1);
    });
  }

  /** Whether no more will come. */
  get finished(): boolean {
    return this.#finished;
  }

  /**
   * When the last arrival has come if none is declined [s]. Where chance decides, ten standard deviations after the mean: a
   * Poisson process of `count` arrivals is later than that less than once in 10¹⁵ times. Rates that vary need a duration.
   */
  static nominalEnd(arrivals: Arrivals, roundSize: number): number {
    if (arrivals.kind === "rounds") return Math.max(...arrivals.at) + roundSize * arrivals.spacing;
    const { start, duration, count, rate } = arrivals;
    const late = arrivals.kind === "poisson" ? 10 * Math.sqrt(count) + 40 : 0;
    const tick = ("tick" in arrivals && arrivals.tick) || 0;
    return start + Math.min(duration, (count + late) / rate) + tick;
  }

  start(): void {
    this.declined = this.#created = this.#arrived = 0;
    this.#finished = false;
    this.#law?.start();
    if (this.#arrivals.kind === "rounds") {
      for (const [round, at] of this.#arrivals.at.entries())
        for (let i = 0; i < this.#roundSize; i++)
          this.#engine.at(at + i * this.#arrivals.spacing, this.#arrive, round * this.#roundSize + i, 0);
    } else this.#next(0);
  }

  #next(index: number): void {
    const arrivals = this.#arrivals;
    if (arrivals.kind === "rounds") {
      this.#finished = this.#arrived === arrivals.at.length * this.#roundSize;
      return;
    }
    const { start, count, duration } = arrivals;
    this.#due = this.#law!.next(index === 0 ? start : this.#due, index);
    const time = this.#tick === 0 ? this.#due : Math.ceil(this.#due / this.#tick) * this.#tick;
    if (this.#created >= count || this.#due >= start + duration) this.#finished = true;
    else this.#engine.at(time, this.#arrive, index, 0);
  }
}

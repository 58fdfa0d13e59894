import type { RepairCrew } from "../faults/by-chance.ts";
import type { Duty } from "../faults/recovery.ts";
import type { Engine, EventCode } from "../kernel/engine.ts";
import type { Stream, Streams } from "../random/stream.ts";

/** Something broken. */
export interface RepairJob {
  /** Tier of the node. */
  readonly tier: string;
  /** Draws how long its repair takes [s]. */
  readonly duration: () => number;
  /** It is repaired. */
  readonly done: () => void;
}

interface Order {
  readonly job: RepairJob;
  readonly rank: number;
  /** Orders of the same rank are served as they came. */
  readonly number: number;
  /** What is left of the repair [s]; NaN until it has begun. */
  left: number;
  endsAt: number;
}

/** A shift that begins so soon has begun: times are no more exact than that [s]. */
const SOON = 1e-3;

/**
 * Repairmen who work on one node each; without a crew every broken node has its own. Waiting nodes are served by the priority of
 * their tiers, then in the order in which they broke. A preemptive crew lays work aside, at no loss, for what is more urgent; one
 * that takes time to pick does so for each free repairman and each tier that waits, and serves the tier picked first. One with hours of work
 * begins nothing outside of them.
 */
export class RepairShop {
  readonly #engine: Engine;
  readonly #crew: RepairCrew | undefined;
  readonly #random: Stream | null;
  readonly #finish: EventCode;
  readonly #pick: EventCode;
  readonly #waiting: Order[] = [];
  readonly #working = new Map<number, Order>();
  #number = 0;
  /** Events of an earlier state are void. */
  #picking = 0;
  readonly #duty: Duty | undefined;
  readonly #week: Stream | null;
  readonly #begins: EventCode;
  /** Where in its period a run starts [s]. */
  #phase = 0;

  constructor(engine: Engine, streams: Streams, crew: RepairCrew | undefined) {
    this.#engine = engine;
    this.#crew = crew;
    this.#random = crew?.pick === undefined ? null : streams.stream(`picking/${crew.name}`);
    this.#duty = crew?.duty;
    this.#week = crew?.duty === undefined ? null : streams.stream(`week/${crew.name}`);
    this.#begins = engine.register("shift begins", () => this.#assign());
    this.#finish = engine.register("repair by chance", (number) => this.#finished(number));
    this.#pick = engine.register("repair picked", (picking) => {
      if (picking === this.#picking) this.#picked();
    });
  }

  reset(): void {
    this.#waiting.length = 0;
    this.#working.clear();
    this.#number = 0;
    this.#picking = 0;
    if (this.#week !== null) this.#phase = this.#week.uniform() * this.#duty!.period;
  }

  submit(job: RepairJob): void {
    const priorities = this.#crew?.priorities ?? [];
    const named = priorities.indexOf(job.tier);
    const rank = named < 0 ? priorities.length : named;
    const order: Order = { job, rank, number: this.#number++, left: Number.NaN, endsAt: Number.NaN };
    if (this.#crew === undefined) this.#begin(order);
    else {
      this.#waiting.push(order);
      this.#assign();
    }
  }

  get #free(): number {
    return this.#crew!.size - this.#working.size;
  }

  /** Puts the free to work, and where work may be laid aside, all on what is most urgent. */
  #assign(): void {
    const off = this.#untilShift();
    if (off > 0) {
      if (this.#waiting.length > 0) this.#engine.after(off, this.#begins, 0, 0);
      return;
    }
    if (this.#random !== null) {
      this.#pickLater();
      return;
    }
    this.#waiting.sort(byUrgency);
    while (this.#waiting.length > 0) {
      if (this.#free === 0) {
        const least = this.#crew!.preemptive ? [...this.#working.values()].sort(byUrgency).at(-1)! : null;
        if (least === null || least.rank <= this.#waiting[0]!.rank) return;
        this.#working.delete(least.number);
        least.left = least.endsAt - this.#engine.now;
        this.#waiting.push(least);
        this.#waiting.sort(byUrgency);
      }
      this.#begin(this.#waiting.shift()!);
    }
  }

  /** How long until the crew begins work again; 0 while it does [s]. */
  #untilShift(): number {
    if (this.#duty === undefined) return 0;
    const { period, shifts } = this.#duty;
    const now = (this.#engine.now + this.#phase) % period;
    if (shifts.some(([begins, ends]) => now >= begins - SOON && now < ends)) return 0;
    return Math.min(...shifts.map(([begins]) => (begins - now + period) % period));
  }

  #begin(order: Order): void {
    if (Number.isNaN(order.left)) order.left = order.job.duration();
    order.endsAt = this.#engine.now + order.left;
    this.#working.set(order.number, order);
    this.#engine.after(order.left, this.#finish, order.number, 0);
  }

  #finished(number: number): void {
    const order = this.#working.get(number);
    if (order === undefined || order.endsAt > this.#engine.now) return; // laid aside in the meantime
    this.#working.delete(number);
    order.job.done();
    if (this.#crew !== undefined) this.#assign();
  }

  /** Tiers of the highest rank that waits. */
  #claims(): string[] {
    const rank = Math.min(...this.#waiting.map((order) => order.rank));
    return [...new Set(this.#waiting.filter((order) => order.rank === rank).map(({ job }) => job.tier))];
  }

  #pickLater(): void {
    this.#picking++;
    if (this.#free === 0 || this.#waiting.length === 0) return;
    const mean = this.#crew!.pick! / (this.#free * this.#claims().length);
    this.#engine.after(mean * this.#random!.exponential(), this.#pick, this.#picking, 0);
  }

  #picked(): void {
    const claims = this.#claims();
    const tier = claims[Math.floor(this.#random!.uniform() * claims.length)]!;
    const [order] = this.#waiting.splice(
      this.#waiting.findIndex(({ job }) => job.tier === tier),
      1,
    );
    this.#begin(order!);
    this.#assign();
  }
}

const byUrgency = (one: Order, other: Order): number => one.rank - other.rank || one.number - other.number;

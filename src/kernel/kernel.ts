import { A, B, Calendar, CODE } from "./calendar.ts";
import {
  type Engine,
  type EventCode,
  type EventId,
  type Handler,
  type Lane,
  type Observer,
  refuseDelay,
  refuseTime,
} from "./engine.ts";
import { CANCELLED, Ring } from "./lane.ts";

/**
 * The default engine: a calendar for events of any delay, merged with one FIFO lane per constant delay. Events are slots in
 * typed arrays with an integer code; handling one allocates nothing. `run` below is the hot path of the whole program.
 */
export class Kernel implements Engine {
  readonly name = "native";
  now = 0;
  handled = 0;
  /** Number the next event will get: the order of scheduling over calendar and lanes. */
  sequence = 0;

  readonly #calendar = new Calendar();
  /** The calendar's head is looked up only when needed: NaN means "ask". */
  #calendarTime = Number.NaN;
  readonly #rings: Ring[] = [];
  #headTime = new Float64Array(0);
  #headSequence = new Float64Array(0);
  readonly #handlers: Handler[] = [];
  readonly #names: string[] = [];
  #observer: Observer | null = null;
  #stopped = false;

  get pending(): number {
    return this.#rings.reduce((sum, ring) => sum + ring.pending, this.#calendar.pending);
  }

  register(name: string, handler: Handler): EventCode {
    this.#names.push(name);
    return this.#handlers.push(handler) - 1;
  }

  nameOf(code: EventCode): string {
    return this.#names[code] ?? `unregistered event ${code}`;
  }

  after(delay: number, code: EventCode, a: number, b: number): void {
    if (!(delay >= 0 && delay < Infinity)) refuseDelay(delay, this.nameOf(code));
    this.#schedule(this.now + delay, code, a, b);
  }

  at(time: number, code: EventCode, a: number, b: number): void {
    if (!(time >= this.now && time < Infinity)) refuseTime(time, this.now, this.nameOf(code));
    this.#schedule(time, code, a, b);
  }

  timer(delay: number, code: EventCode, a: number, b: number): EventId {
    if (!(delay >= 0 && delay < Infinity)) refuseDelay(delay, this.nameOf(code));
    return this.#calendar.handle(this.#schedule(this.now + delay, code, a, b));
  }

  #schedule(time: number, code: EventCode, a: number, b: number): number {
    if (time < this.#calendarTime) this.#calendarTime = Number.NaN;
    return this.#calendar.push(time, this.sequence++, code, a, b);
  }

  cancel(id: EventId): boolean {
    this.#calendarTime = Number.NaN;
    return this.#calendar.cancel(id);
  }

  lane(delay: number): Lane {
    const known = this.#rings.find((ring) => ring.delay === delay);
    if (known) return known;
    const ring = new Ring(this, this.#rings.length, delay);
    this.#rings.push(ring);
    const n = this.#rings.length;
    this.#headTime = new Float64Array(n).fill(Infinity).map((time, i) => (i < n - 1 ? this.#headTime[i]! : time));
    this.#headSequence = Float64Array.from({ length: n }, (_, i) => this.#headSequence[i] ?? 0);
    return ring;
  }

  /** A lane reports its next event; Infinity for none. Called by `Ring` only. */
  laneHead(index: number, time: number, sequence: number): void {
    this.#headTime[index] = time;
    this.#headSequence[index] = sequence;
  }

  run(until: number): void {
    const calendar = this.#calendar;
    const handlers = this.#handlers;
    this.#stopped = false;
    for (;;) {
      let time = this.#calendarTime;
      if (time !== time) this.#calendarTime = time = calendar.headTime();
      const heads = this.#headTime;
      let lane = -1;
      for (let i = 0; i < heads.length; i++) {
        const head = heads[i]!;
        if (head < time) {
          time = head;
          lane = i;
        } else if (head === time && time < Infinity && this.#headSequence[i]! < this.#sequenceOf(lane)) lane = i;
      }
      if (!(time <= until) || time === Infinity) break;
      let code: number;
      let a: number;
      let b: number;
      if (lane < 0) {
        const slot = calendar.pop();
        this.#calendarTime = Number.NaN;
        const integers = calendar.integers;
        const i = slot << 3;
        code = integers[i + CODE]!;
        a = integers[i + A]!;
        b = integers[i + B]!;
      } else {
        const ring = this.#rings[lane]!;
        const i = ring.head & ring.mask;
        code = ring.code[i]!;
        if (code === CANCELLED) {
          ring.dropHead();
          continue;
        }
        a = ring.a[i]!;
        b = ring.b[i]!;
        ring.advance();
      }
      this.now = time;
      this.handled++;
      if (this.#observer !== null) this.#observer(time, code, a, b);
      handlers[code]!(a, b);
      if (this.#stopped) return;
    }
    if (until < Infinity && until > this.now) this.now = until;
  }

  #sequenceOf(lane: number): number {
    return lane < 0 ? this.#calendar.headSequence() : this.#headSequence[lane]!;
  }

  stop(): void {
    this.#stopped = true;
  }

  reset(): void {
    this.#calendar.clear();
    this.#calendarTime = Number.NaN;
    for (const ring of this.#rings) ring.clear();
    this.#headTime.fill(Infinity);
    this.now = this.handled = this.sequence = 0;
  }

  observe(observer: Observer | null): void {
    this.#observer = observer;
  }
}

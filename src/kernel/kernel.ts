import { Calendar } from "./calendar.ts";
import {
  CANCELLED,
  type Engine,
  type EventCode,
  type EventId,
  type Handler,
  type Lane,
  type Observer,
  refuseDelay,
  refuseTime,
} from "./engine.ts";
import { A, B, CODE } from "./event-pool.ts";
import { type Clock, Ring } from "./lane.ts";

/** In place of the due time of the calendar's head: not known, ask the calendar. */
const ASK = -1;

/**
 * The default engine: a calendar for events of any delay, merged with one FIFO lane per constant delay. Events are slots in
 * typed arrays with an integer code; handling one allocates nothing. `run` below is the hot path of the whole program.
 */
export class Kernel implements Engine, Clock {
  readonly name = "native";
  now = 0;
  handled = 0;
  /** Number the next event will get: the order of scheduling over calendar and lanes. */
  sequence = 0;

  readonly #calendar = new Calendar();
  /** Due time of the event being scheduled, handed over in memory: a number handed over as an argument would be allocated. */
  readonly #due = this.#calendar.due;
  readonly #rings: Ring[] = [];
  /** By delay. */
  readonly #ringOf = new Map<number, Ring>();
  /** Those that have ever held an event; the others cost the merge nothing. */
  readonly #used: Ring[] = [];
  /** Due time and sequence number of what is next: of the calendar at 0, of the i-th used lane at i + 1. */
  #headTime = new Float64Array([ASK]);
  #headSequence = new Float64Array(1);
  readonly #handlers: Handler[] = [];
  readonly #names: string[] = [];
  #observer: Observer | null = null;
  stopped = false;

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
    this.#due[0] = this.now + delay;
    this.#push(code, a, b);
  }

  at(time: number, code: EventCode, a: number, b: number): void {
    if (!(time >= this.now && time < Infinity)) refuseTime(time, this.now, this.nameOf(code));
    this.#due[0] = time;
    this.#push(code, a, b);
  }

  timer(delay: number, code: EventCode, a: number, b: number): EventId {
    if (!(delay >= 0 && delay < Infinity)) refuseDelay(delay, this.nameOf(code));
    this.#due[0] = this.now + delay;
    return this.#calendar.handle(this.#push(code, a, b));
  }

  /** Schedules an event for the time in `#due`, and returns its slot. */
  #push(code: EventCode, a: number, b: number): number {
    if (this.#due[0]! < this.#headTime[0]!) this.#headTime[0] = ASK;
    return this.#calendar.push(this.sequence++, code, a, b);
  }

  cancel(id: EventId): boolean {
    this.#headTime[0] = ASK;
    return this.#calendar.cancel(id);
  }

  lane(delay: number): Lane {
    const known = this.#ringOf.get(delay);
    if (known) return known;
    const ring = new Ring(this, delay);
    this.#rings.push(ring);
    this.#ringOf.set(delay, ring);
    return ring;
  }

  enter(ring: Ring): number {
    this.#headTime = Float64Array.of(...this.#headTime, Infinity);
    this.#headSequence = Float64Array.of(...this.#headSequence, 0);
    return this.#used.push(ring);
  }

  laneHead(index: number, time: number, sequence: number): void {
    this.#headTime[index] = time;
    this.#headSequence[index] = sequence;
  }

  run(until: number): void {
    const calendar = this.#calendar;
    const handlers = this.#handlers;
    this.stopped = false;
    for (;;) {
      const heads = this.#headTime;
      if (heads[0] === ASK) calendar.ask(heads);
      let time = heads[0]!;
      let next = 0;
      for (let i = 1; i < heads.length; i++) {
        const head = heads[i]!;
        if (head > time || (head === time && (head === Infinity || this.#sequenceOf(next) < this.#headSequence[i]!)))
          continue;
        time = head;
        next = i;
      }
      if (!(time <= until) || time === Infinity) break;
      let code: number;
      let a: number;
      let b: number;
      if (next === 0) {
        const slot = calendar.pop();
        heads[0] = ASK;
        const integers = calendar.integers;
        const i = slot << 3;
        code = integers[i + CODE]!;
        a = integers[i + A]!;
        b = integers[i + B]!;
      } else {
        const ring = this.#used[next - 1]!;
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
      if (this.stopped) return;
    }
    if (until < Infinity && until > this.now) this.now = until;
  }

  #sequenceOf(head: number): number {
    return head === 0 ? this.#calendar.headSequence() : this.#headSequence[head]!;
  }

  stop(): void {
    this.stopped = true;
  }

  reset(): void {
    this.#calendar.clear();
    for (const ring of this.#rings) ring.clear();
    this.#headTime.fill(Infinity);
    this.#headTime[0] = ASK;
    this.now = this.handled = this.sequence = 0;
    this.stopped = false;
  }

  observe(observer: Observer | null): void {
    this.#observer = observer;
  }
}

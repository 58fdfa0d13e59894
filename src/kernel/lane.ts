import { CANCELLED, type EventCode, type Lane, refuseDelay, type Ticket } from "./engine.ts";

/** What a lane shares with the kernel it belongs to. */
export interface Clock {
  readonly now: number;
  /** Number the next event will get. */
  sequence: number;
  /** A lane gets its first event; returns its number. */
  enter(ring: Ring): number;
  /** A lane's next event has changed; a time of Infinity: it has none. */
  laneHead(index: number, time: number, sequence: number): void;
}

/**
 * A ring of events with one constant delay. Such events fall due in the order in which they were scheduled, so a queue is
 * already sorted and both ends cost O(1). The kernel merges the heads of all lanes with its calendar.
 *
 * The ticket of an event is its global sequence number, which also orders the ring, so that cancelling is a binary search.
 */
export class Ring implements Lane {
  readonly delay: number;
  readonly #kernel: Clock;
  /** Its number at the kernel; 0 before its first event. */
  #index = 0;
  time = new Float64Array(16);
  sequence = new Float64Array(16);
  code = new Int32Array(16);
  a = new Int32Array(16);
  b = new Int32Array(16);
  mask = 15;
  head = 0;
  tail = 0;
  #cancelled = 0;

  constructor(kernel: Clock, delay: number) {
    if (!(delay >= 0 && delay < Infinity)) refuseDelay(delay, "lane");
    this.#kernel = kernel;
    this.delay = delay;
  }

  /** Events waiting here that will happen. */
  get pending(): number {
    return this.tail - this.head - this.#cancelled;
  }

  send(code: EventCode, a: number, b: number): void {
    if (this.tail - this.head > this.mask) this.#grow();
    const kernel = this.#kernel;
    const i = this.tail++ & this.mask;
    const time = kernel.now + this.delay;
    const sequence = kernel.sequence++;
    this.time[i] = time;
    this.sequence[i] = sequence;
    this.code[i] = code;
    this.a[i] = a;
    this.b[i] = b;
    if (this.tail - this.head > 1) return;
    if (this.#index === 0) this.#index = kernel.enter(this);
    kernel.laneHead(this.#index, time, sequence);
  }

  timer(code: EventCode, a: number, b: number): Ticket {
    this.send(code, a, b);
    return this.#kernel.sequence - 1;
  }

  cancel(ticket: Ticket): boolean {
    let low = this.head;
    let high = this.tail;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sequence[middle & this.mask]! < ticket) low = middle + 1;
      else high = middle;
    }
    const i = low & this.mask;
    if (low === this.tail || this.sequence[i] !== ticket || this.code[i] === CANCELLED) return false;
    this.code[i] = CANCELLED;
    this.#cancelled++;
    if (this.#cancelled > 256 && this.#cancelled > (this.tail - this.head) / 2) this.#reclaim();
    return true;
  }

  /** Leaves out the entry at the head because it was cancelled. */
  dropHead(): void {
    this.#cancelled--;
    this.advance();
  }

  /** Moves past the head and tells the kernel what is next. */
  advance(): void {
    const i = ++this.head & this.mask;
    if (this.head === this.tail) {
      this.head = this.tail = 0; // keeps the positions small integers for ever
      this.#kernel.laneHead(this.#index, Infinity, 0);
    } else this.#kernel.laneHead(this.#index, this.time[i]!, this.sequence[i]!);
  }

  clear(): void {
    this.head = this.tail = this.#cancelled = 0;
  }

  /** Closes the gaps that cancelled entries left, so that memory is bounded by what is pending. */
  #reclaim(): void {
    let to = this.head;
    for (let from = this.head; from < this.tail; from++) {
      if (this.code[from & this.mask] === CANCELLED) continue;
      this.#move(from & this.mask, to++ & this.mask);
    }
    this.tail = to;
    this.#cancelled = 0;
    if (this.head === this.tail) {
      this.clear();
      this.#kernel.laneHead(this.#index, Infinity, 0);
    } else {
      const i = this.head & this.mask;
      this.#kernel.laneHead(this.#index, this.time[i]!, this.sequence[i]!);
    }
  }

  #move(from: number, to: number): void {
    if (from === to) return;
    this.time[to] = this.time[from]!;
    this.sequence[to] = this.sequence[from]!;
    this.code[to] = this.code[from]!;
    this.a[to] = this.a[from]!;
    this.b[to] = this.b[from]!;
  }

  #grow(): void {
    const size = this.tail - this.head;
    const unrolled = <T extends Float64Array | Int32Array>(old: T, wide: T): T => {
      const first = this.head & this.mask;
      wide.set(old.subarray(first));
      wide.set(old.subarray(0, first), old.length - first);
      return wide;
    };
    const length = 2 * (this.mask + 1);
    this.time = unrolled(this.time, new Float64Array(length));
    this.sequence = unrolled(this.sequence, new Float64Array(length));
    this.code = unrolled(this.code, new Int32Array(length));
    this.a = unrolled(this.a, new Int32Array(length));
    this.b = unrolled(this.b, new Int32Array(length));
    this.mask = length - 1;
    this.head = 0;
    this.tail = size;
  }
}

import { CANCELLED } from "./engine.ts";

/** Pending events at most: a handle is slot + serial × SLOTS and must stay an exact integer below 2^53. */
const SLOTS = 2 ** 25;
const SERIALS = 2 ** 28;
// Where the integers of a record lie.
export const NEXT = 4;
export const CODE = 5;
export const A = 6;
export const B = 7;

/**
 * Where pending events lie: one record of 32 bytes for each (half a cache line), in slots that are used again, seen as floats and as
 * integers.
 *
 *     floats: 0 time, 1 sequence (−1 when free) · integers: 4 next, 5 code, 6 a, 7 b
 *
 * `next` links lists of slots, that of the free ones among them. A handle is the slot and the low 28 bits of the sequence number, so that
 * a slot used again is not mistaken for the old event.
 */
export class EventPool {
  floats = new Float64Array(4 * 64);
  integers = new Int32Array(this.floats.buffer);
  #capacity = 64;
  #free = -1;
  #used = 0;

  /** Puts an event into a slot; returns the slot. The time is read from `due[0]`: a number passed would be allocated. */
  take(due: Float64Array, sequence: number, code: number, a: number, b: number): number {
    let slot = this.#free;
    if (slot >= 0) this.#free = this.integers[(slot << 3) + NEXT]!;
    else {
      slot = this.#used++;
      if (slot === this.#capacity) this.#grow();
    }
    const { floats, integers } = this;
    floats[slot << 2] = due[0]!;
    floats[(slot << 2) + 1] = sequence;
    const i = slot << 3;
    integers[i + CODE] = code;
    integers[i + A] = a;
    integers[i + B] = b;
    return slot;
  }

  /** Frees a slot, whose code, a and b stay readable until it is used again. */
  release(slot: number): void {
    this.floats[(slot << 2) + 1] = -1;
    this.integers[(slot << 3) + NEXT] = this.#free;
    this.#free = slot;
  }

  timeOf(slot: number): number {
    return this.floats[slot << 2]!;
  }

  sequenceOf(slot: number): number {
    return this.floats[(slot << 2) + 1]!;
  }

  isCancelled(slot: number): boolean {
    return this.integers[(slot << 3) + CODE] === CANCELLED;
  }

  /** The name under which the event in a slot can be cancelled. */
  handle(slot: number): number {
    return slot + (this.sequenceOf(slot) % SERIALS) * SLOTS;
  }

  /** Marks the event with this handle; false if it is gone. */
  cancel(handle: number): boolean {
    const slot = handle % SLOTS;
    if (!(slot < this.#used)) return false;
    if (this.sequenceOf(slot) % SERIALS !== Math.floor(handle / SLOTS) || this.isCancelled(slot)) return false;
    this.integers[(slot << 3) + CODE] = CANCELLED;
    return true;
  }

  clear(): void {
    for (let slot = 0; slot < this.#used; slot++) this.floats[(slot << 2) + 1] = -1;
    this.#free = -1;
    this.#used = 0;
  }

  #grow(): void {
    if (this.#capacity === SLOTS) throw new RangeError(`more than ${SLOTS} events are pending`);
    this.#capacity *= 2;
    const floats = new Float64Array(4 * this.#capacity);
    floats.set(this.floats);
    this.floats = floats;
    this.integers = new Int32Array(floats.buffer);
  }
}

import { CANCELLED } from "./engine.ts";
import { SlotHeap } from "./slot-heap.ts";

/** Below this many events one sorted array beats every cleverer list. */
const SMALL = 32;
/** A bucket this full is sorted by the heap instead of by insertion. */
const CROWDED = 64;
/** Pending events at most: a handle is slot + serial × SLOTS and must stay an exact integer below 2^53. */
const SLOTS = 2 ** 25;
const SERIALS = 2 ** 28;
// Where the integers of a record lie.
const NEXT = 4;
export const CODE = 5;
export const A = 6;
export const B = 7;

/**
 * The future event list for events of any delay: a lazy calendar queue.
 *
 * Events lie in a pool of slots. Far events hang unsorted in buckets of equal width; when the clock reaches a bucket its
 * events are sorted into `near`, an array with the earliest event last. What would make that array long (many events in one
 * bucket) goes to a heap, `crowd`, so that no distribution of times costs more than O(log n). Events beyond the last
 * bucket hang in one overflow list until the calendar turns a page or is measured anew.
 *
 * Order: time, then sequence number. A handle is the slot and the low 28 bits of the sequence number, so that a slot used
 * again is not mistaken for the old event.
 */
export class Calendar {
  // The pool: one record of 32 bytes per event (half a cache line), seen as floats and as integers.
  // floats: 0 time, 1 sequence (−1 when free) · integers: 4 next, 5 code, 6 a, 7 b. `next` links buckets and lists.
  #floats = new Float64Array(4 * 64);
  integers = new Int32Array(this.#floats.buffer);
  #capacity = 64;
  #free = -1;
  #used = 0;

  // The near future, earliest last.
  #nearTime = new Float64Array(CROWDED + SMALL);
  #nearSlot = new Int32Array(CROWDED + SMALL);
  #near = 0;
  /** For crowded buckets. */
  readonly #crowd = new SlotHeap();

  // The buckets. While `#bucketCount` is 0 everything is near.
  #bucket = new Int32Array(0);
  #bucketCount = 0;
  #perWidth = 1;
  #current = 0;
  /** Events from here on overflow; advanced each time the clock reaches `#page`, a quarter of the way there. */
  #limit = 0;
  #page = 0;
  #inBuckets = 0;
  #overflow = -1;
  readonly #sink = new Int32Array(1);

  /** Entries held, cancelled ones included. */
  #size = 0;
  #cancelled = 0;

  get pending(): number {
    return this.#size - this.#cancelled;
  }

  /** Due time of the event that `push` adds. */
  readonly due = new Float64Array(1);

  /** Adds an event for the time in `due`, whose sequence number exceeds all before it; returns its slot. */
  push(sequence: number, code: number, a: number, b: number): number {
    const time = this.due[0]!;
    let slot = this.#free;
    if (slot >= 0) this.#free = this.integers[(slot << 3) + NEXT]!;
    else {
      slot = this.#used++;
      if (slot === this.#capacity) this.#growPool();
    }
    const floats = this.#floats;
    const integers = this.integers;
    floats[slot << 2] = time;
    floats[(slot << 2) + 1] = sequence;
    const i = slot << 3;
    integers[i + CODE] = code;
    integers[i + A] = a;
    integers[i + B] = b;
    this.#size++;
    if (this.#bucketCount === 0) {
      if (this.#near < SMALL) this.#insertNear(time, Infinity, slot);
      else {
        this.#crowd.push(time, sequence, slot);
        this.#measure();
      }
    } else {
      const index = Math.floor(time * this.#perWidth);
      if (index > this.#current) this.#hang(slot, index);
      else if (this.#near < CROWDED) this.#insertNear(time, Infinity, slot);
      else this.#crowd.push(time, sequence, slot);
      if (this.#size > this.#bucketCount) this.#measure();
    }
    return slot;
  }

  /** The name under which the event just pushed into this slot can be cancelled. */
  handle(slot: number): number {
    return slot + (this.#floats[(slot << 2) + 1]! % SERIALS) * SLOTS;
  }

  /** Cancels the event with this handle; false if it is gone. */
  cancel(handle: number): boolean {
    const slot = handle % SLOTS;
    if (!(slot < this.#used)) return false;
    const sequence = this.#floats[(slot << 2) + 1]!;
    const i = (slot << 3) + CODE;
    if (sequence % SERIALS !== Math.floor(handle / SLOTS) || this.integers[i] === CANCELLED) return false;
    this.integers[i] = CANCELLED;
    this.#cancelled++;
    if (this.#cancelled > 256 && this.#cancelled > this.#size / 2) this.#measure();
    return true;
  }

  /**
   * Looks up the earliest event that is not cancelled, makes it the head, and writes its due time to `heads[0]`; Infinity if
   * there is none. (Written, not returned: a number returned would be allocated.)
   */
  ask(heads: Float64Array): void {
    for (;;) {
      if (this.#near === 0 && this.#crowd.size === 0) {
        if (this.#size === 0) {
          heads[0] = Infinity;
          return;
        }
        this.#turn();
      } else if (this.#cancelled === 0 && this.#crowd.size === 0) {
        heads[0] = this.#nearTime[this.#near - 1]!;
        return;
      } else {
        const slot = this.#head();
        if (this.integers[(slot << 3) + CODE] !== CANCELLED) {
          heads[0] = this.#floats[slot << 2]!;
          return;
        }
        this.#cancelled--;
        this.pop();
      }
    }
  }

  /** Sequence number of the head. */
  headSequence(): number {
    return this.#sequenceOf(this.#head());
  }

  /** Removes the head and returns its slot, whose code, a and b stay readable in `integers` until the next push. */
  pop(): number {
    let slot: number;
    if (this.#crowd.size === 0 || this.#nearIsNext()) slot = this.#nearSlot[--this.#near]!;
    else {
      slot = this.#crowd.headSlot;
      this.#crowd.pop();
    }
    this.#size--;
    this.#floats[(slot << 2) + 1] = -1;
    this.integers[(slot << 3) + NEXT] = this.#free;
    this.#free = slot;
    return slot;
  }

  clear(): void {
    for (let slot = 0; slot < this.#used; slot++) this.#floats[(slot << 2) + 1] = -1;
    this.#free = -1;
    this.#used = this.#near = this.#crowd.size = this.#size = this.#cancelled = 0;
    this.#bucketCount = this.#inBuckets = 0;
    this.#overflow = -1;
  }

  #head(): number {
    return this.#nearIsNext() ? this.#nearSlot[this.#near - 1]! : this.#crowd.headSlot;
  }

  #nearIsNext(): boolean {
    const crowd = this.#crowd;
    if (crowd.size === 0) return true;
    if (this.#near === 0) return false;
    const time = this.#nearTime[this.#near - 1]!;
    if (time !== crowd.headTime) return time < crowd.headTime;
    return this.#sequenceOf(this.#nearSlot[this.#near - 1]!) < crowd.headSequence;
  }

  #release(slot: number): void {
    this.#floats[(slot << 2) + 1] = -1;
    this.integers[(slot << 3) + NEXT] = this.#free;
    this.#free = slot;
  }

  #insert(time: number, sequence: number, slot: number): void {
    if (this.#near < CROWDED) this.#insertNear(time, sequence, slot);
    else this.#crowd.push(time, sequence, slot);
  }

  /** @param sequence Infinity for the youngest event, which goes behind all others of its time */
  #insertNear(time: number, sequence: number, slot: number): void {
    const times = this.#nearTime;
    const slots = this.#nearSlot;
    let i = this.#near++;
    while (i > 0) {
      const other = times[i - 1]!;
      if (other > time || (other === time && this.#sequenceOf(slots[i - 1]!) > sequence)) break;
      times[i] = other;
      slots[i] = slots[i - 1]!;
      i--;
    }
    times[i] = time;
    slots[i] = slot;
  }

  #sequenceOf(slot: number): number {
    return this.#floats[(slot << 2) + 1]!;
  }

  #hang(slot: number, index: number): void {
    if (index < this.#limit) {
      const bucket = index & (this.#bucketCount - 1);
      this.integers[(slot << 3) + NEXT] = this.#bucket[bucket]!;
      this.#bucket[bucket] = slot;
      this.#inBuckets++;
    } else {
      this.integers[(slot << 3) + NEXT] = this.#overflow;
      this.#overflow = slot;
    }
  }

  /** Moves on to the next bucket that holds events and brings them near. Called when nothing is near. */
  #turn(): void {
    // All that is left lies beyond the last bucket, or so little is left that walking over empty buckets would cost more.
    if (this.#inBuckets === 0 || this.#size < this.#bucketCount >> 3) {
      this.#measure();
      return;
    }
    const floats = this.#floats;
    const integers = this.integers;
    const buckets = this.#bucket;
    const mask = this.#bucketCount - 1;
    let index = this.#current;
    for (;;) {
      index++;
      if (index >= this.#page) {
        this.#current = index - 1;
        this.#turnPage();
      }
      let slot = buckets[index & mask]!;
      if (slot < 0) continue;
      buckets[index & mask] = -1;
      this.#current = index;
      let moved = 0;
      // Reading ahead brings the records of a bucket to come into the cache while this one is sorted.
      const ahead = buckets[(index + 6) & mask]!;
      if (ahead >= 0) this.#sink[0] = integers[(ahead << 3) + NEXT]!;
      while (slot >= 0) {
        this.#insert(floats[slot << 2]!, floats[(slot << 2) + 1]!, slot);
        slot = integers[(slot << 3) + NEXT]!;
        moved++;
      }
      this.#inBuckets -= moved;
      return;
    }
  }

  /** Buckets have been emptied: let them stand for later times, and hang the overflow anew. */
  #turnPage(): void {
    this.#openPage();
    let slot = this.#overflow;
    this.#overflow = -1;
    while (slot >= 0) {
      const next = this.integers[(slot << 3) + NEXT]!;
      this.#hang(slot, Math.floor(this.#floats[slot << 2]! * this.#perWidth));
      slot = next;
    }
  }

  #openPage(): void {
    this.#limit = this.#current + 1 + this.#bucketCount;
    this.#page = this.#current + 1 + (this.#bucketCount >> 2);
  }

  /** Takes the measure of what is pending: drops cancelled events, chooses bucket number and width, hangs everything anew. */
  #measure(): void {
    const slots = this.#collect();
    const n = slots.length;
    this.#near = this.#crowd.size = this.#inBuckets = this.#cancelled = 0;
    this.#overflow = -1;
    this.#size = n;
    if (n <= SMALL) {
      this.#bucketCount = 0;
      for (const slot of slots) this.#insertNear(this.#floats[slot << 2]!, this.#floats[(slot << 2) + 1]!, slot);
      return;
    }
    let earliest = Infinity;
    let sum = 0;
    for (const slot of slots) earliest = Math.min(earliest, this.#floats[slot << 2]!);
    for (const slot of slots) sum += this.#floats[slot << 2]! - earliest;
    let count = 16;
    while (count < 2 * n) count *= 2;
    if (this.#bucket.length < count) this.#bucket = new Int32Array(count);
    this.#bucket.fill(-1);
    this.#bucketCount = count;
    const width = sum / n / n; // the mean delay spread over as many buckets as there are events
    // A width that the clock cannot resolve would put neighbours into one bucket and the rest out of reach.
    this.#perWidth = 1 / Math.max(width, earliest * 1e-12, 1e-12);
    this.#current = Math.floor(earliest * this.#perWidth);
    this.#openPage();
    for (const slot of slots) {
      const time = this.#floats[slot << 2]!;
      const index = Math.floor(time * this.#perWidth);
      if (index <= this.#current) this.#insert(time, this.#floats[(slot << 2) + 1]!, slot);
      else this.#hang(slot, index);
    }
  }

  /** All slots in use, cancelled ones released. */
  #collect(): Int32Array {
    const slots = new Int32Array(this.#size);
    let n = 0;
    const keep = (slot: number) => {
      if (this.integers[(slot << 3) + CODE] === CANCELLED) this.#release(slot);
      else slots[n++] = slot;
    };
    for (let i = 0; i < this.#near; i++) keep(this.#nearSlot[i]!);
    for (let i = 0; i < this.#crowd.size; i++) keep(this.#crowd.at(i));
    const chain = (first: number) => {
      for (let slot = first; slot >= 0; ) {
        const next = this.integers[(slot << 3) + NEXT]!;
        keep(slot);
        slot = next;
      }
    };
    if (this.#inBuckets > 0) for (let i = 0; i < this.#bucketCount; i++) chain(this.#bucket[i]!);
    chain(this.#overflow);
    return slots.subarray(0, n);
  }

  #growPool(): void {
    if (this.#capacity === SLOTS) throw new RangeError(`more than ${SLOTS} events are pending`);
    this.#capacity *= 2;
    const floats = new Float64Array(4 * this.#capacity);
    floats.set(this.#floats);
    this.#floats = floats;
    this.integers = new Int32Array(floats.buffer);
  }
}

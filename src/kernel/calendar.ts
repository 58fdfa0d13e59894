import { EventPool, NEXT } from "./event-pool.ts";
import { SlotHeap } from "./slot-heap.ts";

/** Below this many events one sorted array beats every cleverer list. */
const SMALL = 32;
/** A bucket this full is sorted by the heap instead of by insertion. */
const CROWDED = 64;

/**
 * The future event list for events of any delay: a lazy calendar queue, which puts the events of a pool in order.
 *
 * Far events hang unsorted in buckets of equal width; when the clock reaches a bucket its events are sorted into `near`, an array with
 * the earliest event last. What would make that array long (many events in one bucket) goes to a heap, `crowd`, so that no distribution
 * of times costs more than O(log n). Events beyond the last bucket hang in one overflow list until the calendar turns a page or is
 * measured anew.
 *
 * Order: time, then sequence number.
 */
export class Calendar extends EventPool {
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
    const slot = this.take(this.due, sequence, code, a, b);
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

  /** Cancels the event with this handle; false if it is gone. */
  override cancel(handle: number): boolean {
    if (!super.cancel(handle)) return false;
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
        if (!this.isCancelled(slot)) {
          heads[0] = this.timeOf(slot);
          return;
        }
        this.#cancelled--;
        this.pop();
      }
    }
  }

  /** Sequence number of the head. */
  headSequence(): number {
    return this.sequenceOf(this.#head());
  }

  /** Removes the head and returns its slot, whose code, a and b stay readable in the pool until the next push. */
  pop(): number {
    let slot: number;
    if (this.#crowd.size === 0 || this.#nearIsNext()) slot = this.#nearSlot[--this.#near]!;
    else {
      slot = this.#crowd.headSlot;
      this.#crowd.pop();
    }
    this.#size--;
    this.release(slot);
    return slot;
  }

  override clear(): void {
    super.clear();
    this.#near = this.#crowd.size = this.#size = this.#cancelled = 0;
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
    return this.sequenceOf(this.#nearSlot[this.#near - 1]!) < crowd.headSequence;
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
      if (other > time || (other === time && this.sequenceOf(slots[i - 1]!) > sequence)) break;
      times[i] = other;
      slots[i] = slots[i - 1]!;
      i--;
    }
    times[i] = time;
    slots[i] = slot;
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
    const { floats, integers } = this;
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
      this.#hang(slot, Math.floor(this.timeOf(slot) * this.#perWidth));
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
      for (const slot of slots) this.#insertNear(this.timeOf(slot), this.sequenceOf(slot), slot);
      return;
    }
    let earliest = Infinity;
    let sum = 0;
    for (const slot of slots) earliest = Math.min(earliest, this.timeOf(slot));
    for (const slot of slots) sum += this.timeOf(slot) - earliest;
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
      const time = this.timeOf(slot);
      const index = Math.floor(time * this.#perWidth);
      if (index <= this.#current) this.#insert(time, this.sequenceOf(slot), slot);
      else this.#hang(slot, index);
    }
  }

  /** All slots in use, cancelled ones released. */
  #collect(): Int32Array {
    const slots = new Int32Array(this.#size);
    let n = 0;
    const keep = (slot: number) => {
      if (this.isCancelled(slot)) this.release(slot);
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
}

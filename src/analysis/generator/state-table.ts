import type { StateVector } from "./layout.ts";

/** State vectors of one length, each kept once and numbered in the order in which they were found. */
export class StateTable {
  readonly #length: number;
  #counts: Int16Array;
  #buckets = new Int32Array(1 << 12).fill(-1);
  #size = 0;

  constructor(length: number) {
    this.#length = length;
    this.#counts = new Int16Array(length << 10);
  }

  get size(): number {
    return this.#size;
  }

  /** The vector of a state, to be read only. */
  at(state: number): StateVector {
    return this.#counts.subarray(state * this.#length, (state + 1) * this.#length);
  }

  /** The number of a vector, a new one if it was not there. */
  numberOf(vector: StateVector): number {
    let bucket = hash(vector) & (this.#buckets.length - 1);
    for (let state = this.#buckets[bucket]!; state >= 0; state = this.#buckets[bucket]!) {
      if (this.#isAt(state, vector)) return state;
      bucket = (bucket + 1) & (this.#buckets.length - 1);
    }
    const state = this.#size;
    this.#size++;
    if (this.#size * this.#length > this.#counts.length) {
      const counts = new Int16Array(2 * this.#counts.length);
      counts.set(this.#counts);
      this.#counts = counts;
    }
    this.#counts.set(vector, state * this.#length);
    this.#buckets[bucket] = state;
    if (2 * this.#size > this.#buckets.length) this.#rehash();
    return state;
  }

  #isAt(state: number, vector: StateVector): boolean {
    const start = state * this.#length;
    for (let i = 0; i < this.#length; i++) if (this.#counts[start + i] !== vector[i]) return false;
    return true;
  }

  #rehash(): void {
    const buckets = new Int32Array(2 * this.#buckets.length).fill(-1);
    for (let state = 0; state < this.#size; state++) {
      let bucket = hash(this.at(state)) & (buckets.length - 1);
      while (buckets[bucket] !== -1) bucket = (bucket + 1) & (buckets.length - 1);
      buckets[bucket] = state;
    }
    this.#buckets = buckets;
  }
}

/** FNV-1a on 16-bit counts, with a final mixing. */
function hash(vector: StateVector): number {
  let h = 0x811c9dc5;
  for (const count of vector) h = Math.imul(h ^ count, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

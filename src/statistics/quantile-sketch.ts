/**
 * Quantiles of millions of durations without keeping them: a histogram whose buckets are 1/512 of a power of two wide. The
 * bucket is read off the leading bits of the float64 itself (sign, exponent and nine bits of the fraction), so that adding
 * a value takes no logarithm and no search. Any quantile is off by at most 2⁻¹⁰ < 0.1 % of the value of its rank.
 *
 * Values below 2⁻⁴⁰ s (a picosecond) count as 0. The buckets cover only the powers of two in which values have been seen.
 * Source of the idea: G. Tene's HdrHistogram; C. Masson et al., DDSketch, PVLDB 12 (2019), for the relative bound.
 */

/** Buckets to a power of two. */
const PER_OCTAVE = 512;
const LEADING_BITS = 9;
/** High word of a float64 to bucket number: 20 of its bits are fraction, 9 of them count. */
const SHIFT = 20 - LEADING_BITS;

/** Smallest value told apart from 0, and the first that is refused. */
const LEAST = 2 ** -40;
const MOST = 2 ** 60;

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
float[0] = 1;
/** Place of the word with sign and exponent: 1 on every machine in sight. */
const high = words[1] === 0 ? 0 : 1;
const low = 1 - high;

function bucketOf(value: number): number {
  float[0] = value;
  return words[high]! >> SHIFT;
}

/** Lower bound of a bucket. */
function edgeOf(bucket: number): number {
  words[high] = bucket << SHIFT;
  words[low] = 0;
  return float[0]!;
}

/** What has been gathered, as plain data: bucket numbers rising, each with the number of values in it. */
export interface QuantileSketchData {
  readonly zeros: number;
  readonly smallest: number;
  readonly largest: number;
  readonly buckets: readonly number[];
  readonly counts: readonly number[];
}

export class QuantileSketch {
  #counts = new Float64Array(0);
  /** Number of the bucket at place 0. */
  #base = 0;
  #count = 0;
  #zeros = 0;
  #smallest = Infinity;
  #largest = -Infinity;

  /** What `data()` has written. */
  static from(data: QuantileSketchData): QuantileSketch {
    const sketch = new QuantileSketch();
    sketch.#zeros = data.zeros;
    sketch.#count = data.zeros;
    data.buckets.forEach((bucket, i) => {
      sketch.#cover(bucket, bucket);
      const count = data.counts[i]!;
      sketch.#counts[bucket - sketch.#base]! += count;
      sketch.#count += count;
    });
    if (data.buckets.length > 0) {
      sketch.#smallest = data.smallest;
      sketch.#largest = data.largest;
    }
    return sketch;
  }

  /**
   * @param value 0 … 2⁶⁰
   * @throws RangeError for negative values, NaN and values beyond
   */
  add(value: number): void {
    if (!(value >= LEAST && value < MOST)) {
      this.#addZero(value);
      return;
    }
    float[0] = value;
    const bucket = words[high]! >> SHIFT;
    let place = bucket - this.#base;
    if (place < 0 || place >= this.#counts.length) {
      this.#cover(bucket, bucket);
      place = bucket - this.#base;
    }
    this.#counts[place]!++;
    this.#count++;
    if (value < this.#smallest) this.#smallest = value;
    if (value > this.#largest) this.#largest = value;
  }

  #addZero(value: number): void {
    if (!(value >= 0 && value < LEAST)) throw new RangeError(`found ${value}; expected a duration from 0 to 2⁶⁰ s`);
    this.#zeros++;
    this.#count++;
  }

  /** Makes room for the buckets from `first` to `last`, whole powers of two at a time. */
  #cover(first: number, last: number): void {
    const empty = this.#counts.length === 0;
    const from = Math.floor((empty ? first : Math.min(first, this.#base)) / PER_OCTAVE) * PER_OCTAVE;
    const end = empty ? last + 1 : Math.max(last + 1, this.#base + this.#counts.length);
    const counts = new Float64Array(Math.ceil((end - from) / PER_OCTAVE) * PER_OCTAVE);
    if (!empty) counts.set(this.#counts, this.#base - from);
    this.#counts = counts;
    this.#base = from;
  }

  /** Takes in another sketch, which stays as it is: as if its values had been added here. */
  merge(other: QuantileSketch): void {
    this.#count += other.#count;
    this.#zeros += other.#zeros;
    if (other.#smallest > other.#largest) return;
    const first = bucketOf(other.#smallest);
    const last = bucketOf(other.#largest);
    if (first < this.#base || last >= this.#base + this.#counts.length) this.#cover(first, last);
    for (let bucket = first; bucket <= last; bucket++) {
      const count = other.#counts[bucket - other.#base]!;
      this.#counts[bucket - this.#base]! += count;
    }
    this.#smallest = Math.min(this.#smallest, other.#smallest);
    this.#largest = Math.max(this.#largest, other.#largest);
  }

  /** Forgets all values, keeps the buckets: only those that were in use are cleared and nothing is allocated. */
  reset(): void {
    if (this.#smallest <= this.#largest) {
      this.#counts.fill(0, bucketOf(this.#smallest) - this.#base, bucketOf(this.#largest) - this.#base + 1);
    }
    this.#count = 0;
    this.#zeros = 0;
    this.#smallest = Infinity;
    this.#largest = -Infinity;
  }

  get count(): number {
    return this.#count;
  }

  /** Smallest value, exact; NaN of nothing. */
  get min(): number {
    if (this.#zeros > 0) return 0;
    return this.#count > 0 ? this.#smallest : Number.NaN;
  }

  /** Largest value, exact; NaN of nothing. */
  get max(): number {
    if (this.#count === 0) return Number.NaN;
    return Math.max(this.#largest, 0);
  }

  /**
   * The value of rank ⌈p·count⌉, the smallest that at least the share p of all values does not exceed, within 0.1 %.
   *
   * @param p 0 … 1; the ends give the exact extremes
   * @returns NaN of nothing
   * @throws RangeError for a p outside
   */
  quantile(p: number): number {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`found p = ${p}; expected a probability from 0 to 1`);
    if (this.#count === 0 || p === 0) return this.min;
    let rank = Math.ceil(p * this.#count) - this.#zeros;
    if (rank <= 0) return 0;
    if (rank >= this.#count - this.#zeros) return this.max;
    let bucket = bucketOf(this.#smallest);
    for (; ; bucket++) {
      rank -= this.#counts[bucket - this.#base]!;
      if (rank <= 0) break;
    }
    const middle = (edgeOf(bucket) + edgeOf(bucket + 1)) / 2;
    return Math.min(Math.max(middle, this.#smallest), this.#largest);
  }

  /** The buckets that hold values, rising; values that count as 0 are not among them. */
  *buckets(): Generator<{ from: number; to: number; count: number }> {
    if (!(this.#smallest <= this.#largest)) return;
    const last = bucketOf(this.#largest);
    for (let bucket = bucketOf(this.#smallest); bucket <= last; bucket++) {
      const count = this.#counts[bucket - this.#base]!;
      if (count > 0) yield { from: edgeOf(bucket), to: edgeOf(bucket + 1), count };
    }
  }

  data(): QuantileSketchData {
    const buckets: number[] = [];
    const counts: number[] = [];
    for (const { from, count } of this.buckets()) {
      buckets.push(bucketOf(from));
      counts.push(count);
    }
    const seen = buckets.length > 0;
    return {
      zeros: this.#zeros,
      smallest: seen ? this.#smallest : 0,
      largest: seen ? this.#largest : 0,
      buckets,
      counts,
    };
  }
}

/**
 * Number, mean, variance and extremes of a sample, one value at a time and without keeping the values. The updates are
 * Welford's, which do not cancel when the spread is small beside the mean; two samples merge into what one would have been.
 * Source: B. P. Welford, Technometrics 4 (1962) 419–420; T. F. Chan, G. H. Golub, R. J. LeVeque, The American
 * Statistician 37 (1983) 242–247.
 */

/** What has been gathered, as plain data that survives JSON and the way from a worker. */
export interface MomentsData {
  readonly n: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
  readonly min: number;
  readonly max: number;
}

/** Number, mean, variance and extremes of a sample. */
export class Moments {
  #n = 0;
  #mean = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  /** The moments of the values. */
  static of(values: Iterable<number>): Moments {
    const moments = new Moments();
    for (const value of values) moments.add(value);
    return moments;
  }

  /** What `data()` has written. */
  static from(data: MomentsData): Moments {
    const moments = new Moments();
    if (data.n === 0) return moments;
    moments.#n = data.n;
    moments.#mean = data.mean;
    moments.#squares = data.squares;
    moments.#min = data.min;
    moments.#max = data.max;
    return moments;
  }

  /** @throws RangeError for NaN or an infinity, which would spoil all that was gathered before */
  add(value: number): void {
    const deviation = value - this.#mean;
    if (deviation - deviation !== 0) throw new RangeError(`found ${value}; expected a finite number`);
    this.#n++;
    this.#mean += deviation / this.#n;
    this.#squares += deviation * (value - this.#mean);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Takes in another sample, which stays as it is. */
  merge(other: Moments): void {
    if (other.#n === 0) return;
    const n = this.#n + other.#n;
    const difference = other.#mean - this.#mean;
    this.#squares += other.#squares + (difference * difference * this.#n * other.#n) / n;
    this.#mean += (difference * other.#n) / n;
    this.#n = n;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  reset(): void {
    this.#n = 0;
    this.#mean = 0;
    this.#squares = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
  }

  get n(): number {
    return this.#n;
  }

  /** NaN of nothing. */
  get mean(): number {
    return this.#n > 0 ? this.#mean : Number.NaN;
  }

  /** The unbiased estimate, squared deviations over n − 1; NaN of fewer than two values. */
  get variance(): number {
    return this.#n > 1 ? this.#squares / (this.#n - 1) : Number.NaN;
  }

  get standardDeviation(): number {
    return Math.sqrt(this.variance);
  }

  /** Standard deviation of the mean, if the values are independent. */
  get standardError(): number {
    return Math.sqrt(this.variance / this.#n);
  }

  /** Smallest value; NaN of nothing. */
  get min(): number {
    return this.#n > 0 ? this.#min : Number.NaN;
  }

  /** Largest value; NaN of nothing. */
  get max(): number {
    return this.#n > 0 ? this.#max : Number.NaN;
  }

  /** Sum of the values. */
  get sum(): number {
    return this.#n * this.#mean;
  }

  data(): MomentsData {
    if (this.#n === 0) return { n: 0, mean: 0, squares: 0, min: 0, max: 0 };
    return { n: this.#n, mean: this.#mean, squares: this.#squares, min: this.#min, max: this.#max };
  }
}

/**
 * Time average of a quantity that jumps: messages in a queue, servers that are up, calls that are open. Each value counts
 * for as long as it lasted.
 */
export class TimeWeighted {
  #start: number;
  #last: number;
  #value: number;
  #area = 0;
  #squares = 0;
  #min: number;
  #max: number;

  /**
   * @param start when the observation begins [s]
   * @param value of the quantity from then on
   */
  constructor(start = 0, value = 0) {
    this.#start = start;
    this.#last = start;
    this.#value = value;
    this.#min = value;
    this.#max = value;
  }

  /** Forgets what was seen and observes from now on; without a value the quantity keeps the one it has. */
  restart(now: number, value = this.#value): void {
    this.#start = now;
    this.#last = now;
    this.#value = value;
    this.#area = 0;
    this.#squares = 0;
    this.#min = value;
    this.#max = value;
  }

  /**
   * The quantity has another value from now on.
   *
   * @throws RangeError if time runs backwards, or for NaN
   */
  set(now: number, value: number): void {
    const span = this.#since(now);
    this.#area += span * this.#value;
    this.#squares += span * this.#value * this.#value;
    this.#last = now;
    this.#value = value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** The quantity grows by so much from now on. */
  add(now: number, difference: number): void {
    this.set(now, this.#value + difference);
  }

  #since(now: number): number {
    const span = now - this.#last;
    if (!(span >= 0)) throw new RangeError(`found the time ${now}; expected one from ${this.#last} on`);
    return span;
  }

  get value(): number {
    return this.#value;
  }

  get min(): number {
    return this.#min;
  }

  get max(): number {
    return this.#max;
  }

  /** Time observed up to now [s]. */
  duration(now: number): number {
    return this.#since(now) + this.#last - this.#start;
  }

  /** ∫ value dt up to now: for a quantity of 0 and 1 the time it was 1. */
  integral(now: number): number {
    return this.#area + this.#since(now) * this.#value;
  }

  /** Time average up to now; NaN before any time has passed. */
  mean(now: number): number {
    return this.integral(now) / this.duration(now);
  }

  /** Variance over time up to now; NaN before any time has passed. */
  variance(now: number): number {
    const squares = this.#squares + this.#since(now) * this.#value * this.#value;
    return Math.max(squares / this.duration(now) - this.mean(now) ** 2, 0);
  }
}

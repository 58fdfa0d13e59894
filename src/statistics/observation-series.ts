/**
 * A long series of observations in bounded memory: means of groups of equal size, in the order in which they came. When the
 * groups are as many as are kept, neighbours are joined and groups are twice as large from then on.
 */
export class ObservationSeries {
  #size = 1;
  #groups = 0;
  #sum = 0;
  #inLast = 0;
  readonly #means: Float64Array;

  /** @param limit groups that are kept, an even number ≥ 2; between half of them and all are there */
  constructor(limit = 8192) {
    if (!(Number.isInteger(limit) && limit >= 2 && limit % 2 === 0))
      throw new RangeError(`found a limit of ${limit} groups; expected an even number from 2`);
    this.#means = new Float64Array(limit);
  }

  /** Observations in each group. */
  get groupSize(): number {
    return this.#size;
  }

  /** Observations that fill no group are left out. */
  means(): Float64Array {
    return this.#means.slice(0, this.#groups);
  }

  reset(): void {
    this.#size = 1;
    this.#groups = this.#sum = this.#inLast = 0;
  }

  add(value: number): void {
    this.#sum += value;
    if (++this.#inLast < this.#size) return;
    this.#means[this.#groups++] = this.#sum / this.#size;
    this.#sum = this.#inLast = 0;
    if (this.#groups === this.#means.length) this.#join();
  }

  #join(): void {
    const means = this.#means;
    this.#groups = means.length / 2;
    for (let i = 0; i < this.#groups; i++) means[i] = (means[2 * i]! + means[2 * i + 1]!) / 2;
    this.#size *= 2;
  }
}

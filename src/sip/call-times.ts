/**
 * When calls were answered and when they ended: what a record of single calls needs and nobody else. A ledger without it does not
 * look at the clock.
 */
export class CallTimes {
  readonly #clock: { readonly now: number };
  /** When the first 200 to the INVITE arrived [s]; NaN if none did. */
  answeredAt = new Float64Array(1024);
  /** [s] */
  endedAt = new Float64Array(1024);

  constructor(clock: { readonly now: number }) {
    this.#clock = clock;
  }

  begin(call: number): void {
    if (call === this.endedAt.length) this.#grow();
    this.answeredAt[call] = Number.NaN;
  }

  answered(call: number): void {
    this.answeredAt[call] = this.#clock.now;
  }

  ended(call: number): void {
    this.endedAt[call] = this.#clock.now;
  }

  #grow(): void {
    const wide = (old: Float64Array<ArrayBuffer>) => {
      const array = new Float64Array(2 * old.length);
      array.set(old);
      return array;
    };
    this.answeredAt = wide(this.answeredAt);
    this.endedAt = wide(this.endedAt);
  }
}

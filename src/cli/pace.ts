/** How far back the pace is measured: workers come and go [ms]. */
const WINDOW = 60_000;
/** Between two marks, and before the first estimate [ms]. */
const MARK_INTERVAL = 1000;
const PATIENCE = 2000;

/** How fast work gets on, by what was done in the last minute. Times are those of a clock that is not set back [ms]. */
export class Pace {
  readonly #marks: { readonly at: number; readonly done: number }[];
  #done = 0;

  constructor(now: number) {
    this.#marks = [{ at: now, done: 0 }];
  }

  add(amount: number, now: number): void {
    this.#done += amount;
    if (now - this.#marks.at(-1)!.at >= MARK_INTERVAL) this.#marks.push({ at: now, done: this.#done });
    while (this.#marks.length > 2 && now - this.#marks[1]!.at > WINDOW) this.#marks.shift();
  }

  /** How much is done in a second; NaN while nobody can tell. */
  perSecond(now: number): number {
    const { at, done } = this.#marks[0]!;
    return now - at < PATIENCE || this.#done === done ? Number.NaN : (this.#done - done) / ((now - at) / 1000);
  }
}

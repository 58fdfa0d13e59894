/** The most that passes between two frames of the screen [s]: after a pause of the browser nothing is caught up. */
const LONGEST = 0.1;
/** Over which the speed is measured [s]. */
const MEASURED = 0.5;

/** How the clock of the screen [ms] and the time of the run [s] go together. */
export class Pace {
  /** Between the last two frames of the screen [s]. */
  frame = 1 / 60;
  #tick = Number.NaN;
  #asked = Number.NaN;
  #since: { readonly clock: number; readonly time: number } | null = null;

  /** The run stood, or has jumped: what passed until now does not count. */
  begin(): void {
    this.#tick = this.#asked = Number.NaN;
    this.#since = null;
  }

  /** What has passed on the screen since this was asked last [s]: next to nothing at first. */
  passed(clock: number): number {
    const passed = (clock - this.#asked) / 1000;
    this.#asked = clock;
    return Number.isNaN(passed) ? Number.MIN_VALUE : Math.min(LONGEST, Math.max(Number.MIN_VALUE, passed));
  }

  /** At each frame of the screen. @returns simulated seconds per second, now and then; null in between */
  measure(clock: number, time: number): number | null {
    const frame = (clock - this.#tick) / 1000;
    if (frame > 0) this.frame = Math.min(LONGEST, frame);
    this.#tick = clock;
    this.#since ??= { clock, time };
    const passed = (clock - this.#since.clock) / 1000;
    if (passed < MEASURED) return null;
    const speed = (time - this.#since.time) / passed;
    this.#since = { clock, time };
    return speed;
  }
}

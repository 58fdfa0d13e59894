import type { Dice as Chance, DrawnDurations } from "../notation/dice.ts";
import type { Stream } from "../random/stream.ts";

/** A duration as a file says it, to the microsecond. */
export const written = (seconds: number): string =>
  seconds === 0 ? "0 s" : seconds >= 1 ? `${+seconds.toFixed(3)} s` : `${+(seconds * 1e3).toFixed(3)} ms`;

/** What a generator of files draws with: everything comes from one stream, so that a seed and a number name a world. */
export class Dice implements Chance {
  readonly #random: Stream;

  constructor(random: Stream) {
    this.#random = random;
  }

  /** True with probability p. */
  happens(p: number): boolean {
    return this.#random.bernoulli(p);
  }

  /** A whole number from low to high. */
  whole(low: number, high: number): number {
    return low + this.#random.integer(high - low + 1);
  }

  /** One of several, all equally likely. */
  pick<T>(...items: readonly T[]): T {
    return items[this.#random.integer(items.length)]!;
  }

  /** One of several times [s], as a file says it. */
  seconds(...choices: readonly number[]): string {
    return written(this.pick(...choices));
  }

  /** So many different ones, or all if there are fewer. */
  several<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0) taken.push(...left.splice(this.#random.integer(left.length), 1));
    return taken;
  }

  /** A moment [s] between two, to the millisecond, so that it reads well and ties happen. */
  moment(low: number, high: number): number {
    return Math.round((low + this.#random.uniform() * (high - low)) * 1e3) / 1e3;
  }

  /** Durations around a scale [s], as a file says them: none, all alike, or spread. */
  durations(scale: number): DrawnDurations {
    const mean = written(scale);
    return this.pick<DrawnDurations>(
      "0 s",
      mean,
      mean,
      { exponential: mean },
      { uniform: ["0 s", written(2 * scale)] },
      { lognormal: { mean, cv: 2 } },
      { empirical: [written(scale / 2), mean, written(3 * scale)] },
    );
  }
}

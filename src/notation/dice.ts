/** A duration, or how durations are distributed, as a file says it. */
export type DrawnDurations =
  | string
  | { readonly exponential: string }
  | { readonly uniform: readonly [string, string] }
  | { readonly lognormal: { readonly mean: string; readonly cv: number } }
  | { readonly empirical: readonly string[] };

/** Chance, as far as what is written is drawn by it: the same seed draws the same. */
export interface Dice {
  /** True with probability p. */
  happens(p: number): boolean;
  /** A whole number from low to high. */
  whole(low: number, high: number): number;
  /** One of several, all equally likely. */
  pick<T>(...items: readonly T[]): T;
  /** One of several times [s], as a file says it. */
  seconds(...choices: readonly number[]): string;
  /** Durations around a scale [s]: none, all alike, or spread. */
  durations(scale: number): DrawnDurations;
  /** So many different ones, or all if there are fewer. */
  several<T>(items: readonly T[], count: number): T[];
}

/** Numbers of a detector by name, in the words of a scenario file; times in seconds. */
export type Timers = Readonly<Record<string, number>>;

/** A law that calibration fits to detection times: a uniform wait between two ends that the timers set. */
export interface FittedLaw {
  readonly meaning: string;
  /** What is looked for; the mean delay of what follows the verdict comes to it. */
  readonly timers: readonly string[];
  /** Numbers that are taken to be known unless they are to be found: not told by detection times alone. */
  readonly assumed: Timers;
  /** Names among both that are no times. */
  readonly counts: readonly string[];
  /** Between what ends the verdict falls [s]. */
  ends(timers: Timers): readonly [low: number, high: number];
  /** Timers from the smallest and the largest value, to begin the search from. */
  guess(smallest: number, largest: number, known: Timers): Record<string, number>;
  /** The detector as a scenario has it. */
  written(timer: (name: string) => string, number: (name: string) => number): string;
}

/** The laws that detection times of one kind of detector may follow, by the name that `calibrate --law` takes. */
export type FittedLaws = Readonly<Record<string, FittedLaw>>;

/** What the coverage laboratory measures: kinds of intervals under circumstances whose truth is known. */
import { type Judgement, judged } from "../../../src/experiment/expectation.ts";
import type { SummaryRow } from "../../../src/experiment/summary.ts";
import type { Stream } from "../../../src/random/stream.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";

/** Bounds that the program would print, and what they are about where that differs from case to case; null where it prints none. */
export type Printed = readonly [low: number, high: number, about?: number] | null;

/** One kind of interval under one circumstance whose truth is known. */
export interface IntervalCase {
  /** Where the interval is printed. */
  readonly kind: string;
  readonly circumstance: string;
  /** Where the truth comes from. */
  readonly because: string;
  readonly truth: number;
  /** Whether it is cheap enough to be watched by every `npm test`. */
  readonly isQuick: boolean;
  /** Share that it is known to cover at least, where that is less than the page promises. */
  readonly fallsTo?: number;
  /** As many independent intervals, seeded; or fewer, where each takes long. */
  intervals(count: number): Printed[] | Promise<Printed[]>;
  /** What became of four expectations in each of as many runs: see `bounds`. */
  verdicts?(count: number): Judgement["verdict"][][];
}

export const printed = ({ low, high }: { readonly low: number | null; readonly high: number | null }): Printed =>
  low === null || high === null ? null : [low, high];

export const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Share by which the truth lies beyond a bound, or within: as little as can be told from rounding. */
const HAIR = 1e-9;

/** Expectations that the truth just misses, above and below, and that it just meets. */
export const bounds = (metric: string, truth: number): Scenario["expect"] => [
  { metric, atMost: truth * (1 - HAIR) },
  { metric, atLeast: truth * (1 + HAIR) },
  { metric, atMost: truth * (1 + HAIR) },
  { metric, atLeast: truth * (1 - HAIR) },
];

/** What a run says of them. */
export const verdictsOn = (
  scenario: Scenario,
  rows: readonly SummaryRow[],
  metric: string,
  truth: number,
): Judgement["verdict"][] => judged({ ...scenario, expect: bounds(metric, truth) }, rows).map(({ verdict }) => verdict);

/** Share of runs with a false verdict on the expectation that is judged falsely most often. */
export function falselyJudged(verdicts: readonly (readonly string[])[]): number {
  const wrong = ["holds", "holds", "fails", "fails"];
  return Math.max(
    ...wrong.map((verdict, index) => verdicts.filter((run) => run[index] === verdict).length / verdicts.length),
  );
}

/** A log-normal value of mean 1. @param cv its coefficient of variation */
export const lognormal = (cv: number): ((random: Stream) => number) => {
  const variance = Math.log(1 + cv ** 2);
  return (random) => Math.exp(Math.sqrt(variance) * random.normal() - variance / 2);
};

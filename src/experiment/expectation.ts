import type { Expectation } from "../scenario/expectation.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { isMet } from "../scenario/verdict.ts";
import type { MeanInterval } from "../statistics/student-interval.ts";
import type { SummaryRow } from "./summary.ts";

/**
 * What the results say of an expectation. `holds`: the whole interval is within the bounds. `fails`: none of it is, or the metric was
 * never measured. `undecided`: a bound lies within the interval.
 */
export interface Judgement {
  readonly verdict: "holds" | "fails" | "undecided";
  /** About so many more replications would decide it, if the mean stays; null if that cannot be said, or nothing is open. */
  readonly more: number | null;
}

/** An expectation and what became of it. */
export interface JudgedExpectation extends Judgement {
  readonly expectation: Expectation;
  /** Null if the metric was never measured. */
  readonly mean: number | null;
}

/** More replications than this are no advice. */
const MORE_MAX = 1e7;

/** What is known of a metric. */
export interface Evidence {
  readonly interval: MeanInterval;
  /** Whether all replications gave the same value. */
  readonly unanimous: boolean;
  /** Replications behind each independent value: a block of them, or a fraction of one that is divided into batches. */
  readonly replicationsPerValue: number;
}

/**
 * Judges an expectation by an interval. A single replication has none: then the value itself decides, and so it does where all
 * replications agree.
 *
 * @param evidence of the metric; undefined if it was never measured
 */
export function judge(expectation: Expectation, evidence: Evidence | undefined): Judgement {
  if (evidence === undefined || Number.isNaN(evidence.interval.mean)) return { verdict: "fails", more: null };
  const { mean, low, high, halfWidth, n } = evidence.interval;
  if (low === null || high === null || halfWidth === null || evidence.unanimous)
    return { verdict: isMet(expectation, mean) ? "holds" : "fails", more: null };
  if (isMet(expectation, low) && isMet(expectation, high)) return { verdict: "holds", more: null };
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = expectation;
  if (high < atLeast || low > atMost) return { verdict: "fails", more: null };
  const distance = Math.min(Math.abs(mean - atLeast), Math.abs(mean - atMost));
  const { replicationsPerValue } = evidence;
  const more = Math.ceil(Math.ceil(n * (halfWidth / distance) ** 2 - n) * replicationsPerValue);
  const isExact = atLeast === atMost && isMet(expectation, mean);
  return { verdict: "undecided", more: isExact || !(more < MORE_MAX) ? null : Math.max(1, replicationsPerValue, more) };
}

/** What the results of a scenario say of everything that its file expects. */
export const judged = ({ expect }: Scenario, rows: readonly SummaryRow[]): JudgedExpectation[] =>
  expect.map((expectation) => {
    const row = rows.find(({ metric }) => metric.name === expectation.metric);
    return { expectation, mean: row?.interval.mean ?? null, ...judge(expectation, row) };
  });

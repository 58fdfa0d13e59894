import { isRare } from "../faults/description.ts";
import { metricAmong } from "../metrics/catalogue.ts";
import { isKnownBefore } from "../metrics/own-metric.ts";
import type { Expectation } from "../scenario/expectation.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { isMet } from "../scenario/verdict.ts";
import { VALUES_MIN } from "../statistics/replicated-mean.ts";
import type { MeanInterval } from "../statistics/student-interval.ts";
import type { SummaryRow } from "./summary.ts";

/**
 * What the results say of an expectation. `holds`: the whole interval is within the bounds. `fails`: none of it is, or the metric was
 * never measured. `undecided`: a bound lies within the interval, or there is none.
 */
export interface Judgement {
  readonly verdict: "holds" | "fails" | "undecided";
  /** About so many more replications would decide it, if the mean stays; null if that cannot be said, or nothing is open. */
  readonly more: number | null;
  /** Replications, if all of them gave the same value and leave it open for that reason; else 0. */
  readonly alike: number;
}

/** An expectation and what became of it. */
export interface JudgedExpectation extends Judgement {
  readonly expectation: Expectation;
  /** Null if the metric was never measured. */
  readonly mean: number | null;
  /** Ends of the 95 % interval of the mean; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Unit of all of them, such as s or calls; "" if it has none. */
  readonly unit: string;
}

/** More replications than this are no advice. */
const MORE_MAX = 1e7;

/** Equal values that leave less than one in twenty to another, with 95 % confidence: 0.95ⁿ ≤ 0.05. */
const ALIKE_ENOUGH = 59;

/** What is known of a metric. */
export interface MetricEvidence {
  readonly interval: MeanInterval;
  /** Whether all independent values are equal. */
  readonly unanimous: boolean;
  /** Replications behind each independent value: a block of them, or a fraction of one that is divided into batches. */
  readonly replicationsPerValue: number;
}

const settled = (verdict: "holds" | "fails"): Judgement => ({ verdict, more: null, alike: 0 });

/**
 * Judges an expectation by the interval of the mean, and by nothing else. Equal values are not certainty: they have no interval.
 * Where something can happen by rare chance they leave it open; elsewhere 59 of them hold and five of them fail, and of "equals",
 * which is said of every replication, one fails.
 *
 * @param evidence of the metric; undefined if it was never measured
 * @param range where the metric lies: a mean off its edge can never be at it
 * @param hasRareChance whether nodes fail or messages get lost by chance
 */
export function judge(
  expectation: Expectation,
  evidence: MetricEvidence | undefined,
  range: { readonly least: number; readonly most: number } = { least: -Infinity, most: Infinity },
  hasRareChance = false,
): Judgement {
  if (evidence === undefined || Number.isNaN(evidence.interval.mean)) return settled("fails");
  const { mean, low, high, halfWidth, n } = evidence.interval;
  const { atLeast = -Infinity, atMost = Infinity } = expectation;
  const isMetByMean = isMet(expectation, mean);
  if (!isMetByMean && (atMost <= range.least || atLeast >= range.most)) return settled("fails");
  const isExact = atLeast === atMost && isMetByMean;
  const { replicationsPerValue } = evidence;
  const open = (values: number, alike = 0): Judgement => {
    const more = Math.ceil(Math.ceil(values - n) * replicationsPerValue);
    return { verdict: "undecided", more: more < MORE_MAX ? Math.max(1, replicationsPerValue, more) : null, alike };
  };
  if (low === null || high === null || halfWidth === null) {
    if (!evidence.unanimous) return open(VALUES_MIN);
    const alike = n * Math.max(1, replicationsPerValue);
    if (!isMetByMean && atLeast === atMost) return settled("fails");
    if (hasRareChance) return n < VALUES_MIN ? open(VALUES_MIN) : open(Infinity, alike);
    if (!isMetByMean) return n < VALUES_MIN ? open(VALUES_MIN) : settled("fails");
    if (alike >= ALIKE_ENOUGH) return settled("holds");
    return open(ALIKE_ENOUGH / Math.max(1, replicationsPerValue), alike < 2 ? 0 : alike);
  }
  if (isMet(expectation, low) && isMet(expectation, high)) return settled("holds");
  if (high < atLeast || low > atMost) return settled("fails");
  const bound = Math.abs(mean - atLeast) < Math.abs(mean - atMost) ? atLeast : atMost;
  const arm = bound > mean ? high - mean : mean - low;
  return open(isExact ? Infinity : n * (arm / (bound - mean)) ** 2);
}

/** Whether nodes fail or messages get lost by chance: then what has never been seen may still happen. */
export const hasRareChance = ({ faults, network }: Scenario): boolean => network.loss > 0 || faults.some(isRare);

/** What the results of a scenario say of everything that its file expects. A formula without chance in it is exact. */
export const judged = (scenario: Scenario, rows: readonly SummaryRow[]): JudgedExpectation[] =>
  scenario.expect.map((expectation) => {
    const row = rows.find(({ metric }) => metric.name === expectation.metric);
    const own = scenario.metrics?.find(({ name }) => name === expectation.metric);
    const range = { least: row?.metric.least ?? 0, most: row?.metric.unit === "ratio" ? 1 : Infinity };
    const judgement =
      own && row && isKnownBefore(own)
        ? settled(isMet(expectation, row.interval.mean) ? "holds" : "fails")
        : judge(expectation, row, range, hasRareChance(scenario));
    const { mean = null, low = null, high = null } = row?.interval ?? {};
    const unit = metricAmong(expectation.metric, scenario.metrics)?.unit ?? "";
    return { expectation, mean, low, high, unit, ...judgement };
  });

/** Two results beside each other: intervals, differences, and a verdict that says no more than the data do. */
import { metricNamed } from "../metrics/catalogue.ts";
import { Moments } from "../statistics/moments.ts";
import { type PredictionInterval, predictionInterval } from "../statistics/prediction-interval.ts";
import type { MeanEstimate } from "../statistics/skewed-arms.ts";
import { sampleOf, skewedInterval } from "../statistics/student-interval.ts";
import { welchDifference } from "../statistics/welch-difference.ts";
import { type Condition, type Evidence, type Quantity, sameValue } from "./evidence.ts";

/**
 * Differences up to this do not matter: relative to the second result (for a ratio near 1, to what is missing to 1: a service that
 * loses three calls of a hundred is not that which loses one), or in the unit of the metric.
 */
export type Margin =
  | { readonly kind: "relative"; readonly share: number }
  | { readonly kind: "absolute"; readonly amount: number };

/** Whether a difference lies within the margin, outside of it, or neither for sure. */
export type ComparisonOutcome = "agrees" | "differs" | "cannot tell";

/** One metric of one condition. */
export interface Comparison {
  readonly at: ReadonlyMap<string, string>;
  readonly metric: string;
  readonly unit: string;
  readonly first: Side;
  readonly second: Side;
  readonly difference: number;
  /** Bounds of the difference, of all comparisons at once with the confidence of the whole; null where there are none. */
  readonly low: number | null;
  readonly high: number | null;
  /** How the bounds were found. */
  readonly by: "paired" | "sign test" | "welch" | "few values" | "nothing";
  readonly verdict: ComparisonOutcome;
  /** The margin within which both count as equal [unit of the metric]. */
  readonly margin: number;
  /** What a relative difference is a share of: the second result, or what it lacks to 1. */
  readonly base: "second" | "1 - second";
  /** Where the simulated side expects a single new run; null where both are of one kind, or too few runs are known. */
  readonly prediction: Prediction | null;
}

/** 95 % interval of one new run of what was simulated, and how many of the measured runs lie in it. */
export interface Prediction extends PredictionInterval {
  readonly side: "first" | "second";
  /** Null where the measured runs are not known one by one. */
  readonly inside: number | null;
  readonly measured: number | null;
}

/** A mean with its own 95 % interval. */
export interface Side {
  readonly n: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Two results laid over each other. */
export interface Overlay {
  readonly comparisons: readonly Comparison[];
  /** Metrics that do not vary at all and are equal on both sides, in every condition. */
  readonly identical: readonly string[];
  /** Metrics that only one of the two has. */
  readonly onlyFirst: readonly string[];
  readonly onlySecond: readonly string[];
  /** Conditions that only one of the two has. */
  readonly unmatched: number;
  /** Confidence with which all intervals of differences cover at once (Bonferroni). */
  readonly confidence: number;
  /** That of each single one. */
  readonly confidenceEach: number;
  readonly isPaired: boolean;
}

/** How two results are compared. */
export interface CompareOptions {
  readonly confidence: number;
  readonly margin: (metric: string) => Margin;
  /** Metrics to be compared; null: all that both have. */
  readonly metrics: readonly string[] | null;
}

/** Lays two results over each other, condition by condition. */
export function overlay(first: Evidence, second: Evidence, options: CompareOptions): Overlay {
  const isPaired = first.chances !== null && first.chances === second.chances;
  const matches = first.conditions.flatMap((a) =>
    second.conditions.flatMap((b) => (belongTogether(a, b) ? [{ a, b }] : [])),
  );
  const [named, others] = [metricsOf(first), metricsOf(second)];
  const isWanted = (metric: string) => options.metrics === null || options.metrics.includes(metric);
  const common = named.filter((metric) => others.includes(metric) && isWanted(metric));
  const pairs = common.flatMap((metric) =>
    matches.flatMap(({ a, b }) => {
      const [x, y] = [quantityIn(a, metric), quantityIn(b, metric)];
      return x && y ? [{ at: new Map([...a.at, ...b.at]), x, y }] : [];
    }),
  );
  const identical = common.filter((metric) => {
    const own = pairs.filter(({ x }) => x.metric === metric);
    const isSame = ({ x, y }: (typeof own)[number]) =>
      (isPaired && isEverywhereEqual(x, y)) || (isFixed(x) && isFixed(y) && isEqual(x.estimate.mean, y.estimate.mean));
    return own.length > 0 && own.every(isSame);
  });
  const open = pairs.filter(({ x }) => !identical.includes(x.metric));
  const confidenceEach = 1 - (1 - options.confidence) / Math.max(1, open.length);
  const used = new Set(matches.flatMap(({ a, b }) => [a, b]));
  const kinds = { first: first.kind, second: second.kind };
  const comparisons = open
    .map(({ at, x, y }) => ({
      ...compared({ at, x, y }, isPaired, confidenceEach, options.margin(x.metric)),
      prediction: predictionOf(x, y, kinds),
    }))
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return {
    comparisons,
    identical,
    onlyFirst: named.filter((metric) => !others.includes(metric) && isWanted(metric)),
    onlySecond: others.filter((metric) => !named.includes(metric) && isWanted(metric)),
    unmatched: [...first.conditions, ...second.conditions].filter((condition) => !used.has(condition)).length,
    confidence: options.confidence,
    confidenceEach,
    isPaired,
  };
}

/** What differs is looked for first. */
const ORDER: readonly ComparisonOutcome[] = ["differs", "cannot tell", "agrees"];

/** What both name has the same value; what only one names does not part them. */
const belongTogether = (a: Condition, b: Condition): boolean =>
  [...a.at].every(([name, value]) => {
    const other = b.at.get(name);
    return other === undefined || sameValue(value, other);
  });

const metricsOf = ({ conditions }: Evidence): string[] => [
  ...new Set(conditions.flatMap(({ quantities }) => quantities.map(({ metric }) => metric))),
];
const quantityIn = ({ quantities }: Condition, name: string) => quantities.find(({ metric }) => metric === name);
/** Equal but for the last digits of arithmetic. */
const isEqual = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(b);
/** Without a spread beyond those. */
const isFixed = ({ estimate }: Quantity): boolean =>
  estimate.n === 1 || Math.sqrt(estimate.variance) <= 1e-9 * Math.abs(estimate.mean);

/** In every replication that both have. */
const isEverywhereEqual = ({ values: a }: Quantity, { values: b }: Quantity): boolean =>
  a !== null && b !== null && a.length > 1 && a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

/** Independent events that must have been seen before a spread is believed. */
const EVENTS_MIN = 5;

/**
 * A spread has been seen, unless more than half of the values are equal and fewer than five others tell how they vary: of a rare
 * event seen once or twice the variance is anybody's guess.
 */
function showsSpread(values: readonly number[]): boolean {
  const { n, mean, variance } = Moments.of(values);
  if (n < 2 || !(Math.sqrt(variance) > 1e-9 * Math.abs(mean))) return false;
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const most = Math.max(...times.values());
  return most <= n / 2 || n - most >= EVENTS_MIN;
}

/** The estimate, its variance NaN where no spread was seen. */
function believed({ values, estimate }: Quantity): MeanEstimate {
  const isSeen = values === null ? !(estimate.variance <= 0) : showsSpread(values.filter(Number.isFinite));
  return isSeen ? estimate : { ...estimate, variance: Number.NaN };
}

/** Two figures of one quantity under one condition. */
interface Pair {
  readonly at: ReadonlyMap<string, string>;
  readonly x: Quantity;
  readonly y: Quantity;
}

function compared(
  { at, x, y }: Pair,
  isPaired: boolean,
  confidence: number,
  margin: Margin,
): Omit<Comparison, "prediction"> {
  const [first, second] = [believed(x), believed(y)];
  const isNearOne = (metricNamed(y.metric)?.unit ?? y.unit) === "ratio" && y.estimate.mean > 0.5;
  const base = isNearOne ? Math.max(1 - y.estimate.mean, 0) : Math.abs(y.estimate.mean);
  const allowed = margin.kind === "absolute" ? margin.amount : margin.share * base;
  const found = (isPaired ? inPairs(x, y, confidence, allowed) : null) ?? welchDifference(first, second, confidence);
  // What the instruments cannot resolve may be hidden in the difference, to either side.
  const hidden = (x.resolution ?? 0) + (y.resolution ?? 0);
  const { difference } = found;
  const low = found.low === null ? null : found.low - hidden;
  const high = found.high === null ? null : found.high + hidden;
  return {
    at,
    metric: x.metric,
    unit: x.unit === "" ? y.unit : x.unit,
    first: sideOf(first),
    second: sideOf(second),
    difference,
    low,
    high,
    by: found.by,
    margin: allowed,
    base: isNearOne ? "1 - second" : "second",
    verdict: found.by === "sign test" ? "differs" : outcomeOf(low, high, allowed),
  };
}

/** No metric of ours is negative, and no ratio above 1. */
function predictionOf(x: Quantity, y: Quantity, kinds: Readonly<Record<"first" | "second", Evidence["kind"]>>) {
  if (kinds.first === kinds.second) return null;
  const side = kinds.first === "simulated" ? "first" : "second";
  const [simulated, measured] = side === "first" ? [x, y] : [y, x];
  const unit = metricNamed(simulated.metric)?.unit;
  const range = [unit ? 0 : -Infinity, unit === "ratio" ? 1 : Infinity] as const;
  const found = predictionInterval((simulated.runs ?? []).filter(Number.isFinite), range);
  if (found === null) return null;
  const runs = measured.runs?.filter(Number.isFinite) ?? null;
  const inside = runs?.filter((value) => value >= found.low && value <= found.high).length ?? null;
  return { ...found, side, inside, measured: runs?.length ?? null } as const;
}

/**
 * The replications that both have, where the metric was defined in both. Differences that do not vary give no interval; but if all n
 * are the same and beyond the margin, two equal laws would have done so with a probability of 2^(1 − n) at most (the sign test).
 *
 * @returns null where the pairs tell nothing
 */
function inPairs(x: Quantity, y: Quantity, confidence: number, margin: number) {
  if (x.values === null || y.values === null) return null;
  const both = Array.from({ length: Math.min(x.values.length, y.values.length) }, (_, i) => i).filter(
    (i) => Number.isFinite(x.values![i]) && Number.isFinite(y.values![i]),
  );
  const [first, second] = [both.map((i) => x.values![i]!), both.map((i) => y.values![i]!)];
  if (both.length < 2) return null;
  const differences = first.map((value, i) => value - second[i]!);
  const { mean: difference, low, high } = skewedInterval(sampleOf(differences), confidence);
  if (showsSpread(differences)) return { difference, low, high, by: "paired" as const };
  const isSame = differences.every((one) => Math.abs(one - difference) <= 1e-9 * Math.abs(difference));
  const isTelling = isSame && Math.abs(difference) > margin && 2 ** (1 - both.length) <= 1 - confidence;
  return isTelling ? { difference, low: null, high: null, by: "sign test" as const } : null;
}

function sideOf(estimate: MeanEstimate): Side {
  const { n, mean, low, high } = skewedInterval(estimate);
  return { n, mean, low, high };
}

/**
 * Equal, if the whole interval lies within the margin; different, if it leaves out 0 and is not within it; else the data do not
 * tell. (An equivalence test: the lack of a significant difference proves nothing.)
 * Source: D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657–680.
 */
export function outcomeOf(low: number | null, high: number | null, margin: number): ComparisonOutcome {
  if (low === null || high === null) return "cannot tell";
  if (low >= -margin && high <= margin) return "agrees";
  return low > 0 || high < 0 ? "differs" : "cannot tell";
}

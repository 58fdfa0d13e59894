/** Two results beside each other: intervals, differences, and a verdict that says no more than the data do. */
import { pairedDifference } from "../statistics/paired-difference.ts";
import { studentQuantile } from "../statistics/student.ts";
import { type MeanEstimate, welchDifference } from "../statistics/welch-difference.ts";
import { type Condition, type Evidence, type Quantity, sameValue } from "./evidence.ts";

/** Differences up to this do not matter: relative to the second result, or in the unit of the metric. */
export type Margin =
  | { readonly kind: "relative"; readonly share: number }
  | { readonly kind: "absolute"; readonly amount: number };

export type Verdict = "agrees" | "differs" | "cannot tell";

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
  readonly by: "paired" | "welch" | "one value" | "nothing";
  readonly verdict: Verdict;
  /** The margin within which both count as equal [unit of the metric]. */
  readonly margin: number;
}

/** A mean with its own 95 % interval. */
export interface Side {
  readonly n: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

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
    return (
      own.length > 0 && own.every(({ x, y }) => isFixed(x) && isFixed(y) && isEqual(x.estimate.mean, y.estimate.mean))
    );
  });
  const open = pairs.filter(({ x }) => !identical.includes(x.metric));
  const confidenceEach = 1 - (1 - options.confidence) / Math.max(1, open.length);
  const used = new Set(matches.flatMap(({ a, b }) => [a, b]));
  return {
    comparisons: open.map(({ at, x, y }) => compared(at, x, y, isPaired, confidenceEach, options.margin(x.metric))),
    identical,
    onlyFirst: named.filter((metric) => !others.includes(metric) && isWanted(metric)),
    onlySecond: others.filter((metric) => !named.includes(metric) && isWanted(metric)),
    unmatched: [...first.conditions, ...second.conditions].filter((condition) => !used.has(condition)).length,
    confidence: options.confidence,
    confidenceEach,
    isPaired,
  };
}

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

function compared(
  at: ReadonlyMap<string, string>,
  x: Quantity,
  y: Quantity,
  isPaired: boolean,
  confidence: number,
  margin: Margin,
): Comparison {
  const found = (isPaired ? inPairs(x, y, confidence) : null) ?? welchDifference(x.estimate, y.estimate, confidence);
  const allowed = margin.kind === "absolute" ? margin.amount : margin.share * Math.abs(y.estimate.mean);
  // What the instruments cannot resolve may be hidden in the difference, to either side.
  const hidden = (x.resolution ?? 0) + (y.resolution ?? 0);
  const { difference } = found;
  const low = found.low === null ? null : found.low - hidden;
  const high = found.high === null ? null : found.high + hidden;
  return {
    at,
    metric: x.metric,
    unit: x.unit === "" ? y.unit : x.unit,
    first: sideOf(x.estimate),
    second: sideOf(y.estimate),
    difference,
    low,
    high,
    by: found.by,
    margin: allowed,
    verdict: verdictOf(low, high, allowed),
  };
}

/** The replications that both have, where the metric was defined in both. */
function inPairs(x: Quantity, y: Quantity, confidence: number) {
  if (x.values === null || y.values === null) return null;
  const both = Array.from({ length: Math.min(x.values.length, y.values.length) }, (_, i) => i).filter(
    (i) => Number.isFinite(x.values![i]) && Number.isFinite(y.values![i]),
  );
  if (both.length < 2) return null;
  const { interval } = pairedDifference(
    both.map((i) => x.values![i]!),
    both.map((i) => y.values![i]!),
    confidence,
  );
  return { difference: interval.mean, low: interval.low, high: interval.high, by: "paired" as const };
}

function sideOf({ n, mean, variance }: MeanEstimate): Side {
  if (n < 2) return { n, mean, low: null, high: null };
  const halfWidth = studentQuantile(0.975, n - 1) * Math.sqrt(variance / n);
  return { n, mean, low: mean - halfWidth, high: mean + halfWidth };
}

/**
 * Equal, if the whole interval lies within the margin; different, if it leaves out 0 and is not within it; else the data do not
 * tell. (An equivalence test: the lack of a significant difference proves nothing.)
 * Source: D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657–680.
 */
export function verdictOf(low: number | null, high: number | null, margin: number): Verdict {
  if (low === null || high === null) return "cannot tell";
  if (low >= -margin && high <= margin) return "agrees";
  return low > 0 || high < 0 ? "differs" : "cannot tell";
}

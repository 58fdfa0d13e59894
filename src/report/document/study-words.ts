/** What a study comes to, in one line: where a metric is best and where it is worst. */
import { type MetricName, metricNamed } from "../../metrics/catalogue.ts";
import { formatNumber } from "../../units/number.ts";

/** A metric at one point. */
export interface PointResult {
  /** The point in words, such as "rate 200, standby 1". */
  readonly where: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

const BEST_IS_HIGH: ReadonlySet<string> = new Set<MetricName>([
  "ser",
  "intentSer",
  "successfulCalls",
  "registeredBindings",
]);

/** A value with its unit, seconds below one as milliseconds, ratios in per cent. */
export function written(value: number, unit: string): string {
  if (unit === "s" && Math.abs(value) < 1) return `${formatNumber(value * 1e3)} ms`;
  if (unit === "ratio") return `${formatNumber(value * 100, 4)} %`;
  return `${formatNumber(value)}${["", "1", "calls"].includes(unit) ? "" : ` ${unit}`}`;
}

/**
 * @param points in any order; those where the metric was not measured left out
 * @param told unit of the metric; left out for one of the catalogue
 */
export function studyAnswer(metric: string, points: readonly PointResult[], told?: string): string {
  const unit = told || (metricNamed(metric)?.unit ?? "");
  const sorted = [...points].sort((a, b) => a.value - b.value);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return `${metric} was measured nowhere.`;
  const named = metric === "failedCalls" ? " failed calls" : ` ${metric}`;
  const amount = ({ value, low, high }: PointResult, name: string): string =>
    `${written(value, unit)}${name}${low === null || high === null || high - low <= 1e-9 * Math.abs(value) ? "" : ` (95 %: ${written(low, unit)} to ${written(high, unit)})`}`;
  if (points.length === 1) return `The only point measured has ${amount(least, named)}.`;
  if (least.value === most.value) return `All ${points.length} points have ${written(least.value, unit)}${named}.`;
  const [good, bad] = BEST_IS_HIGH.has(metric) ? [most, least] : [least, most];
  const overlap =
    least.high !== null && most.low !== null && most.low <= least.high
      ? " Their intervals overlap: more replications would be needed to part them."
      : "";
  return `Of ${points.length} points the best has ${amount(good, named)}, at ${good.where}; the worst has ${amount(bad, "")}, at ${bad.where}.${overlap}`;
}

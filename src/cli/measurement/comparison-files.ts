import type { Comparison, Overlay } from "../../measurement/comparison.ts";
import { type Evidence, titlesOf } from "../../measurement/evidence.ts";
import { type BarSeries, barsWithIntervals } from "../../report/charts/bars.ts";
import { toCsv } from "../../report/csv.ts";
import { renderPng, renderSvg } from "../../report/vega.ts";
import { IDENTITY } from "../build-identity.ts";
import { answerText, conditionText, methodText, scaleOf } from "./comparison-table.ts";

type Files = Map<string, string | Uint8Array>;

/** What `compare --json` prints and `--out` keeps as comparison.json. */
export function comparisonJson(first: Evidence, second: Evidence, found: Overlay): Record<string, unknown> {
  const [a, b] = titlesOf(first, second);
  const about = ({ name, kind, warnings }: Evidence, title: string) => ({ name, title, kind, warnings });
  return {
    sipnines: IDENTITY,
    first: about(first, a),
    second: about(second, b),
    answer: answerText(first, second, found),
    method: methodText(found),
    confidence: found.confidence,
    confidenceEach: found.confidenceEach,
    comparisons: found.comparisons.map(({ at, ...rest }) => ({ at: Object.fromEntries(at), ...rest })),
    identical: found.identical,
    onlyFirst: found.onlyFirst,
    onlySecond: found.onlySecond,
    unmatched: found.unmatched,
  };
}

/** The files that `--out` writes: the table, the same for programs, and for each metric both results overlaid. */
export async function comparisonFiles(first: Evidence, second: Evidence, found: Overlay): Promise<Files> {
  const files: Files = new Map();
  files.set("comparison.csv", comparisonCsv(found));
  files.set("comparison.json", `${JSON.stringify(comparisonJson(first, second, found), null, 2)}\n`);
  for (const metric of new Set(found.comparisons.map((one) => one.metric))) {
    const own = found.comparisons.filter((one) => one.metric === metric);
    const spec = overlayChart(metric, own, first, second);
    const svg = await renderSvg(spec);
    const name = `comparison-${metric.replace(/[^\w.-]+/g, "-")}`;
    files.set(`${name}.vl.json`, `${JSON.stringify(spec, null, 2)}\n`);
    files.set(`${name}.svg`, svg);
    files.set(`${name}.png`, renderPng(svg));
  }
  return files;
}

function comparisonCsv({ comparisons }: Overlay): string {
  const keys = [...new Set(comparisons.flatMap(({ at }) => [...at.keys()]))];
  const columns = [
    ...keys,
    "metric",
    "unit",
    "first",
    "firstLow",
    "firstHigh",
    "firstValues",
    "second",
    "secondLow",
    "secondHigh",
    "secondValues",
    "difference",
    "differenceLow",
    "differenceHigh",
    "by",
    "margin",
    "base",
    "verdict",
    "newRunLow",
    "newRunHigh",
    "newRunBy",
    "newRunSide",
    "newRunsInside",
    "newRunsMeasured",
  ];
  return toCsv(
    columns.map((name) => ({ name })),
    comparisons.map((one) => ({
      ...Object.fromEntries(keys.map((key) => [key, one.at.get(key) ?? null])),
      metric: one.metric,
      unit: one.unit,
      first: one.first.mean,
      firstLow: one.first.low,
      firstHigh: one.first.high,
      firstValues: one.first.n,
      second: one.second.mean,
      secondLow: one.second.low,
      secondHigh: one.second.high,
      secondValues: one.second.n,
      difference: one.difference,
      differenceLow: one.low,
      differenceHigh: one.high,
      by: one.by,
      margin: one.margin,
      base: one.base,
      verdict: one.verdict,
      newRunLow: one.prediction?.low ?? null,
      newRunHigh: one.prediction?.high ?? null,
      newRunBy: one.prediction?.by ?? null,
      newRunSide: one.prediction?.side ?? null,
      newRunsInside: one.prediction?.inside ?? null,
      newRunsMeasured: one.prediction?.measured ?? null,
    })),
  );
}

/** Both results of one metric as bars with their intervals, a pair for each condition. */
export function overlayChart(
  metric: string,
  own: readonly Comparison[],
  first: Pick<Evidence, "name" | "kind">,
  second: Pick<Evidence, "name" | "kind">,
) {
  const { unit, factor } = scaleOf(own.reduce((a, b) => (Math.abs(a.second.mean) > Math.abs(b.second.mean) ? a : b)));
  const category = (one: Comparison): string => {
    const at = conditionText(one.at);
    return at === "" ? one.verdict : `${at}: ${one.verdict}`;
  };
  const series = (name: string, ink: number, which: "first" | "second"): BarSeries => ({
    name,
    ink,
    bars: own.map((one) => {
      const { mean, low, high } = one[which];
      const interval = low === null || high === null ? {} : { interval: [low * factor, high * factor] as const };
      return { category: category(one), value: mean * factor, ...interval };
    }),
  });
  const largest = Math.max(...own.map((one) => Math.max(one.first.mean, one.second.mean) * factor));
  const [a, b] = titlesOf(first, second);
  return barsWithIntervals(
    {
      title: `${metric}, two results`,
      subtitle: `${first.kind === second.kind ? "Both" : "One"} ${first.kind === second.kind ? first.kind : "simulated, one measured"}; verdicts by the interval of the difference`,
      x: { title: metric, ...(unit === "" ? {} : { unit }) },
      y: { title: "" },
      source: `A ${first.kind}: ${a}; B ${second.kind}: ${b}`,
    },
    {
      series: [series(`A ${first.kind}`, 0, "first"), series(`B ${second.kind}`, 1, "second")],
      decimals: largest >= 100 ? 0 : largest >= 1 ? 1 : 3,
      interval: "95 % interval",
    },
  );
}

import type { Comparison, Overlay } from "../../measurement/comparison.ts";
import { type Evidence, titlesOf } from "../../measurement/evidence.ts";
import type { BarSeries } from "../../report/charts/bars.ts";
import { chartOf } from "../../report/charts/drawing.ts";
import { comparisonTable, conditionText, scaleOf } from "../../report/document/comparison-table.ts";
import type { Said } from "../../report/json/documents.ts";
import { tableFiles } from "../../report/table/files.ts";
import { chartFiles } from "../../report/vega.ts";
import { IDENTITY } from "../build-identity.ts";
import { documentText } from "../printing.ts";
import { answerText, comparisonLines, methodText } from "./comparison-table.ts";

/** What `compare --json` prints and `--out` keeps as comparison.json. */
export function comparisonJson(first: Evidence, second: Evidence, found: Overlay): Said<"compare"> {
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
    comparisons: comparisonLines(found),
    identical: found.identical,
    onlyFirst: found.onlyFirst,
    onlySecond: found.onlySecond,
    unmatched: found.unmatched,
  };
}

/** The files that `--out` writes: the table, the same for programs, and for each metric both results overlaid. */
export async function comparisonFiles(
  first: Evidence,
  second: Evidence,
  found: Overlay,
): Promise<Record<string, string | Uint8Array>> {
  const [a, b] = titlesOf(first, second);
  const table = comparisonTable(comparisonLines(found), `A is ${a}, B is ${b}`);
  const files: Record<string, string | Uint8Array> = {
    ...tableFiles("comparison", table),
    "comparison.json": documentText<"compare">(comparisonJson(first, second, found)),
  };
  for (const metric of new Set(found.comparisons.map((one) => one.metric))) {
    const own = found.comparisons.filter((one) => one.metric === metric);
    const name = `comparison-${metric.replace(/[^\w.-]+/g, "-")}`;
    const chart = overlayChart(metric, own, first, second);
    Object.assign(files, await chartFiles(name, chartOf(chart.frame, chart.drawing)));
  }
  return files;
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
    const at = conditionText(Object.fromEntries(one.at));
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
  return {
    frame: {
      title: `${metric}, two results`,
      subtitle: `${first.kind === second.kind ? "Both" : "One"} ${first.kind === second.kind ? first.kind : "simulated, one measured"}; verdicts by the interval of the difference`,
      x: { title: metric, ...(unit === "" ? {} : { unit }) },
      y: { title: "" },
      source: `A ${first.kind}: ${a}; B ${second.kind}: ${b}`,
    },
    drawing: {
      kind: "bars" as const,
      shown: {
        series: [series(`A ${first.kind}`, 0, "first"), series(`B ${second.kind}`, 1, "second")],
        decimals: largest >= 100 ? 0 : largest >= 1 ? 1 : 3,
        interval: "95 % interval",
      },
    },
  };
}

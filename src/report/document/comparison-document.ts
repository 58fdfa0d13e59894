/** The report of a comparison: two results, or a result and a measurement, side by side. */
import type { Known } from "../../notation/json-shape.ts";
import { formatNumber } from "../../units/number.ts";
import { figure } from "../html/figure.ts";
import { type Html, keyFigures, list, paragraph } from "../html/markup.ts";
import { section } from "../html/page.ts";
import type { COMPARE } from "../json/measurements.ts";
import type { Plot } from "../plot/plot.ts";
import { onPage } from "../table/on-page.ts";
import { choiceOf, drawings } from "./chart-figure.ts";
import { comparisonTable } from "./comparison-table.ts";
import { type Manifest, manifestSection } from "./manifest.ts";
import { answerSection, type ReportDocument } from "./measured-document.ts";

/** What comparison.json says. */
export type ComparisonFile = Known<(typeof COMPARE)["shape"]>;

export interface ComparisonFindings {
  readonly file: ComparisonFile;
  /** The overlays that were drawn, by metric. */
  readonly charts: readonly (readonly [metric: string, chart: Pick<Plot, "frame" | "drawing">])[];
  readonly manifest: Manifest;
}

const CHARTS_MAX = 12;
const ROWS_MAX = 200;
const VERDICTS = ["differs", "cannot tell", "agrees"] as const;

export async function comparisonDocument({ file, charts, manifest }: ComparisonFindings): Promise<ReportDocument> {
  const { first, second, answer, method, comparisons } = file;
  const count = (verdict: string): number => comparisons.filter((one) => one.verdict === verdict).length;
  const shown = charts.slice(0, CHARTS_MAX);
  const figures = await Promise.all(
    shown.map(async ([metric, chart], i) =>
      figure({
        id: `overlay-${i + 1}`,
        ...(await drawings(chart)),
        name: metric,
        caption: `${metric} of both, with 95 % intervals.`,
        alt: `${metric}: ${comparisons
          .filter((one) => one.metric === metric)
          .slice(0, 6)
          .map(
            (one) =>
              `${formatNumber(one.first.mean)} against ${formatNumber(one.second.mean)} ${one.unit}, ${one.verdict}`,
          )
          .join("; ")}.`,
      }),
    ),
  );
  const warnings = [first, second].flatMap(({ title, warnings: all }) => all.map((warning) => `${title}: ${warning}`));
  const rest =
    charts.length > shown.length
      ? [paragraph(`The other ${charts.length - shown.length} charts are beside the result.`)]
      : [];
  return {
    title: `${first.title} against ${second.title}`,
    lead: "Where do the two differ, where do they agree, and where can nobody tell?",
    sections: [
      answerSection(
        answer,
        keyFigures(VERDICTS.map((verdict) => ({ value: String(count(verdict)), meaning: verdict }))),
        ...(warnings.length > 0 ? [list(warnings)] : []),
      ),
      section(
        "results",
        "Both overlaid",
        ...(figures.length > 0 ? [choiceOf("Metric", figures)] : []),
        ...rest,
        onPage(
          comparisonTable(
            comparisons.slice(0, ROWS_MAX),
            `A is ${first.title}, B is ${second.title}: differences with their intervals${comparisons.length > ROWS_MAX ? `; the first ${ROWS_MAX} of ${comparisons.length}, all are in comparison.csv` : ""}`,
          ),
          true,
        ),
      ),
      section(
        "methods",
        "Methods",
        paragraph(method),
        paragraph(
          "Two values agree if the whole interval of their difference lies within the margin; they differ if it leaves out 0 and is not within the margin; of all others nobody can tell: the lack of a difference that could be proven is no agreement.",
        ),
        ...notCompared(file),
      ),
      manifestSection(manifest),
    ],
  };
}

function notCompared({ identical, onlyFirst, onlySecond, first, second }: ComparisonFile): Html[] {
  const said = (names: readonly string[], where: string): string[] =>
    names.length === 0 ? [] : [`${where}: ${names.join(", ")}.`];
  const lines = [
    ...said(identical, "The same on both sides, without any spread"),
    ...said(onlyFirst, `Only in ${first.title}`),
    ...said(onlySecond, `Only in ${second.title}`),
  ];
  return lines.length === 0 ? [] : [list(lines)];
}

import type { Study } from "../../experiment/study.ts";
import type { PointSummary } from "../../experiment/study-summary.ts";
import { type AnyMetric, metricAmong } from "../../metrics/catalogue.ts";
import { inFull, shortened, shortNames } from "../../report/document/short-names.ts";
import { studyAnswer } from "../../report/document/study-words.ts";
import type { Said } from "../../report/json/documents.ts";
import { factorTitle } from "../../report/plot/measurements.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { type Column, type Table, tableOf } from "../../report/table/table.ts";
import { barText } from "../../report/terminal.ts";
import { formatDuration } from "../../units/duration.ts";
import { counted, formatEstimate } from "../../units/number.ts";
import { judgementLines } from "../judgements.ts";
import { documentText } from "../printing.ts";
import { hasColour, isTerminal } from "../terminal.ts";
import type { StudyOutput } from "./study-file.ts";
import type { SweepResults } from "./sweep-results.ts";
import { type Survey, surveyJson } from "./sweep-survey.ts";

/** Lines of a table that still fit on a screen. */
const ROWS_SHOWN = 40;
const JUDGEMENTS_SHOWN = 20;
/** Points of a dry run in JSON at most. */
const POINTS_LISTED = 10_000;

/** The points and what they will cost. */
export function renderDryRun(study: Study, found: Survey, seconds: number, cores: number, json: boolean): string {
  const shown = Math.min(study.size, json ? POINTS_LISTED : ROWS_SHOWN);
  const points = Array.from({ length: shown }, (_, index) => study.point(index));
  if (json)
    return documentText<"sweep-dry-run">({
      ...surveyJson(found),
      seconds: Number(seconds.toPrecision(2)),
      workers: cores,
      designPoints: points.map(({ values }) => Object.fromEntries(values.map(({ name, value }) => [name, value]))),
    });
  const table = onTerminal(
    tableOf(
      "",
      [
        { heading: "point", of: ({ index }) => index + 1, as: "count" },
        ...factors<(typeof points)[number]>(study, ({ values }) => values),
        { heading: "replications", of: (point) => study.firstTarget(point), as: "count" },
      ],
      points,
    ),
    hasColour(process.stdout),
  );
  const rest =
    study.size > shown
      ? `… and ${study.size - shown} of ${study.size} points more; --json lists up to ${POINTS_LISTED}.\n`
      : "";
  const least = study.plan.precision ? "at least " : "";
  const there =
    found.replicationsMissing < found.replications
      ? `, of which ${found.replications - found.replicationsMissing} are there already`
      : "";
  return `${table}${rest}${namesLine(study)}
${counted(study.size, "point")}, ${least}${counted(found.replications, "replication")}${there}: ${least}about ${formatDuration(Math.max(seconds, 1e-3), 2)} on ${counted(cores, "worker")}. Nothing was run or written.
`;
}

function cell({ rows }: PointSummary, metric: string): string {
  const row = rows.find((one) => one.metric.name === metric);
  return row === undefined ? "–" : formatEstimate(row.interval.mean, row.interval.halfWidth, 4);
}

/** What is varied, with its value at each point. */
const factors = <Row>(study: Study, valuesOf: (row: Row) => PointSummary["point"]["values"]): Column<Row>[] =>
  study.design.parameters.map(({ name }, i) => ({
    heading: namesIn(study).get(name)!,
    of: (row) => valuesOf(row)[i]!.value,
  }));

const namesIn = ({ design }: Study) => shortNames(design.parameters.map(({ name }) => name));

/** The whole names of what is varied, where the head of the table has short ones. */
const namesLine = (study: Study): string => {
  const told = inFull(namesIn(study));
  return told === "" ? "" : `${told}\n`;
};

/** Figures that count something say so by their name. */
function columnFor(metric: string, metrics: readonly AnyMetric[]): Column<PointSummary> {
  const unit = metricAmong(metric, metrics)?.unit;
  const isPlain = unit === undefined || unit === "ratio" || unit === "1";
  return { heading: metric, of: (row) => cell(row, metric), ...(isPlain ? {} : { unit }) };
}

const meanAt = ({ rows }: PointSummary, metric: string) => rows.find((one) => one.metric.name === metric)?.interval;

/** The first metric once more, for the eye. */
function barsOf(shown: readonly PointSummary[], metric: string): string[] {
  const means = shown.map((summary) => meanAt(summary, metric)?.mean ?? 0);
  const most = Math.max(...means);
  return most > 0 ? means.map((mean) => barText(mean, most)) : [];
}

/** Where the first metric is best and worst, among the points that were kept. */
function answer(study: Study, { head, points }: SweepResults, metric: string): string {
  const measured = head.flatMap((summary) => {
    const interval = meanAt(summary, metric);
    const where = summary.point.values
      .map(({ name, value }) => `${factorTitle(name).toLowerCase()} ${value}`)
      .join(", ");
    return interval === undefined ? [] : [{ where, value: interval.mean, low: interval.low, high: interval.high }];
  });
  const among = points > head.length ? `Among the first ${head.length} of ${points} points: ` : "";
  return `${among}${studyAnswer(metric, measured, metricAmong(metric, study.metrics)?.unit)}`;
}

/** The metrics that people look at: those with a precision asked for, and those that were named or two that most want to know. */
export function wantedMetrics({ plan }: Study, { metrics }: StudyOutput): readonly string[] {
  const goals = plan.precision?.goals.map(({ metric }) => metric) ?? [];
  const chosen = metrics.length > 0 ? metrics : ["failedCalls", "outageTime"];
  return [...new Set([...goals, ...chosen])];
}

/** Columns of means that a terminal has room for. */
export const COLUMNS_MAX = 4;

/** Points with what is varied and their means, and columns behind them. */
export const pointsTable = (
  study: Study,
  shown: readonly PointSummary[],
  metrics: readonly string[],
  {
    replications,
    more = [],
  }: {
    replications: (of: PointSummary) => string;
    more?: readonly Column<PointSummary>[];
  },
): Table =>
  tableOf<PointSummary>(
    "",
    [
      ...factors<PointSummary>(study, ({ point }) => point.values),
      { heading: "replications", of: replications },
      ...metrics.map((metric) => columnFor(metric, study.metrics)),
      ...more,
    ],
    shown,
  );

/** What `sweep` shows: the points with their means, the expectations that do not hold, and where the rest is. */
export function renderResults(study: Study, results: SweepResults, output: StudyOutput, colour: boolean): string {
  const metrics = wantedMetrics(study, output).slice(0, COLUMNS_MAX);
  const shown = results.head.slice(0, ROWS_SHOWN);
  const bars = isTerminal(process.stdout) ? barsOf(shown, metrics[0]!) : [];
  const table = onTerminal(
    pointsTable(study, shown, metrics, {
      replications: ({ figures, complete }) => `${figures.length}${complete ? "" : " (incomplete)"}`,
      more: bars.length > 0 ? [{ heading: "", of: (row) => bars[shown.indexOf(row)] }] : [],
    }),
    colour,
  );
  const rest =
    results.points > shown.length
      ? `… and ${results.points - shown.length} of ${results.points} points more: summary.csv has all.\n`
      : "";
  const imprecise =
    results.imprecise === 0
      ? ""
      : `${counted(results.imprecise, "point")} ended before the precision asked for: at the maximum of replications, or after a hundred equal ones.\n`;
  const unused =
    results.unused === 0
      ? ""
      : `${counted(results.unused, "replication")} more ${results.unused === 1 ? "is" : "are"} there and not used, since the study asks for fewer now; --resume --replications ${results.most} uses them.\n`;
  return `${table}${rest}${namesLine(study)}\nMeans ± half of the 95 % interval; ${counted(results.pointsComplete, "point")} of ${results.points} complete, ${counted(results.replications, "replication")}.\n${imprecise}${unused}${openLines(study, results, colour)}${results.files.map((file) => `  ${file}\n`).join("")}${answer(study, results, metrics[0]!)}\n`;
}

function openLines(study: Study, { judgements }: SweepResults, colour: boolean): string {
  if (judgements.length === 0) return "";
  const open = judgements.filter(({ verdict }) => verdict !== "holds");
  const lines = open
    .slice(0, JUDGEMENTS_SHOWN)
    .map((one) => `${shortened(one.point, namesIn(study))}: ${judgementLines([one], colour)}`);
  const hidden =
    open.length > lines.length
      ? `… and ${open.length - lines.length} of ${open.length} more that do not hold: expectations.csv has all.\n`
      : "";
  const held = judgements.length - open.length;
  return `${lines.join("")}${hidden}${held} of ${counted(judgements.length, "expectation")} hold.\n`;
}

const orNull = (value: number | null): number | null => (value === null || !Number.isFinite(value) ? null : value);

/** What `sweep --json` prints. */
export const resultsJson = (study: Study, { head, judgements, files, ...totals }: SweepResults): Said<"sweep"> => ({
  ...totals,
  parameters: study.design.parameters,
  results: head.map(({ point, figures, complete, met, rows }) => ({
    point: point.index + 1,
    values: Object.fromEntries(point.values.map(({ name, value }) => [name, value])),
    replications: figures.length,
    complete,
    met,
    metrics: Object.fromEntries(
      rows.map(({ metric, interval: { mean, low, high } }) => [
        metric.name,
        { unit: metric.unit, mean, ci95: [orNull(low), orNull(high)] },
      ]),
    ),
  })),
  expectations: judgements.map(({ point, expectation, mean, verdict, more }) => ({
    point,
    ...expectation,
    mean: mean === null ? null : orNull(mean),
    verdict,
    moreReplications: more,
  })),
  files,
});

/** The report of a study: many points, their means, and what moves them. */

import { csvRecords } from "../../experiment/design/point-table.ts";
import type { AnyMetric } from "../../metrics/catalogue.ts";
import type { Warning } from "../../notation/warning.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatNumber, formatWithin } from "../../units/number.ts";
import { type Html, keyFigures, list, paragraph } from "../html/markup.ts";
import { section } from "../html/page.ts";
import { table } from "../html/table.ts";
import type { Plottable } from "../plot/choice.ts";
import { plotFor } from "../plot/choice.ts";
import { factorTitle, type Measured, type Measurements } from "../plot/measurements.ts";
import { varying } from "../plot/selection.ts";
import { chartFigure, ifAny } from "./chart-figure.ts";
import { type Manifest, manifestSection } from "./manifest.ts";
import {
  answerSection,
  architectureSection,
  chartsOf,
  happeningSection,
  type ReportDocument,
  type Shown,
  tellingMetrics,
} from "./measured-document.ts";
import { methods } from "./methods.ts";
import { questionOf, verdictText } from "./run-document.ts";
import { inFull, shortened, shortNames } from "./short-names.ts";
import { studyAnswer } from "./study-words.ts";
import { warningList } from "./warning-list.ts";

export interface SweepFindings {
  readonly title: string;
  /** That of the first point. */
  readonly scenario: Scenario;
  readonly warnings: readonly Warning[];
  readonly data: Plottable;
  /** Tables that stand beside summary.csv: name and text. */
  readonly tables: readonly (readonly [name: string, text: string])[];
  readonly replications: string;
  readonly shown: Shown | null;
  readonly manifest: Manifest;
}

const METRICS_MAX = 8;
const COLUMNS_MAX = 5;
/** Rows and levels of a page at most: what is beyond can be read from the CSV files, not from a screen. */
const ROWS_MAX = 200;
const LEVELS_MAX = 160;

/** Where the metric that is asked for most is best and worst. */
function answer(measurements: Measurements, metric: string): string {
  const rows = measurements.rowsOf(metric);
  const factors = varying(measurements, rows);
  const where = ({ levels }: Measured): string =>
    factors
      .map((name) => `${factorTitle(name).toLowerCase()} ${levels[measurements.factors.indexOf(name)]}`)
      .join(", ");
  return studyAnswer(
    metric,
    rows.map((row) => ({ ...row, where: where(row) })),
    measurements.metrics.find(({ name }) => name === metric)?.unit,
  );
}

export async function sweepDocument(findings: SweepFindings): Promise<ReportDocument> {
  const { title, scenario, warnings, data, tables, replications, shown, manifest } = findings;
  const measurements = data.measurements!;
  const metrics = tellingMetrics(data, METRICS_MAX);
  const main = metrics.includes("failedCalls") ? "failedCalls" : (metrics[0] ?? "failedCalls");
  const effects = ifAny(() => plotFor(data, { type: "tornado", metrics: [main], where: [] }));
  const points = measurements.rowsOf(main);
  const factors = varying(measurements, points);
  const names = shortNames(measurements.factors);
  const about = scenario.about.replace(/\s+/g, " ").trim();
  const expected = tables.find(([name]) => name === "expectations.csv");
  const others = tables.filter(([name]) => name !== "expectations.csv");
  return {
    title,
    lead: questionOf(scenario),
    sections: [
      answerSection(
        answer(measurements, main),
        keyFigures(
          [
            { value: String(points.length), meaning: points.length === 1 ? "point" : "points" },
            ...factors.map((name) => ({
              value: String(new Set(points.map(({ levels }) => levels[measurements.factors.indexOf(name)])).size),
              meaning: `levels of ${factorTitle(name).toLowerCase()}`,
            })),
          ].slice(0, 6),
        ),
        ...(expected === undefined ? [] : [verdicts(expected[1], scenario.metrics, names)]),
        ...warningList(warnings),
        ...(about === "" ? [] : [paragraph(about)]),
      ),
      section(
        "results",
        "The results",
        ...(await chartsOf(data, metrics, { levelsMax: LEVELS_MAX })),
        ...(effects === null || factors.length < 2 ? [] : [await chartFigure("effects", effects)]),
        ...(inFull(names) === "" ? [] : [paragraph(`Names in short: ${inFull(names)}`)]),
        pointsTable(measurements, metrics.slice(0, COLUMNS_MAX)),
        ...others.map(([name, text]) => csvTable(name, text, names)),
      ),
      architectureSection(scenario, "The first point"),
      ...(shown === null ? [] : [happeningSection(shown, [])]),
      section("methods", "Methods", ...methods(scenario, replications)),
      manifestSection(manifest),
    ],
  };
}

/** The points with the metrics that tell most. */
function pointsTable(measurements: Measurements, metrics: readonly string[]): Html {
  const byMetric = metrics.map(
    (metric) => new Map(measurements.rowsOf(metric).map((row) => [row.levels.join("\u0000"), row])),
  );
  const keys = [
    ...new Map(
      metrics.flatMap((metric) => measurements.rowsOf(metric)).map((row) => [row.levels.join("\u0000"), row]),
    ).values(),
  ];
  const factors = varying(measurements, keys);
  const shown = keys.slice(0, ROWS_MAX);
  const rest =
    keys.length > shown.length ? `; the first ${shown.length} of ${keys.length}, all are in summary.csv` : "";
  return table({
    caption: `Means and 95 % intervals at each point${rest}`,
    columns: [
      ...factors.map((name) => ({ title: factorTitle(name) })),
      ...metrics.map((metric) => {
        const unit = measurements.metrics.find(({ name }) => name === metric)?.unit ?? "";
        return unit === "" || unit === "ratio"
          ? { title: metric, numeric: true }
          : { title: metric, unit, numeric: true };
      }),
    ],
    rows: shown.map((row) => [
      ...factors.map((name) => row.levels[measurements.factors.indexOf(name)]!),
      ...byMetric.map((rows) => {
        const found = rows.get(row.levels.join("\u0000"));
        if (found === undefined) return "–";
        const { value, low, high } = found;
        if (low === null || high === null) return formatNumber(value, 4);
        const [mean, from, to] = [value, low, high].map((one) => formatWithin(one, (high - low) / 2, 4));
        return `${mean} (${from} to ${to})`;
      }),
    ]),
    sortable: true,
  });
}

const TITLES: Readonly<Record<string, string>> = {
  "differences.csv": "Differences between the levels of one parameter, pair by pair",
  "effects.csv": "Main effects and interactions",
  "best.csv": "Each point against the best of the others, all true at once",
};

/** A table of results as it stands in its file, shortened. */
function csvTable(name: string, text: string, names: ReadonlyMap<string, string>): Html {
  const [head = [], ...rows] = csvRecords(text);
  const shown = rows.slice(0, ROWS_MAX);
  const isNumber = (cell: string) => cell === "" || Number.isFinite(Number(cell));
  const rest = rows.length > shown.length ? `; the first ${shown.length} of ${rows.length}` : "";
  return table({
    caption: `${TITLES[name] ?? name} (${name}${rest})`,
    columns: head.map((title, i) => ({
      title: shortened(title, names),
      numeric: shown.every((row) => isNumber(row[i]!)),
    })),
    rows: shown.map((row) =>
      row.map((cell) =>
        cell !== "" && isNumber(cell) ? formatNumber(Number(cell), 4) : shortened(cell, names) || "–",
      ),
    ),
    sortable: true,
  });
}

/** How the expectations of the scenario stand, those that do not hold by name. */
export function verdicts(
  text: string,
  own?: readonly AnyMetric[],
  names: ReadonlyMap<string, string> = new Map(),
): Html {
  const [head = [], ...rows] = csvRecords(text);
  const all = rows.map((row) => {
    const cell = (name: string): string => row[head.indexOf(name)] ?? "";
    const number = (name: string): number | null => (cell(name) === "" ? null : Number(cell(name)));
    const [atLeast, atMost, mean] = [number("atLeast"), number("atMost"), number("mean")];
    const [point, metric, verdict] = [cell("point"), cell("metric"), cell("verdict")];
    return { point, metric, atLeast, atMost, mean, verdict, because: cell("because") || null };
  });
  const open = all.filter(({ verdict }) => verdict !== "holds");
  const told = open.slice(0, 12).map((one) => `${shortened(one.point, names)}: ${verdictText(one, own)}`);
  const more = open.length > told.length ? [`and ${open.length - told.length} more, in expectations.csv`] : [];
  return list([`${rows.length - open.length} of ${rows.length} expectations hold.`, ...told, ...more]);
}

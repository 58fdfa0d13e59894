/** Charts of one metric by one or two factors. */

import { nines } from "../../units/nines.ts";
import { formatNumber, formatWithin } from "../../units/number.ts";
import type { Drawing } from "../charts/drawing.ts";
import type { Frame } from "../charts/frame.ts";
import { factorTitle, titleOf } from "./measurements.ts";
import type { Origin } from "./origin.ts";
import { type ChartType, NothingToPlot, type Plot } from "./plot.ts";
import { axis, scale } from "./sample-plots.ts";
import { levelName, refuseMany, type Selection, type Shown } from "./selection.ts";

/** Seconds below one are shown in milliseconds. */
export function readable(selection: Selection): Selection {
  const { unit, factor } = scale(selection.unit, selection.shown);
  const scaled = (value: number | null) => (value === null ? null : value * factor);
  const shown = selection.shown.map((one) => ({
    ...one,
    value: one.value * factor,
    low: scaled(one.low),
    high: scaled(one.high),
  }));
  return { ...selection, unit, shown };
}

const metricAxis = ({ metric, unit }: Selection) => axis(titleOf(metric), unit);

const seriesName = ({ series }: Selection, level: string): string => levelName(series, level);

const of = ({ shown, byLevels }: Selection, level: string): readonly Shown[] => {
  const order = new Map(byLevels.names.map((name, i) => [name, i]));
  return shown.filter(({ series }) => series === level).sort((a, b) => order.get(a.level)! - order.get(b.level)!);
};

function frameOf(selection: Selection, origin: Origin, along: "by" | "metric" = "by"): Frame {
  const { by, series, byLevels, averaged, interval, shown } = selection;
  const factor = axis(factorTitle(by), byLevels.unit);
  const pooled = averaged.length > 0 ? `; mean over ${averaged.map(factorTitle).join(", ").toLowerCase()}` : "";
  const hasInterval = shown.some(({ low }) => low !== null);
  const behind = series === "" ? "" : ` and ${factorTitle(series).toLowerCase()}`;
  return {
    title: `${titleOf(selection.metric)}${by === "" ? "" : ` by ${lowerFirst(factorTitle(by))}${behind}`}`,
    subtitle: `${origin.status}: ${origin.title}${pooled}`,
    x: along === "by" ? factor : metricAxis(selection),
    y: along === "by" ? metricAxis(selection) : { title: factor.title },
    source: `${origin.source}${!hasInterval ? "" : averaged.length > 0 ? `; bars: ${interval}` : `; ${interval}s`}`,
  };
}

const lowerFirst = (text: string): string =>
  /^[A-Z]{2}/.test(text) ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

const withUnit = (value: number, unit: string): string => `${formatNumber(value, 4)}${unit === "" ? "" : ` ${unit}`}`;

/** What a chart of estimates shows, in words. */
function altOf(selection: Selection): string {
  const { metric, unit, by, seriesLevels } = selection;
  const lines = seriesLevels.names.map((level) => {
    const points = of(selection, level);
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined) return "";
    const name = level === "" ? "" : `${seriesName(selection, level)}: `;
    return first === last
      ? `${name}${withUnit(first.value, unit)} at ${first.level}`
      : `${name}${withUnit(first.value, unit)} at ${first.level}, ${withUnit(last.value, unit)} at ${last.level}`;
  });
  return `${titleOf(metric)}${by === "" ? "" : ` by ${lowerFirst(factorTitle(by))}`}. ${lines
    .filter((line) => line !== "")
    .slice(0, 8)
    .join("; ")}.`;
}

const halfWidth = ({ low, high }: Shown): number | null => (low === null || high === null ? null : (high - low) / 2);

/** The numbers behind a chart of estimates. */
export function tableOf(selection: Selection): string[][] {
  const { metric, unit, by, series, byLevels, seriesLevels } = selection;
  const title = `${titleOf(metric)}${unit === "" ? "" : ` [${unit}]`}`;
  const factors = [by, series].filter((name) => name !== "");
  const rows = seriesLevels.names.flatMap((level) =>
    of(selection, level).map((one) => [
      ...(by === "" ? [] : [one.level]),
      ...(series === "" ? [] : [one.series]),
      formatWithin(one.value, halfWidth(one), 5),
      one.low === null || one.high === null
        ? "–"
        : [one.low, one.high].map((bound) => formatWithin(bound, halfWidth(one), 5)).join(" to "),
    ]),
  );
  return [[...factors.map(factorTitle), title, byLevels.names.length > 0 ? selection.interval : ""], ...rows];
}

const estimates = (selection: Selection, level: string) =>
  of(selection, level).map(({ level: x, value, low, high }) => ({
    x: selection.byLevels.numbers!.get(x)!,
    y: value,
    low: low ?? value,
    high: high ?? value,
  }));

/** Series told apart by ink, dash and shape: more of them cannot be. */
const SERIES_MAX = 8;

function numeric(selection: Selection, type: ChartType): void {
  if (selection.byLevels.numbers === null)
    throw new NothingToPlot(
      "by",
      `${selection.by}, whose levels are words`,
      `a factor of numbers for a chart of type ${type}`,
      "A chart of type bar takes words.",
    );
  const hint = "A chart of type heatmap takes more, and --where picks.";
  refuseMany(selection.series, selection.seriesLevels, SERIES_MAX, hint);
}

/** The same numbers whatever draws them. */
const plotOf = (type: ChartType, selection: Selection, frame: Frame, drawing: Drawing): Plot => ({
  type,
  frame,
  alt: altOf(selection),
  table: tableOf(selection),
  drawing,
});

export function pointsPlot(selection: Selection, origin: Origin): Plot {
  numeric(selection, "points");
  const series = selection.seriesLevels.names.map((level, ink) => ({
    name: seriesName(selection, level),
    ink,
    joined: true,
    points: estimates(selection, level),
  }));
  return plotOf("points", selection, frameOf(selection, origin), {
    kind: "points",
    shown: { series, curves: [], interval: selection.interval },
  });
}

export function linePlot(selection: Selection, origin: Origin): Plot {
  numeric(selection, "line");
  const names = selection.seriesLevels.names;
  const lines = names.map((level, ink) => ({
    name: seriesName(selection, level),
    ink,
    dash: ink,
    points: estimates(selection, level),
  }));
  const hasInterval = selection.shown.some(({ low }) => low !== null);
  const bands = hasInterval
    ? lines.map(({ name, ink, points }) => ({
        name: names.length === 1 ? selection.interval : `${name}, ${selection.interval}`,
        ink,
        opacity: 0.22,
        points,
      }))
    : [];
  return plotOf("line", selection, frameOf(selection, origin), { kind: "lines", shown: { bands, lines, points: [] } });
}

export function barPlot(selection: Selection, origin: Origin): Plot {
  const { seriesLevels, byLevels, shown } = selection;
  const largest = Math.max(...shown.map(({ value }) => Math.abs(value)));
  const decimals = largest === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(largest)));
  const categoryOf = (level: string) => (level === "" ? titleOf(selection.metric) : level);
  // Groups stand in the order of the levels; the first series decides, so every level gets its place from all of them.
  const series = seriesLevels.names.map((level, ink) => ({
    name: seriesName(selection, level),
    ink,
    bars: of(selection, level).map(({ level: category, value, low, high }) => ({
      category: categoryOf(category),
      value,
      ...(low === null || high === null || low === high ? {} : { interval: [low, high] as const }),
    })),
  }));
  const frame = frameOf(selection, origin, "metric");
  const unit = byLevels.unit === "" || byLevels.names.some((name) => /[a-z]/i.test(name)) ? "" : ` [${byLevels.unit}]`;
  return plotOf(
    "bar",
    selection,
    { ...frame, y: { title: `${frame.y.title}${unit}` } },
    { kind: "bars", shown: { series, decimals: Math.min(decimals, 6), interval: selection.interval } },
  );
}

export function heatMapPlot(selection: Selection, origin: Origin): Plot {
  const { by, series, byLevels, seriesLevels, shown, unit } = selection;
  if (by === "" || series === "")
    throw new NothingToPlot("series", "one factor", "two factors for a heat map: --by and --series");
  const values = shown.map(({ value }) => value);
  const cells = shown.map((one) => ({
    column: one.level,
    row: one.series,
    value: one.value,
    text: formatNumber(one.value, 3),
  }));
  const title = titleOf(selection.metric);
  const ends = [
    `${title} ${formatNumber(Math.min(...values), 3)}`,
    `${formatNumber(Math.max(...values), 3)}${unit === "" ? "" : ` ${unit}`}`,
  ] as const;
  const frame = frameOf(selection, origin);
  const bracketed = (title: string, levels: Selection["byLevels"]) =>
    levels.unit === "" || levels.names.some((name) => /[a-z]/i.test(name)) ? title : `${title} [${levels.unit}]`;
  const drawn = { columns: byLevels.names, rows: [...seriesLevels.names].reverse(), cells, ends };
  return plotOf(
    "heatmap",
    selection,
    {
      ...frame,
      x: { title: bracketed(factorTitle(by), byLevels) },
      y: { title: bracketed(factorTitle(series), seriesLevels) },
    },
    { kind: "heatMap", shown: drawn },
  );
}

export function ninesPlot(selection: Selection, origin: Origin): Plot {
  numeric(selection, "availability");
  const isComplement = /^availability/i.test(selection.metric);
  if (!isComplement && !/unavailability/i.test(selection.metric))
    throw new NothingToPlot("metric", selection.metric, "unavailability or availability on an axis of nines");
  const curves = selection.seriesLevels.names.map((level) => ({
    name: seriesName(selection, level),
    short: level,
    points: of(selection, level).map(({ level: x, value }) => ({
      x: selection.byLevels.numbers!.get(x)!,
      unavailability: isComplement ? 1 - value : value,
    })),
  }));
  const all = curves.flatMap(({ points }) => points.map(({ unavailability }) => nines(unavailability)));
  const most = Math.max(1, Math.min(12, Math.ceil(Math.max(...all.filter(Number.isFinite)) - 1e-9)));
  const frame = { ...frameOf(selection, origin), y: { title: "Availability" } };
  const named = { ...frame, title: frame.title.replace(/^Una?vailability/, "Availability") };
  return plotOf("availability", selection, named, { kind: "nines", shown: { curves, most } });
}

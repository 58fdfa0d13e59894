/** What of the measurements a chart shows: one metric by one or two factors, at the levels that were asked for. */
import { replicatedMean } from "../../statistics/replicated-mean.ts";
import { type Levels, levelsOf } from "./levels.ts";
import { factorTitle, type Measured, type Measurements } from "./measurements.ts";
import { NothingToPlot } from "./plot.ts";

/** A value at a level of the factor and of the series. */
export interface Shown {
  readonly level: string;
  readonly series: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Rows that it was made of; beyond 1 their mean. */
  readonly pooled: number;
}

export interface Selection {
  readonly metric: string;
  readonly unit: string;
  /** Empty: no factor, a single value. */
  readonly by: string;
  readonly series: string;
  readonly byLevels: Levels;
  readonly seriesLevels: Levels;
  readonly shown: readonly Shown[];
  /** What bars and bands mean, for the key. */
  readonly interval: string;
  /** Factors that vary beside those shown: their levels are averaged over. */
  readonly averaged: readonly string[];
}

export interface Asked {
  readonly metric: string;
  readonly by: string;
  readonly series: string;
  /** Levels to keep, by factor. */
  readonly where: readonly (readonly [factor: string, level: string])[];
}

/** Rows at the levels that were asked for. */
export function rowsWhere(measurements: Measurements, metric: string, where: Asked["where"]): readonly Measured[] {
  const kept = where.map(([factor, level]) => [measurements.factors.indexOf(factor), level] as const);
  const rows = measurements.rowsOf(metric);
  return kept.length === 0
    ? rows
    : rows.filter(({ levels }) => kept.every(([place, level]) => levels[place] === level));
}

/** The level of a factor in a row; empty where there is no such factor. */
export function levelIn({ factors }: Measurements, factor: string): (row: Measured) => string {
  const place = factors.indexOf(factor);
  return ({ levels }) => (place < 0 ? "" : levels[place]!);
}

/** How a level is called in a chart: by itself where that says enough. */
export const levelName = (factor: string, level: string): string =>
  /^(?:[\d.]+|true|false)$/.test(level) ? `${factorTitle(factor).toLowerCase()} ${level}` : level;

const lowerTitle = (factor: string): string => factorTitle(factor).toLowerCase();

/** @throws NothingToPlot for more levels than a chart can tell apart */
export function refuseMany(factor: string, { names }: Levels, most: number, hint: string): void {
  if (names.length > most)
    throw new NothingToPlot("series", `${factor} with ${names.length} levels`, `at most ${most} of them`, hint);
}

/** Factors with more than one level among rows; of tables whose columns may be either, those of words. */
export function varying(measurements: Measurements, rows: readonly Measured[]): string[] {
  const isMetric = new Set(measurements.areSingle ? measurements.metrics.map(({ name }) => name) : []);
  return measurements.factors.filter(
    (name, place) => !isMetric.has(name) && rows.some(({ levels }) => levels[place] !== rows[0]!.levels[place]),
  );
}

/** Picks and, where several rows stand at the same levels, joins them: observations to their mean with Student's interval, means to their mean and range. */
export function select(measurements: Measurements, { metric, by, series, where }: Asked): Selection {
  const rows = rowsWhere(measurements, metric, where);
  const [byLevel, seriesLevel] = [levelIn(measurements, by), levelIn(measurements, series)];
  const groups = new Map<string, { level: string; series: string; rows: Measured[] }>();
  for (const row of rows) {
    const [level, name] = [byLevel(row), seriesLevel(row)];
    const key = `${level}\u0000${name}`;
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { level, series: name, rows: [row] });
  }
  const isPooled = [...groups.values()].some((group) => group.rows.length > 1);
  const [byLevels, seriesLevels] = [levelsOf(by, rows.map(byLevel)), levelsOf(series, rows.map(seriesLevel))];
  const averaged = isPooled ? varying(measurements, rows).filter((name) => name !== by && name !== series) : [];
  return {
    metric,
    unit: measurements.metrics.find(({ name }) => name === metric)?.unit ?? "",
    by,
    series,
    byLevels,
    seriesLevels,
    shown: [...groups.values()].map((group) => ({
      level: group.level,
      series: group.series,
      ...joined(group.rows, measurements.areSingle),
      pooled: group.rows.length,
    })),
    interval:
      isPooled && !measurements.areSingle ? `range over ${averaged.map(lowerTitle).join(", ")}` : "95 % interval",
    averaged,
  };
}

function joined(rows: readonly Measured[], areSingle: boolean): Pick<Shown, "value" | "low" | "high"> {
  const [first] = rows;
  if (rows.length === 1) return { value: first!.value, low: first!.low, high: first!.high };
  const values = rows.map(({ value }) => value);
  const { mean, low, high } = replicatedMean(values, { least: 0 });
  if (areSingle) return { value: mean, low, high };
  return { value: mean, low: Math.min(...values), high: Math.max(...values) };
}

/** A selection with at most so many levels of the factor and of the series, evenly picked; the first and the last stay. */
export function thinned(selection: Selection, byMost: number, seriesMost: number): Selection {
  const byLevels = evenly(selection.byLevels, byMost);
  const seriesLevels = evenly(selection.seriesLevels, seriesMost);
  if (byLevels === selection.byLevels && seriesLevels === selection.seriesLevels) return selection;
  const kept = [new Set(byLevels.names), new Set(seriesLevels.names)] as const;
  return {
    ...selection,
    byLevels,
    seriesLevels,
    shown: selection.shown.filter(({ level, series }) => kept[0].has(level) && kept[1].has(series)),
  };
}

function evenly(levels: Levels, most: number): Levels {
  const { names } = levels;
  if (names.length <= most) return levels;
  const picked = Array.from({ length: most }, (_, i) => names[Math.round((i * (names.length - 1)) / (most - 1))]!);
  return { ...levels, names: picked };
}

/** Charts of whole samples and whole studies: distribution functions, Pareto fronts, main effects. */
import { Moments } from "../../statistics/moments.ts";
import { formatNumber } from "../../units/number.ts";
import { type Better, paretoFront } from "../charts/pareto.ts";
import { levelsOf } from "./levels.ts";
import { factorTitle, type Measurements, titleOf } from "./measurements.ts";
import type { Origin } from "./origin.ts";
import { NothingToPlot, type Plot } from "./plot.ts";
import { type Asked, levelIn, levelName, refuseMany, rowsWhere, varying } from "./selection.ts";

/** An axis with its unit, unless its title says that already. */
export const axis = (title: string, unit: string) =>
  unit === "" || (unit === "calls" && /calls/i.test(title)) ? { title } : { title, unit };
const unitIn = ({ metrics }: Measurements, metric: string): string =>
  metrics.find(({ name }) => name === metric)?.unit ?? "";
/** Seconds below one are shown in milliseconds. */
export const scale = (unit: string, rows: readonly { readonly value: number }[]) =>
  unit === "s" && rows.every(({ value }) => Math.abs(value) < 1) ? { unit: "ms", factor: 1e3 } : { unit, factor: 1 };

export const SAMPLES_MAX = 5;

/** @param measurements single observations, one a row */
export function ecdfPlot(measurements: Measurements, asked: Asked, origin: Origin): Plot {
  const { metric, where } = asked;
  const factor = asked.series || asked.by;
  const rows = rowsWhere(measurements, metric, where);
  if (rows.length === 0)
    throw new NothingToPlot("metric", `no value of ${metric} in any replication`, "a metric that was measured");
  const levelOf = levelIn(measurements, factor);
  const levels = levelsOf(factor, rows.map(levelOf));
  refuseMany(factor, levels, SAMPLES_MAX, "--where picks one.");
  const { unit, factor: times } = scale(unitIn(measurements, metric), rows);
  const samples = levels.names.map((level) => ({
    name: level === "" ? titleOf(metric) : levelName(factor, level),
    values: rows.filter((row) => levelOf(row) === level).map(({ value }) => value * times),
  }));
  const quantile = (values: readonly number[], q: number): string => {
    const sorted = [...values].sort((a, b) => a - b);
    return formatNumber(sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!, 4);
  };
  const summary = samples.map(({ name, values }) => [
    name,
    String(values.length),
    ...[0.05, 0.5, 0.95].map((q) => quantile(values, q)),
  ]);
  return {
    type: "ecdf",
    frame: {
      title: `Distribution of ${titleOf(metric).toLowerCase()}${factor === "" ? "" : ` by ${factorTitle(factor).toLowerCase()}`}`,
      subtitle: `${origin.status}: ${origin.title}`,
      x: axis(titleOf(metric), unit),
      y: { title: "Share of replications" },
      source: `${origin.source}; empirical distribution function`,
    },
    alt: `Share of replications up to each value of ${titleOf(metric).toLowerCase()}. ${summary.map(([name, n, p05, p50, p95]) => `${name}: median ${p50}, 5 to 95 % from ${p05} to ${p95}${unit === "" ? "" : ` ${unit}`}, ${n} values`).join("; ")}.`,
    table: [["sample", "values", "5 %", "median", "95 %"], ...summary],
    drawing: { kind: "ecdf", shown: samples },
  };
}

/** Where more is better; of all else less is. */
const isBetterHigher = (metric: string): boolean =>
  /^(?:ser|seer|scr|nines|availability|successfulCalls|registeredBindings)$|^availability/i.test(metric);

/** Two metrics at each point of a study. */
export function paretoPlot(
  measurements: Measurements,
  metrics: readonly [string, string],
  where: Asked["where"],
  origin: Origin,
): Plot {
  const [first, second] = metrics;
  const [xs, ys] = metrics.map((metric) => rowsWhere(measurements, metric, where)) as [
    ReturnType<typeof rowsWhere>,
    ReturnType<typeof rowsWhere>,
  ];
  const named = varying(measurements, xs).map((name) => measurements.factors.indexOf(name));
  const keyOf = (levels: readonly string[]) => levels.join("\u0000");
  const byLevels = new Map(ys.map((row) => [keyOf(row.levels), row.value]));
  const [xScale, yScale] = [scale(unitIn(measurements, first), xs), scale(unitIn(measurements, second), ys)];
  const points = xs.flatMap(({ levels, value }) => {
    const other = byLevels.get(keyOf(levels));
    const text = named.map((place) => levelName(measurements.factors[place]!, levels[place]!)).join(", ");
    return other === undefined ? [] : [{ x: value * xScale.factor, y: other * yScale.factor, text }];
  });
  if (points.length === 0)
    throw new NothingToPlot(
      "metric",
      `no point where both ${first} and ${second} were measured`,
      "two metrics of the same points",
    );
  const better: Better = {
    x: isBetterHigher(first) ? "higher" : "lower",
    y: isBetterHigher(second) ? "higher" : "lower",
  };
  const front = paretoFront(points, better);
  return {
    type: "pareto",
    frame: {
      title: `${titleOf(second)} against ${titleOf(first).toLowerCase()}`,
      subtitle: `${origin.status}: ${origin.title}`,
      x: axis(titleOf(first), xScale.unit),
      y: axis(titleOf(second), yScale.unit),
      source: `${origin.source}; ${better.x} ${titleOf(first).toLowerCase()} and ${better.y} ${titleOf(second).toLowerCase()} are better`,
    },
    alt: `${titleOf(second)} against ${titleOf(first).toLowerCase()} of ${points.length} points; beaten by none: ${front
      .slice(0, 8)
      .map(({ text, x, y }) => `${text} (${formatNumber(x, 4)}, ${formatNumber(y, 4)})`)
      .join("; ")}.`,
    table: [
      ["point", titleOf(first), titleOf(second)],
      ...front.map(({ text, x, y }) => [text, formatNumber(x, 4), formatNumber(y, 4)]),
    ],
    drawing: { kind: "pareto", shown: { points, better } },
  };
}

/** Main effects: the mean at the first and at the last level of each factor, over all levels of the others. */
export function effectsPlot(measurements: Measurements, { metric, where }: Asked, origin: Origin): Plot {
  const rows = rowsWhere(measurements, metric, where);
  const factors = varying(measurements, rows);
  if (factors.length === 0)
    throw new NothingToPlot("type", "nothing that varies", "a study of two factors or more for a tornado");
  const { unit, factor: times } = scale(unitIn(measurements, metric), rows);
  const effects = factors
    .map((name) => {
      const levelOf = levelIn(measurements, name);
      const { names } = levelsOf(name, rows.map(levelOf));
      const [first, last] = [names[0]!, names.at(-1)!];
      const meanAt = (level: string): number =>
        Moments.of(rows.filter((row) => levelOf(row) === level).map(({ value }) => value)).mean * times;
      return { parameter: `${factorTitle(name)}: ${first} to ${last}`, low: meanAt(first), high: meanAt(last) };
    })
    .sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
  const base = Moments.of(rows.map(({ value }) => value)).mean * times;
  const baseText = `mean ${formatNumber(base, 3)}${unit === "" ? "" : ` ${unit}`}`;
  return {
    type: "tornado",
    frame: {
      title: `What moves ${titleOf(metric).toLowerCase()}`,
      subtitle: `${origin.status}: ${origin.title}; means over all other factors`,
      x: axis(titleOf(metric), unit),
      y: { title: "factor: first to last level" },
      source: origin.source,
    },
    alt: `Mean of ${titleOf(metric).toLowerCase()} at the first and the last level of each factor. ${effects.map(({ parameter, low, high }) => `${parameter}: ${formatNumber(low, 4)} and ${formatNumber(high, 4)}`).join("; ")}.`,
    table: [
      ["factor", "first level", "last level"],
      ...effects.map(({ parameter, low, high }) => [parameter, formatNumber(low, 4), formatNumber(high, 4)]),
    ],
    drawing: {
      kind: "tornado",
      shown: {
        rows: effects.map(({ parameter, low, high }) => ({ parameter, ninesAtLow: low, ninesAtHigh: high })),
        base,
        words: ["first level", "last level"],
        baseText,
      },
    },
  };
}

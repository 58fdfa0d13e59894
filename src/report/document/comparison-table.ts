/** What two results differ by, for whoever prints it. */
import type { Comparison, ComparisonOutcome, Side } from "../../measurement/comparison.ts";
import { formatEstimate, formatNumber } from "../../units/number.ts";
import { type Column, type Table, tableOf } from "../table/table.ts";
import type { Style } from "../terminal.ts";

/** A comparison as comparison.json says it. */
export type ComparisonLine = Omit<Comparison, "at"> & { readonly at: Readonly<Record<string, string>> };

const STYLES: Readonly<Record<ComparisonOutcome, Style>> = { agrees: "green", differs: "red", "cannot tell": "yellow" };

/** Times below a second are shown in milliseconds, or microseconds. */
export function scaleOf({ unit, first, second }: Pick<Comparison, "unit" | "first" | "second">): {
  unit: string;
  factor: number;
} {
  const largest = Math.max(Math.abs(first.mean), Math.abs(second.mean));
  if (unit !== "s" || largest >= 1 || largest === 0) return { unit, factor: 1 };
  return largest < 1e-3 ? { unit: "µs", factor: 1e6 } : { unit: "ms", factor: 1000 };
}

/** Mean and half-width; a half-width at the limits of arithmetic is none. */
function side({ mean, low, high }: Side, factor: number): string {
  const halfWidth = low === null || high === null ? 0 : (high - low) / 2;
  const isTelling = halfWidth > 1e-9 * Math.abs(mean);
  return formatEstimate(mean * factor, isTelling ? halfWidth * factor : null, 4);
}

const isNothing = (value: number, mean: number): boolean => Math.abs(value) <= 1e-9 * Math.abs(mean);

/** What relative differences are a share of, and the sign with which they are shown: of ratios near 1, what is missing to 1. */
function baseOf({ base, second }: ComparisonLine): { base: number; sign: 1 | -1; what: string } {
  return base === "1 - second"
    ? { base: Math.max(1 - second.mean, 0), sign: -1, what: "1 − x: " }
    : { base: Math.abs(second.mean), sign: 1, what: "" };
}

/** The difference as a share of the second, from bound to bound; in its own unit where the second is 0. */
function differenceText(one: ComparisonLine, factor: number): string {
  const { difference, low, high, second } = one;
  const { base, sign, what } = baseOf(one);
  const isRelative = base !== 0;
  const scaled = (value: number): string => {
    if (isNothing(value, second.mean)) return "0";
    const shown = isRelative ? ((sign * value) / base) * 100 : value * factor;
    return shown > 0 ? `+${formatNumber(shown, 2)}` : formatNumber(shown, 2);
  };
  const unit = isRelative ? " %" : "";
  const head = isRelative ? what : "";
  if (low === null || high === null) return `${head}${scaled(difference)}${unit}`;
  const bounds = isRelative && sign < 0 ? [high, low] : [low, high];
  return `${head}${scaled(difference)}${unit} (${bounds.map(scaled).join(" … ")})`;
}

/** "agrees within 10 %", "differs", "cannot tell". */
function verdictText(one: ComparisonLine): string {
  const { verdict, margin, unit } = one;
  if (verdict !== "agrees") return verdict;
  const { base, sign } = baseOf(one);
  if (base !== 0) return `agrees within ${formatNumber((margin / base) * 100, 2)} %${sign < 0 ? " of 1 − x" : ""}`;
  return margin === 0 ? "agrees" : `agrees within ${formatNumber(margin, 2)} ${unit}`.trimEnd();
}

/** "592 … 701, 7 of 8 in it": where a new run is expected, and how many that were measured lie there. */
function predictionText({ prediction }: Pick<Comparison, "prediction">, factor: number): string {
  if (prediction === null) return "–";
  const { low, high, inside, measured } = prediction;
  const seen =
    inside === null
      ? ""
      : measured === 1
        ? `, ${inside === 1 ? "in" : "not in"} it`
        : `, ${inside} of ${measured} in it`;
  return `${formatNumber(low * factor, 4)} … ${formatNumber(high * factor, 4)}${seen}`;
}

/** Of a path its last word, where no other condition ends in the same. */
export function conditionText(at: Readonly<Record<string, string>>): string {
  const last = (path: string) => path.slice(path.lastIndexOf(".") + 1);
  const short = (path: string) =>
    Object.keys(at).filter((other) => last(other) === last(path)).length > 1 ? path : last(path);
  return Object.entries(at)
    .map(([name, value]) => `${short(name)}=${value}`)
    .join(" ");
}

const columnsOf = (field: "first" | "second", heading: string): Column<ComparisonLine>[] => [
  { field, heading, of: (one) => one[field].mean, shown: (one) => side(one[field], scaleOf(one).factor) },
  { field, as: "interval", of: (one) => [one[field].low, one[field].high] },
  { field: `${field}Values`, of: (one) => one[field].n },
];

/** Every difference with its interval and verdict. */
export function comparisonTable(lines: readonly ComparisonLine[], title: string): Table {
  const conditions = [...new Set(lines.flatMap(({ at }) => Object.keys(at)))];
  const simulated = lines.find(({ prediction }) => prediction !== null)?.prediction?.side;
  return tableOf<ComparisonLine>(
    title,
    [
      ...conditions.map((field) => ({ field, of: ({ at }: ComparisonLine) => at[field] })),
      { ...(conditions.length > 0 && { heading: "condition" }), of: ({ at }) => conditionText(at) },
      { field: "metric", heading: "metric" },
      { field: "unit" },
      { heading: "unit", of: (one) => scaleOf(one).unit },
      ...columnsOf("first", "A"),
      ...columnsOf("second", "B"),
      { field: "difference", heading: "A − B, of B", shown: (one) => differenceText(one, scaleOf(one).factor) },
      { field: "difference", as: "interval", of: ({ low, high }) => [low, high] },
      { field: "by" },
      { field: "margin" },
      { field: "base" },
      { field: "verdict", heading: "verdict", shown: verdictText, style: ({ verdict }) => STYLES[verdict] },
      {
        ...{ field: "newRun", as: "interval" },
        ...(simulated && { heading: `a new run of ${simulated === "first" ? "A" : "B"}` }),
        of: ({ prediction }) => prediction && [prediction.low, prediction.high],
        shown: (one) => predictionText(one, scaleOf(one).factor),
      },
      { field: "newRunBy", of: ({ prediction }) => prediction?.by },
      { field: "newRunSide", of: ({ prediction }) => prediction?.side },
      { field: "newRunsInside", of: ({ prediction }) => prediction?.inside },
      { field: "newRunsMeasured", of: ({ prediction }) => prediction?.measured },
    ],
    lines,
  );
}

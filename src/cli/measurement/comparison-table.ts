import type { Comparison, Overlay, Side, Verdict } from "../../measurement/comparison.ts";
import { type Evidence, titlesOf } from "../../measurement/evidence.ts";
import { type Style, styled, terminalTable } from "../../report/terminal.ts";
import { formatEstimate, formatNumber } from "../../units/number.ts";

const STYLES: Readonly<Record<Verdict, Style>> = { agrees: "green", differs: "red", "cannot tell": "yellow" };

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
function baseOf({ base, second }: Comparison): { base: number; sign: 1 | -1; what: string } {
  return base === "1 - second"
    ? { base: Math.max(1 - second.mean, 0), sign: -1, what: "1 − x: " }
    : { base: Math.abs(second.mean), sign: 1, what: "" };
}

/** The difference as a share of the second, from bound to bound; in its own unit where the second is 0. */
function differenceText(one: Comparison, factor: number): string {
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
export function verdictText(one: Comparison): string {
  const { verdict, margin, unit } = one;
  if (verdict !== "agrees") return verdict;
  const { base, sign } = baseOf(one);
  if (base !== 0) return `agrees within ${formatNumber((margin / base) * 100, 2)} %${sign < 0 ? " of 1 − x" : ""}`;
  return margin === 0 ? "agrees" : `agrees within ${formatNumber(margin, 2)} ${unit}`.trimEnd();
}

/** "592 … 701, 7 of 8 in it": where a new run is expected, and how many that were measured lie there. */
export function predictionText({ prediction }: Pick<Comparison, "prediction">, factor: number): string {
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

/** "one run of A": the column of the intervals for new runs; null where there are none. */
export function predictionTitle(comparisons: readonly Pick<Comparison, "prediction">[]): string | null {
  const side = comparisons.find(({ prediction }) => prediction !== null)?.prediction?.side;
  return side === undefined ? null : `a new run of ${side === "first" ? "A" : "B"}`;
}

/** Of a path its last word, where no other condition ends in the same. */
export function conditionText(at: ReadonlyMap<string, string>): string {
  const last = (path: string) => path.slice(path.lastIndexOf(".") + 1);
  const short = (path: string) =>
    [...at.keys()].filter((other) => last(other) === last(path)).length > 1 ? path : last(path);
  return [...at].map(([name, value]) => `${short(name)}=${value}`).join(" ");
}

const METHODS: Readonly<Record<Comparison["by"], string>> = {
  paired: "pairs of replications that rest on the same chances",
  "sign test": "the sign test, all pairs differing by the same, so that there is no interval",
  welch: "Welch's method, the two being independent",
  "few values": "one, few or equal values taken to vary as the other's do",
  nothing: "no spread on either side, so no interval",
};

const PREDICTIONS: Readonly<Record<NonNullable<Comparison["prediction"]>["by"], string>> = {
  student: "Student's interval for one more value, which reaches to the outermost at least",
  "order statistics": "order statistics of the runs, whatever their law",
};

/** What was compared how, as sentences. */
export function methodText({ comparisons, confidence, confidenceEach }: Overlay): string {
  const methods = [...new Set(comparisons.map(({ by }) => METHODS[by]))];
  if (comparisons.length === 0) return "";
  const several =
    comparisons.length > 1
      ? `${comparisons.length} differences, all intervals true at once with ${formatNumber(confidence * 100, 3)} % (Bonferroni: ${formatNumber(confidenceEach * 100, 4)} % each)`
      : `Interval of the difference: ${formatNumber(confidence * 100, 3)} %`;
  const predicted = [
    ...new Set(comparisons.flatMap(({ prediction }) => (prediction ? [PREDICTIONS[prediction.by]] : []))),
  ];
  const foretold = predicted.length === 0 ? "" : ` A new run: 95 %, by ${predicted.join("; by ")}.`;
  return `${several}; by ${methods.join("; by ")}.${foretold}`;
}

/** One line that answers the question. */
export function answerText(first: Evidence, second: Evidence, { comparisons, identical }: Overlay): string {
  const count = (verdict: Verdict) => comparisons.filter((one) => one.verdict === verdict);
  const [agreeing, differing, open] = [count("agrees"), count("differs"), count("cannot tell")];
  const list = (some: readonly Comparison[]) => {
    const names = [...new Set(some.map(({ metric }) => metric))];
    return names.length > 4 ? `${names.slice(0, 4).join(", ")}, …` : names.join(", ");
  };
  const parts = [
    ...(differing.length > 0 ? [`${differing.length} differ (${list(differing)})`] : []),
    ...(agreeing.length > 0 ? [`${agreeing.length} agree (${list(agreeing)})`] : []),
    ...(open.length > 0 ? [`${open.length} cannot be told (${list(open)})`] : []),
    ...(identical.length > 0 ? [`${identical.length} are identical`] : []),
  ];
  return `${titlesOf(first, second).join(" against ")}: ${parts.join(", ")}.`;
}

/** What `compare` shows: a table, how it was made, and one line in words. */
export function renderComparison(first: Evidence, second: Evidence, found: Overlay, colour: boolean): string {
  const hasConditions = found.comparisons.some(({ at }) => at.size > 0);
  const newRun = predictionTitle(found.comparisons);
  const rows = found.comparisons.map((one) => {
    const { unit, factor } = scaleOf(one);
    return [
      ...(hasConditions ? [conditionText(one.at)] : []),
      one.metric,
      unit,
      side(one.first, factor),
      side(one.second, factor),
      differenceText(one, factor),
      styled(verdictText(one), STYLES[one.verdict], colour),
      ...(newRun === null ? [] : [predictionText(one, factor)]),
    ];
  });
  const titles = ["metric", "unit", "A", "B", "A − B, of B", "verdict", ...(newRun === null ? [] : [newRun])];
  if (hasConditions) titles.unshift("condition");
  const table =
    rows.length === 0 ? "" : `${terminalTable({ columns: titles.map((title) => ({ title })), rows }, colour)}\n`;
  const [a, b] = titlesOf(first, second);
  const from = (title: string, { kind, name }: Evidence) =>
    `${title} (${title === name || title.includes(name) ? kind : `${kind}: ${name}`})`;
  const head = `A  ${from(a, first)}\nB  ${from(b, second)}\n\n`;
  const notes = [
    methodText(found),
    found.identical.length > 0 ? `Identical: ${found.identical.join(", ")}.` : "",
    found.unmatched > 0 ? `${found.unmatched} conditions have no counterpart.` : "",
    answerText(first, second, found),
  ];
  return `${head}${table}${notes
    .filter((text) => text !== "")
    .map((text) => `${text}\n`)
    .join("")}`;
}

import type { Comparison, Overlay, Side, Verdict } from "../../measurement/comparison.ts";
import type { Evidence } from "../../measurement/evidence.ts";
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

/** The difference as a share of the second, from bound to bound; in its own unit where the second is 0. */
function differenceText({ difference, low, high, second }: Comparison, factor: number): string {
  const isRelative = second.mean !== 0;
  const scaled = (value: number): string => {
    if (isNothing(value, second.mean)) return "0";
    const text = formatNumber(isRelative ? (value / Math.abs(second.mean)) * 100 : value * factor, 2);
    return value > 0 ? `+${text}` : text;
  };
  const unit = isRelative ? " %" : "";
  if (low === null || high === null) return `${scaled(difference)}${unit}`;
  return `${scaled(difference)}${unit} (${scaled(low)} … ${scaled(high)})`;
}

/** "agrees within 10 %", "differs", "cannot tell". */
export function verdictText({ verdict, margin, second, unit }: Comparison): string {
  if (verdict !== "agrees") return verdict;
  if (second.mean !== 0) return `agrees within ${formatNumber((margin / Math.abs(second.mean)) * 100, 2)} %`;
  return margin === 0 ? "agrees" : `agrees within ${formatNumber(margin, 2)} ${unit}`.trimEnd();
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
  welch: "Welch's method, the two being independent",
  "one value": "a single value held against the spread of the other's",
  nothing: "no spread on either side, so no interval",
};

/** What was compared how, as sentences. */
export function methodText({ comparisons, confidence, confidenceEach }: Overlay): string {
  const methods = [...new Set(comparisons.map(({ by }) => METHODS[by]))];
  if (comparisons.length === 0) return "";
  const several =
    comparisons.length > 1
      ? `${comparisons.length} differences, all intervals true at once with ${formatNumber(confidence * 100, 3)} % (Bonferroni: ${formatNumber(confidenceEach * 100, 4)} % each)`
      : `Interval of the difference: ${formatNumber(confidence * 100, 3)} %`;
  return `${several}; by ${methods.join("; by ")}.`;
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
  return `${first.name} against ${second.name}: ${parts.join(", ")}.`;
}

/** What `compare` shows: a table, how it was made, and one line in words. */
export function renderComparison(first: Evidence, second: Evidence, found: Overlay, colour: boolean): string {
  const hasConditions = found.comparisons.some(({ at }) => at.size > 0);
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
    ];
  });
  const titles = [...(hasConditions ? ["condition"] : []), "metric", "unit", "A", "B", "A − B, of B", "verdict"];
  const table =
    rows.length === 0 ? "" : `${terminalTable({ columns: titles.map((title) => ({ title })), rows }, colour)}\n`;
  const head = `A  ${first.name} (${first.kind})\nB  ${second.name} (${second.kind})\n\n`;
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

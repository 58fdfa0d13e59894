import type { Comparison, ComparisonOutcome, Overlay } from "../../measurement/comparison.ts";
import { type Evidence, titlesOf } from "../../measurement/evidence.ts";
import { type ComparisonLine, comparisonTable } from "../../report/document/comparison-table.ts";
import { onTerminal } from "../../report/table/on-terminal.ts";
import { formatNumber } from "../../units/number.ts";

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

/** The comparisons as comparison.json has them. */
export const comparisonLines = ({ comparisons }: Overlay): ComparisonLine[] =>
  comparisons.map(({ at, ...rest }) => ({ at: Object.fromEntries(at), ...rest }));

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
  const count = (verdict: ComparisonOutcome) => comparisons.filter((one) => one.verdict === verdict);
  const [agreeing, differing, open] = [count("agrees"), count("differs"), count("cannot tell")];
  const list = (some: readonly Comparison[]) => {
    const names = [...new Set(some.map(({ metric }) => metric))];
    return names.length > 4 ? `${names.slice(0, 4).join(", ")}, …` : names.join(", ");
  };
  const parts = [
    ...(differing.length > 0
      ? [`${differing.length} ${differing.length === 1 ? "differs" : "differ"} (${list(differing)})`]
      : []),
    ...(agreeing.length > 0
      ? [`${agreeing.length} ${agreeing.length === 1 ? "agrees" : "agree"} (${list(agreeing)})`]
      : []),
    ...(open.length > 0 ? [`${open.length} cannot be told (${list(open)})`] : []),
    ...(identical.length > 0 ? [`${identical.length} ${identical.length === 1 ? "is" : "are"} identical`] : []),
  ];
  return `${titlesOf(first, second).join(" against ")}: ${parts.join(", ")}.`;
}

/** What `compare` shows: a table, how it was made, and one line in words. */
export function renderComparison(first: Evidence, second: Evidence, found: Overlay, colour: boolean): string {
  const lines = comparisonLines(found);
  const table = lines.length === 0 ? "" : `${onTerminal(comparisonTable(lines, ""), colour)}\n`;
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

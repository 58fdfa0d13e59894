/** Tables for LaTeX, with the rules of booktabs and the columns of siunitx. */
import { printable } from "../../units/printable.ts";

const SIGNS: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "–": "--",
  "−": "$-$",
  "×": "$\\times$",
  "∞": "$\\infty$",
  "\u2009": "\\,",
  "≤": "$\\le$",
  "≥": "$\\ge$",
  "±": "$\\pm$",
  "·": "$\\cdot$",
};

/** A text in which no letter means anything to LaTeX. */
export const latexText = (text: string): string =>
  printable(text)
    .replace(/[\\{}$&#%_^~<>–−×∞\u2009≤≥±·]/g, (sign) => SIGNS[sign]!)
    .replace(/\s+/g, " ");

const NUMBER = "[−-]?\\d+(?:\\.\\d+)?(?:e-?\\d+)?";
const IS_NUMBER = new RegExp(`^${NUMBER}$`);
const IS_INTERVAL = new RegExp(`^(${NUMBER}) to (${NUMBER})$`);
const IS_ESTIMATE = /^([−-]?\d+(?:\.\d+)?) ± (\d+(?:\.\d+)?)$|^\(([−-]?\d+(?:\.\d+)?) ± (\d+(?:\.\d+)?)\)e(-?\d+)$/;
const isNone = (cell: string): boolean => cell === "–" || cell === "" || cell.startsWith("< ");

/** "2936.6 ± 3.8" as siunitx reads it: 2936.6(38), the half-width in units of the last digit. */
function numberOf(cell: string): string | null {
  if (IS_NUMBER.test(cell)) return cell.replace("−", "-");
  const found = IS_ESTIMATE.exec(cell);
  if (found === null) return null;
  const [value, halfWidth] = found[1] === undefined ? [found[3]!, found[4]!] : [found[1], found[2]!];
  const decimals = (value.split(".")[1] ?? "").length;
  const last = Math.round(Number(`${halfWidth}e${decimals}`));
  return `${value.replace("−", "-")}(${last})${found[5] === undefined ? "" : `e${found[5]}`}`;
}

/** What siunitx is told of the widest number of a column: signs, and digits before the point, behind it, of the half-width and of the exponent. */
function formatOf(numbers: readonly string[]): string {
  const parts = numbers.map(
    (one) => /^(-?)(\d+)(?:\.(\d+))?(?:\((\d+)\))?(?:e(-?)(\d+))?$/.exec(one)!.slice(1) as (string | undefined)[],
  );
  const longest = (place: number): number => Math.max(...parts.map((part) => part[place]?.length ?? 0));
  const sign = (place: number): string => (longest(place) > 0 ? "-" : "");
  const decimals = longest(2) > 0 ? `.${longest(2)}` : "";
  const halfWidth = longest(3) > 0 ? `(${longest(3)})` : "";
  const exponent = longest(5) > 0 ? `e${sign(4)}${longest(5)}` : "";
  return `${sign(0)}${longest(1)}${decimals}${halfWidth}${exponent}`;
}

/** A column of the paper: how LaTeX is told of it, its head, and each of its cells. */
interface Column {
  readonly kind: string;
  readonly head: string;
  readonly cells: readonly string[];
}

const aligned = (numbers: readonly (string | null)[]): string => {
  const format = formatOf(numbers.filter((one) => one !== null));
  return `S[table-format = ${format}${format.includes("(") ? ", separate-uncertainty = true" : ""}]`;
};

/** Numbers are aligned by siunitx, estimates with their half-widths; intervals take two columns under one head, and all else is text. */
function columnOf(head: string, cells: readonly string[]): Column {
  const numbers = cells.map(numberOf);
  const intervals = cells.map((cell) => IS_INTERVAL.exec(cell));
  if (intervals.some((one) => one !== null) && cells.every((cell, i) => intervals[i] || isNone(cell))) {
    const bound = (side: 1 | 2) => aligned(intervals.map((one) => (one ? numberOf(one[side]!) : null)));
    return {
      kind: `${bound(1)}${bound(2)}`,
      head: `\\multicolumn{2}{c}{${latexText(head)}}`,
      cells: intervals.map((one, i) =>
        one ? `${numberOf(one[1]!)} & ${numberOf(one[2]!)}` : `\\multicolumn{2}{c}{${latexText(cells[i]!)}}`,
      ),
    };
  }
  if (numbers.some((one) => one !== null) && cells.every((cell, i) => numbers[i] !== null || isNone(cell)))
    return {
      kind: aligned(numbers),
      head: `{${latexText(head)}}`,
      cells: numbers.map((one, i) => one ?? `{${latexText(cells[i]!)}}`),
    };
  return { kind: "l", head: latexText(head), cells: cells.map(latexText) };
}

/**
 * A floating table with caption and label. `\usepackage{booktabs}` goes into the preamble, and `\usepackage{siunitx}` where there are numbers.
 *
 * @param label what `\ref{tab:…}` calls it: letters, digits and hyphens
 * @param total a last row, under a rule of its own
 */
export function latexTable(
  caption: string,
  label: string,
  [head = [], ...rows]: readonly (readonly string[])[],
  total?: readonly string[],
): string {
  const all = total === undefined ? rows : [...rows, total];
  const columns = head.map((title, i) =>
    columnOf(
      title,
      all.map((row) => row[i]!),
    ),
  );
  const line = (cells: readonly string[]) => `  ${cells.join(" & ")} \\\\`;
  const body = all.map((_, row) => line(columns.map(({ cells }) => cells[row]!)));
  const needed = columns.some(({ kind }) => kind.startsWith("S")) ? "booktabs} and \\usepackage{siunitx" : "booktabs";
  return [
    `% Needs \\usepackage{${needed}}.`,
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${latexText(caption)}}`,
    `  \\label{tab:${label}}`,
    `  \\begin{tabular}{${columns.map(({ kind }) => kind).join("")}}`,
    "  \\toprule",
    line(columns.map((column) => column.head)),
    "  \\midrule",
    ...body.slice(0, rows.length),
    ...(total === undefined ? [] : ["  \\midrule", body.at(-1)!]),
    "  \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}

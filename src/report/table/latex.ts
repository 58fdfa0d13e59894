/** Tables for LaTeX, with the rules of booktabs; no other package is needed. */
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

/** Numbers such as 1.2e-5 as powers of ten. */
const cellText = (cell: string): string =>
  /^-?[\d.]+e-?\d+$/.test(cell)
    ? cell.replace(/^(-?[\d.]+)e(-?\d+)$/, (_, digits: string, power: string) => `$${digits}\\times10^{${power}}$`)
    : latexText(cell).replace(/^-(?=[\d.]+$)/, "$-$");

const isNumber = (cell: string): boolean => /^[−-]?[\d.]+(?:e-?\d+)?$/.test(cell) || cell === "–";

/**
 * A floating table with caption and label. `\usepackage{booktabs}` goes into the preamble.
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
  const columns = head.map((_, column) => (rows.length > 0 && rows.every((row) => isNumber(row[column]!)) ? "r" : "l"));
  const line = (cells: readonly string[]) => `  ${cells.join(" & ")} \\\\`;
  return [
    "% Needs \\usepackage{booktabs}.",
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${latexText(caption)}}`,
    `  \\label{tab:${label}}`,
    `  \\begin{tabular}{${columns.join("")}}`,
    "  \\toprule",
    line(head.map(latexText)),
    "  \\midrule",
    ...rows.map((row) => line(row.map(cellText))),
    ...(total === undefined ? [] : ["  \\midrule", line(total.map(cellText))]),
    "  \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}

/** Tables as text: RFC 4180 with commas, and its relatives with semicolons (SIPp) or tabs. */

/** What is wrong with a table, and where. */
export class TableProblem extends Error {
  override readonly name = "TableProblem";
  /** Counted from 1. */
  readonly line: number;
  readonly found: string;
  readonly expected: string;
  /** Which cell of the line, counted from 0; null for the whole line. */
  readonly cell: number | null;

  constructor(line: number, found: string, expected: string, cell: number | null = null) {
    super(`found ${found}; expected ${expected}`);
    this.line = line;
    this.found = found;
    this.expected = expected;
    this.cell = cell;
  }
}

export interface TextTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Line of each row in the text, counted from 1. */
  readonly lines: readonly number[];
}

/**
 * Reads a table whose first line names the columns. Semicolons or tabs separate the cells where the head has any; commas otherwise.
 * A separator at the end of a line ends its last cell, as SIPp writes it.
 *
 * @throws TableProblem for a text without columns or rows, lines of another length, names twice or left empty, stray quotes
 */
export function parseTable(text: string): TextTable {
  const body = text.replace(/^\ufeff/, "");
  const separator = separatorOf(body);
  const [first, ...rest] = recordsIn(body, separator);
  if (first === undefined) throw new TableProblem(1, "an empty file", "a head that names the columns");
  const isEnded = ({ cells }: { readonly cells: readonly string[] }) => cells.at(-1) === "";
  const trailing = isEnded(first) && (separator !== "," || (rest.length > 0 && rest.every(isEnded)));
  const cut = (cells: readonly string[]) => (trailing && cells.at(-1) === "" ? cells.slice(0, -1) : cells);
  const names = cut(first.cells);
  const empty = names.indexOf("");
  if (empty >= 0) throw new TableProblem(1, `no name over column ${empty + 1}`, "a name over each column");
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new TableProblem(1, `the column ${JSON.stringify(twice)} twice`, "each name once");
  const rows = rest.map(({ line, cells }) => {
    const row = cut(cells);
    if (row.length === names.length) return row;
    throw new TableProblem(line, `${row.length} cells`, `${names.length}, one for each column of the head`);
  });
  if (rows.length === 0) throw new TableProblem(1, "a head without rows", "at least one row of values");
  return { names, rows, lines: rest.map(({ line }) => line) };
}

/** What separates the cells of a table, told by its head. */
export function separatorOf(text: string): string {
  const head = text.slice(0, Math.max(0, text.search(/\r?\n|$/)));
  return head.includes(";") ? ";" : head.includes("\t") ? "\t" : ",";
}

/** Column of the text in which a cell begins, counted from 1; quoted cells that hold line ends are not looked into. */
export function columnOfCell(text: string, { line, cell }: TableProblem): number {
  const separator = separatorOf(text.replace(/^\ufeff/, ""));
  const cells = new RegExp(`"(?:[^"]|"")*"|[^${separator}]+|${separator}`, "g");
  let passed = 0;
  for (const match of (text.split("\n")[line - 1] ?? "").matchAll(cells)) {
    if (passed === cell) return match.index + 1;
    if (match[0] === separator) passed++;
  }
  return 1;
}

/**
 * Records of a text, by line; empty lines are left out.
 * @throws TableProblem for a stray or open quote
 */
export function recordsIn(text: string, separator: string): { line: number; cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`, "y");
  let cells: string[] = [];
  let line = 1;
  let begins = 1;
  while (cell.lastIndex < text.length || cells.length > 0) {
    const match = cell.exec(text);
    if (!match) throw new TableProblem(line, "a stray or open quote", "cells as RFC 4180 writes them");
    cells.push((match[1]?.replaceAll('""', '"') ?? match[2]!).trim());
    line += match[0].split("\n").length - 1;
    if (match[3] === separator) continue;
    if (cells.length > 1 || cells[0] !== "") records.push({ line: begins, cells });
    cells = [];
    begins = line;
    if (cell.lastIndex >= text.length) break;
  }
  return records;
}

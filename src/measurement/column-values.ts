/** One column of numbers out of a table, in the base unit of what it measures. */
import { bearable, columnNamed, numberIn } from "./column.ts";
import { TableProblem, type TextTable } from "./delimited-text.ts";
import { sameValue } from "./evidence.ts";

/** Rows whose columns have these values. @throws TableProblem for a column that is not there, or if no row is left */
export function rowsWhere(table: TextTable, only: ReadonlyMap<string, string>): TextTable {
  const wanted = [...only].map(([column, value]) => ({ at: columnIndex(table, column), value }));
  const kept = table.rows.flatMap((row, i) => (wanted.every(({ at, value }) => sameValue(row[at]!, value)) ? [i] : []));
  if (kept.length === 0)
    throw new TableProblem(1, `no row with ${[...only].map((pair) => pair.join(" = ")).join(" and ")}`, "at least one");
  return { names: table.names, rows: kept.map((i) => table.rows[i]!), lines: kept.map((i) => table.lines[i]!) };
}

/** Where a column stands, by its head or by its name without the unit. @throws TableProblem if it is not there */
export function columnIndex({ names }: TextTable, wanted: string): number {
  const at = names.findIndex((text) => text === wanted || columnNamed(text).name === wanted);
  if (at >= 0) return at;
  throw new TableProblem(1, `no column ${JSON.stringify(wanted)}`, `one of ${names.join(", ")}`);
}

/**
 * Values of a column; empty cells are left out. Seconds for times, whatever unit its name gives.
 * @throws TableProblem for a cell that is no number, at its line
 */
export function columnValues(table: TextTable, wanted: string): number[] {
  const at = columnIndex(table, wanted);
  const { factor } = columnNamed(table.names[at]!);
  return table.rows.flatMap((row, i) => {
    const value = numberIn(row[at]!);
    if (value === null)
      throw new TableProblem(table.lines[i]!, JSON.stringify(row[at]), `a number under ${table.names[at]}`);
    return Number.isNaN(value) ? [] : [bearable(value, table.lines[i]!, table.names[at]!, at) * factor];
  });
}

/** Columns such as `p50` or `p99_us`: quantiles of a summary, by their probability. */
export const quantileColumns = ({ names }: TextTable): { readonly column: string; readonly p: number }[] =>
  names
    .flatMap((column) => {
      const digits = /^p(\d{1,2}(?:\.\d+)?)$/.exec(columnNamed(column).name)?.[1];
      return digits === undefined ? [] : [{ column, p: Number(digits) / 100 }];
    })
    .sort((a, b) => a.p - b.p);

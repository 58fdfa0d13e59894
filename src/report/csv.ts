/** Tables of results as CSV: columns in the order of their contract, numbers that read back as the same numbers. */
import { stringify } from "csv-stringify/sync";
import { printable } from "../units/printable.ts";

/** One value of a table. */
export type CsvValue = number | string | boolean | null;

/** One column. Without `digits` a number is written in the fewest digits that read back as exactly that number. */
export interface CsvColumn<Name extends string = string> {
  readonly name: Name;
  /** Significant digits, 1 to 17. */
  readonly digits?: number;
}

function written(value: CsvValue, column: CsvColumn, row: number): string {
  if (typeof value !== "number") return value === null ? "" : printable(String(value));
  if (!Number.isFinite(value)) throw new RangeError(`csv: row ${row}, ${column.name}: ${value} is no finite number`);
  return String(column.digits === undefined ? value : Number(value.toPrecision(column.digits)));
}

/**
 * Writes a header line and one line per row, ended by line feeds (RFC 4180 quoting). `null` is an empty cell.
 *
 * @throws RangeError for NaN or an infinite number, and for a row that lacks a column or has one too many
 */
export function toCsv<Name extends string>(
  columns: readonly CsvColumn<Name>[],
  rows: readonly Readonly<Record<Name, CsvValue>>[],
): string {
  const names = columns.map(({ name }) => name);
  const records = rows.map((row, index) => {
    const odd = Object.keys(row).find((key) => !names.includes(key as Name)) ?? names.find((name) => !(name in row));
    if (odd !== undefined) throw new RangeError(`csv: row ${index + 1} and the columns disagree about ${odd}`);
    return columns.map((column) => written(row[column.name], column, index + 1));
  });
  return stringify([names.map(printable), ...records], { record_delimiter: "\n" });
}

/** Rows that are turned into text at once. */
const CHUNK_ROWS = 2000;

/**
 * The same for a table of any length, piece by piece: the header line with the first piece.
 *
 * @param rows cells in the order of the names
 * @throws RangeError for NaN or an infinite number
 */
export function* csvChunks(names: readonly string[], rows: Iterable<readonly CsvValue[]>): Generator<string> {
  let records: string[][] = [names.map(printable)];
  const columns = names.map((name) => ({ name }));
  const flush = (): string => {
    const text = stringify(records, { record_delimiter: "\n" });
    records = [];
    return text;
  };
  let count = 0;
  for (const row of rows) {
    count++;
    records.push(columns.map((column, i) => written(row[i]!, column, count)));
    if (records.length >= CHUNK_ROWS) yield flush();
  }
  if (records.length > 0) yield flush();
}

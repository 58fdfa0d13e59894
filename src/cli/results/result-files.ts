import { join } from "node:path";
import { csvRecords } from "../../experiment/design/point-table.ts";
import { readInside, Unreadable } from "../../experiment/store/bounded-file.ts";
import type { JsonShape } from "../../notation/json-shape.ts";
import { UnitError } from "../../units/unit-error.ts";

/** Bytes of a table or a file of results at most. */
export const RESULT_MAX = 2 ** 28;

/**
 * A text of a directory that somebody else may have made; null if it is not there.
 * @throws Unreadable for what leads out of the directory
 */
export const textIn = (directory: string, name: string): string | null =>
  readInside(directory, name, RESULT_MAX)?.toString("utf8") ?? null;

const damaged = (directory: string, name: string, what: string): Unreadable =>
  new Unreadable(join(directory, name), `${what}: the file is damaged, or another version has made it`);

/**
 * The text of a CSV file of such a directory; null if it is not there.
 * @param columns that it must have
 * @throws Unreadable for lines of unequal length, and for columns that are missing
 */
export function tableIn(directory: string, name: string, columns: readonly string[]): string | null {
  const text = textIn(directory, name);
  if (text === null) return null;
  let records: readonly (readonly string[])[];
  try {
    records = csvRecords(text);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw damaged(directory, name, error.found);
  }
  const [head = []] = records;
  const odd = records.findIndex((record) => record.length !== head.length);
  if (odd >= 0)
    throw damaged(directory, name, `${records[odd]!.length} cells in row ${odd + 1} for ${head.length} columns`);
  const missing = columns.find((column) => !head.includes(column));
  if (missing !== undefined) throw damaged(directory, name, `no column ${missing}`);
  return text;
}

/**
 * A JSON file of such a directory, looked over before anything is believed of it.
 * @throws Unreadable for a file that another version has made, or that is damaged
 */
export function jsonIn<R>(directory: string, name: string, shape: JsonShape<unknown, R>): R | null {
  const text = textIn(directory, name);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(directory, name, "no JSON");
  }
  const misfit = shape.look(value, "");
  if (misfit === null) return value as R;
  throw damaged(directory, name, `${misfit.found} at ${misfit.at || "its root"} in the place of ${misfit.expected}`);
}

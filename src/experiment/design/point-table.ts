import { recordsIn, separatorOf, TableProblem } from "../../measurement/delimited-text.ts";
import { VALUES_MAX } from "../../scenario/axis.ts";
import { UnitError } from "../../units/unit-error.ts";

/** Points that the user has written down: the head names the parameters, each further line is a point. */
export interface PointTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads a table of points: RFC 4180, with commas, or with semicolons or tabs where the head has any.
 *
 * @throws UnitError for a table without points, lines of unequal length, names or cells left empty, quotes left open
 */
export function parsePointTable(text: string): PointTable {
  const body = text.replace(/^\ufeff/, "");
  const [names, ...rows] = records(body, separatorOf(body));
  if (names === undefined || rows.length === 0)
    throw new UnitError("a table without points", "a head and a line for each point");
  if (rows.length > VALUES_MAX) throw new UnitError(`a table of ${rows.length} points`, `at most ${VALUES_MAX}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UnitError(`the column ${JSON.stringify(twice)} twice`, "each parameter once");
  if (names.includes("")) throw new UnitError("a column without a name", "the path of a parameter over each column");
  for (const [i, row] of rows.entries()) {
    if (row.length !== names.length)
      throw new UnitError(`${row.length} cells in line ${i + 2}`, `${names.length}, one for each column of the head`);
    const empty = row.indexOf("");
    if (empty >= 0) throw new UnitError(`an empty cell in line ${i + 2}`, `a value of ${names[empty]}`);
  }
  return { names, rows };
}

/**
 * The cells of a CSV file, line by line, without the spaces around them; empty lines are left out (RFC 4180, commas).
 *
 * @throws UnitError for a quote that is stray or left open
 */
export const csvRecords = (text: string): string[][] => records(text, ",");

function records(text: string, separator: string): string[][] {
  try {
    return recordsIn(text, separator).map(({ cells }) => cells);
  } catch (error) {
    if (error instanceof TableProblem) throw new UnitError(`${error.found} in line ${error.line}`, error.expected);
    throw error;
  }
}

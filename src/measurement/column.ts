/** Columns of a table that hold numbers, with the unit that stands in their name. */
import { metricNamed } from "../metrics/catalogue.ts";
import { TableProblem } from "./delimited-text.ts";

/** A quantity as a column names it: `callSetupTime [ms]`, `setup_us`, `outageTime`. */
export interface ColumnName {
  readonly name: string;
  /** "" if the name says nothing; seconds for every unit of time. */
  readonly unit: string;
  /** By which its numbers are multiplied to be in that unit. */
  readonly factor: number;
}

const TIMES: Readonly<Record<string, number>> = {
  ...{ us: 1e-6, µs: 1e-6, μs: 1e-6, ms: 1e-3, msec: 1e-3 },
  ...{ s: 1, sec: 1, seconds: 1, min: 60, mins: 60, minutes: 60, h: 3600, hours: 3600 },
};
const UNDERSCORED = new RegExp(`^(.+)_(${Object.keys(TIMES).join("|")})$`);

/** Reads a unit behind a name: in brackets of either kind, or after an underscore. Metrics of ours are in their own unit. */
export function columnNamed(text: string): ColumnName {
  const bracketed = /^(.*\S)\s*[[(]([^\])]+)[\])]$/.exec(text);
  const underscored = UNDERSCORED.exec(text);
  const [, name = text, unit = ""] = bracketed ?? underscored ?? [];
  const factor = TIMES[unit];
  if (factor !== undefined) return { name, unit: "s", factor };
  return { name, unit: unit === "" ? (metricNamed(name)?.unit ?? "") : unit, factor: 1 };
}

/** Beyond this the squares of deviations, and their sums and products, would be infinite. */
const LARGEST = 1e100;

/**
 * A value that statistics can be made of, as it is.
 * @param line of the text, counted from 1
 * @param cell of the line, counted from 0
 * @throws TableProblem for one beyond 1e100
 */
export function bearable(value: number, line: number, column: string, cell: number | null = null): number {
  if (!(Math.abs(value) > LARGEST)) return value;
  throw new TableProblem(line, `${value}`, `a number of at most 1e100 under ${column}`, cell);
}

/** A cell as a number; NaN for an empty one, null for any other text. */
export function numberIn(cell: string): number | null {
  if (cell === "") return Number.NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

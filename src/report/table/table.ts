/** One table of a result: said once, and printed for a terminal, a page, a program or a paper. */
import { formatDuration } from "../../units/duration.ts";
import { formatNumber } from "../../units/number.ts";
import type { Style } from "../terminal.ts";

/** What a cell holds; a pair is an interval. Null, undefined and numbers that are not finite stand for nothing. */
export type Value = string | number | boolean | null | undefined | readonly [low: number | null, high: number | null];

interface Look<Row> {
  /** Its name for people, as words in small letters. Left out: for programs only. */
  readonly heading?: string;
  readonly unit?: string;
  /** How people read it, where the value alone does not say. */
  readonly shown?: (row: Row) => string;
  /** How a terminal with colour shows it. */
  readonly style?: (row: Row) => Style;
  /** What numbers are: shares are shown in per cent, durations with a unit, counts whole. Intervals have two bounds for programs, known or not. */
  readonly as?: "share" | "duration" | "count" | "interval";
  /** Significant digits for people; 3 if left out. */
  readonly digits?: number;
  /** People do not want to know more of what is positive and less than this. */
  readonly least?: number;
  /** Significant digits in CSV; all, if left out. */
  readonly precision?: number;
}

/**
 * A column. `field` is its name in CSV and JSON, where an interval `x` is `xLow` and `xHigh`; without one it is for people only. `of`
 * gives the value, shares from 0 to 1 and durations in seconds; without it the row's own field does.
 */
export type Column<Row> = Look<Row> &
  (
    | { readonly field?: string; readonly of: (row: Row) => Value }
    | { readonly field: keyof Row & string; readonly of?: undefined }
  );

export interface Cell {
  readonly value: Value;
  readonly shown: string;
  readonly style?: Style | undefined;
}

export interface Table {
  readonly title: string;
  /** Sentences that belong to it. */
  readonly notes: readonly string[];
  readonly columns: readonly (Pick<Column<never>, "field" | "heading" | "unit" | "precision"> & {
    readonly isInterval: boolean;
  })[];
  readonly rows: readonly (readonly Cell[])[];
  /** A last row that sums the others up. */
  readonly total: readonly Cell[] | undefined;
  /** So many of the rows are for people; those behind them are for programs alone, and a note says so. */
  readonly forPeople?: number;
}

const isNothing = (value: Value): boolean =>
  value === null || value === undefined || (typeof value === "number" && !Number.isFinite(value));

function textOf(value: Value, column: Pick<Look<never>, "as" | "digits" | "least">): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === null || value === undefined) return "–";
  if (typeof value === "object")
    return value.every(isNothing) ? "–" : value.map((bound) => textOf(bound, column)).join(" … ");
  if (!Number.isFinite(value)) return "–";
  const { as, digits = 3, least = 0 } = column;
  if (value > 0 && value < least) return `< ${textOf(least, { ...column, digits: 1 })}`;
  if (as === "count") return String(value);
  return as === "duration" ? formatDuration(value, digits) : formatNumber(as === "share" ? 100 * value : value, digits);
}

/** Rows that people see, from the first, and what is said of those that they do not see. */
interface Most<Row> {
  readonly rows: (all: readonly Row[]) => number;
  readonly note: (left: readonly Row[], all: readonly Row[]) => string;
}

/**
 * @param rows one object for each row
 * @param more sentences that belong to the table, and an object for a last row that sums up
 */
export function tableOf<Row extends object>(
  title: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {
    notes = [],
    total,
    most,
  }: { readonly notes?: readonly string[]; readonly total?: Row | undefined; readonly most?: Most<Row> } = {},
): Table {
  const forPeople = most === undefined ? rows.length : Math.min(rows.length, most.rows(rows));
  const left = rows.slice(forPeople);
  const cellsOf = (row: Row): Cell[] =>
    columns.map((column) => {
      const value = column.of ? column.of(row) : (row[column.field] as Value);
      return { value, shown: column.shown?.(row) ?? textOf(value, column), style: column.style?.(row) };
    });
  return {
    title,
    notes: left.length === 0 ? notes : [most!.note(left, rows), ...notes],
    forPeople,
    columns: columns.map((column) => ({
      ...column,
      ...(column.as === "share" && { unit: "%" }),
      isInterval: column.as === "interval",
    })),
    rows: rows.map(cellsOf),
    total: total && cellsOf(total),
  };
}

/** The columns that people read, each with its cells from top to bottom, the total last. */
export const visible = ({ columns, total, forPeople, rows: all }: Table) => {
  const rows = all.slice(0, forPeople);
  return columns.flatMap(({ heading, unit }, i) => {
    if (heading === undefined) return [];
    const cells = [...rows, ...(total ? [total] : [])].map((row) => row[i]!);
    const isNumeric = rows.length > 0 && rows.every((row) => typeof row[i]!.value !== "string");
    return [{ heading, ...(unit === undefined ? {} : { unit }), cells, isNumeric }];
  });
};

/** Rows for people, the total left out. */
export const visibleRows = ({ rows, forPeople }: Table): readonly (readonly Cell[])[] => rows.slice(0, forPeople);

/** In prose and on paper an interval has a word between its bounds. */
export const written = ({ value, shown }: Cell): string =>
  typeof value === "string" ? shown : shown.replace(" … ", " to ");

/** A heading begins with a capital letter, unless it is a name such as failedCalls. */
export const capital = (heading: string): string =>
  heading.replace(/^[a-z](?=[a-z]*(?:[^a-z.A-Z]|$))/, (letter) => letter.toUpperCase());

/** Some of the columns for people, in the order of these names of fields or headings. */
export function chosen(table: Table, names: readonly string[]): Table {
  const places = names.map((name) =>
    table.columns.findIndex(({ field, heading }) => field === name || heading === name),
  );
  const pick = <T>(all: readonly T[]): T[] => places.map((place) => all[place]!);
  return {
    ...table,
    columns: pick(table.columns),
    rows: table.rows.map(pick),
    total: table.total && pick(table.total),
  };
}

type Plain = string | number | boolean | null;

/** A row for programs: names and values, an interval as its two bounds. */
export const fieldsOf = ({ columns }: Table, row: readonly Cell[]): (readonly [string, Plain])[] =>
  columns.flatMap(({ field, isInterval }, i): (readonly [string, Plain])[] => {
    const { value } = row[i]!;
    if (field === undefined) return [];
    if (!isInterval) return [[field, plain(value)]];
    const [low, high] = Array.isArray(value) ? value : [null, null];
    return [
      [`${field}Low`, plain(low)],
      [`${field}High`, plain(high)],
    ];
  });

const plain = (value: Value): Plain => (isNothing(value) || typeof value === "object" ? null : value!);

/** The rows for programs, without what sums them up. */
export const jsonRows = (table: Table): Record<string, Plain>[] =>
  table.rows.map((row) => Object.fromEntries(fieldsOf(table, row)));

/** A list of outages: which component was down from when to when. */
import { parseDuration } from "../units/duration.ts";
import { UnitError } from "../units/unit-error.ts";
import { columnNamed, numberIn } from "./column.ts";
import { columnIndex } from "./column-values.ts";
import { separatorOf, TableProblem, type TextTable } from "./delimited-text.ts";
import { type PointInTime, parsePointInTime } from "./point-in-time.ts";

export interface Outage {
  readonly component: string;
  /** Seconds since 1970. */
  readonly start: number;
  /** Null where it lasts when the list ends. */
  readonly end: number | null;
  /** Line of the list, counted from 1. */
  readonly line: number;
  /** What failed, as the list or the log has it: process, host, link; left out where it does not say. */
  readonly class?: string;
}

export interface OutageList {
  /** By their begin. */
  readonly outages: readonly Outage[];
  readonly kind: PointInTime["kind"];
  /** What should be known of the list, with the line. */
  readonly notes: readonly string[];
}

/** What a column of a list may be. */
export const OUTAGE_PARTS = ["component", "start", "end", "duration", "class"] as const;
type OutagePart = (typeof OUTAGE_PARTS)[number];

/** Names that a column has in lists of outages, the first that is there counts; also as in `Outage start`, `start_time` and `Started at`. */
const NAMES: Readonly<Record<OutagePart, readonly string[]>> = {
  component: ["component", "node", "server", "host", "instance", "device"],
  start: ["start", "begin", "down", "from", "started", "began", "beginning"],
  end: ["end", "stop", "up", "to", "until", "ended", "finish", "recovered", "resolved"],
  duration: ["duration", "length", "downtime"],
  class: ["class", "kind"],
};
/** A name without case, spaces, underscores and what people put around it. */
const bare = (name: string): string =>
  columnNamed(name)
    .name.toLowerCase()
    .replace(/[^a-z]/g, "")
    .replace(/^(outage|downtime|incident|failure|event)(?=.)/, "")
    .replace(/(?<=.)(timestamp|(?<!^(?:up|down))time|date|at|name)$/, "");

/** Whether a line is the head of a list: some column of it says when outages began. */
export const isOutageHead = (line: string): boolean =>
  line.split(separatorOf(line)).some((name) => NAMES.start.includes(bare(name.replaceAll('"', "").trim())));

/** What a list without a column of components is about. */
const ONLY_COMPONENT = "service";

/**
 * @throws TableProblem for a list without begin or end, times that are none or of several kinds, an end before its begin, and outages
 *   of one component that overlap
 */
export function readOutages(table: TextTable, told: ReadonlyMap<string, string> = new Map()): OutageList {
  const columns = columnsOf(table, told);
  let first: { readonly kind: PointInTime["kind"]; readonly line: number } | null = null;
  const timeIn = (row: number, column: number): number => {
    const line = table.lines[row]!;
    const cell = table.rows[row]![column]!;
    const { seconds, kind } = readCell(cell, line, column, columnNamed(table.names[column]!).factor);
    first ??= { kind, line };
    if (kind === first.kind) return seconds;
    throw new TableProblem(line, `${JSON.stringify(cell)}, ${kind}`, `${first.kind} as in line ${first.line}`, column);
  };
  const after = (start: number, i: number): number | null => {
    const cell = table.rows[i]![columns.duration]!;
    return cell === ""
      ? null
      : start + lengthIn(cell, table.names[columns.duration]!, table.lines[i]!, columns.duration);
  };
  const read = table.rows.map((row, i): Outage => {
    const line = table.lines[i]!;
    const component = columns.component < 0 ? ONLY_COMPONENT : row[columns.component]!;
    if (component === "") throw new TableProblem(line, "no component", "the name of one", columns.component);
    const start = timeIn(i, columns.start);
    const end = columns.end < 0 ? after(start, i) : row[columns.end] === "" ? null : timeIn(i, columns.end);
    if (end !== null && end < start)
      throw new TableProblem(
        line,
        `an outage that ends before it begins (${row[columns.end]})`,
        `an end from ${row[columns.start]} on`,
        columns.end,
      );
    const of = columns.class < 0 ? "" : row[columns.class]!;
    return { component, start, end, line, ...(of !== "" && { class: of }) };
  });
  const outages = read.toSorted((a, b) => a.start - b.start);
  checkApart(outages, columns.start);
  const early = read.findIndex(({ start }, i) => i > 0 && start < read[i - 1]!.start);
  const used = Object.values(columns);
  const unread = table.names.flatMap((name, i) => (used.includes(i) ? [] : [`${name} (column ${i + 1})`]));
  return {
    outages,
    kind: first!.kind,
    notes: [
      ...(unread.length > 0
        ? [
            `line 1: not read: ${unread.join(", ")}.${columns.component < 0 ? " All outages are taken for those of one component; --named component=COLUMN says whose they are." : ""}`,
          ]
        : []),
      ...(early > 0
        ? [`line ${read[early]!.line}: begins before the outage of the row above; the rows were put in order.`]
        : []),
      ...read
        .filter(({ end }) => end === null)
        .map(({ line, component }) => `line ${line}: ${component} is still down: a repair that has not ended.`),
    ],
  };
}

/** Where each column stands, as it was told, else by its name; -1: nowhere. @throws TableProblem without a begin or an end */
function columnsOf(table: TextTable, told: ReadonlyMap<string, string>): Readonly<Record<OutagePart, number>> {
  const names = table.names.map(bare);
  const at = (part: OutagePart): number => {
    const wanted = told.get(part);
    if (wanted !== undefined) return columnIndex(table, wanted);
    return NAMES[part].map((name) => names.indexOf(name)).find((index) => index >= 0) ?? -1;
  };
  const end = at("end");
  const columns = { component: at("component"), start: at("start"), end, duration: end < 0 ? at("duration") : -1 };
  const lacks = (part: OutagePart, also: string) =>
    new TableProblem(
      1,
      `the columns ${table.names.join(", ")}`,
      `one named ${part}${also}, or told by --named ${part}=COLUMN`,
    );
  if (columns.start < 0) throw lacks("start", "");
  if (columns.end < 0 && columns.duration < 0) throw lacks("end", " or duration");
  return { ...columns, class: at("class") };
}

/** The length of an outage [s]: a number in the unit of its column, or a duration such as 45 min. @throws TableProblem for anything else */
function lengthIn(cell: string, name: string, line: number, column: number): number {
  const { unit, factor } = columnNamed(name);
  const value = numberIn(cell);
  if (value !== null && value >= 0 && unit === "s") return value * factor;
  try {
    if (value === null) return parseDuration(cell);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
  }
  const found = value === null || value < 0 ? JSON.stringify(cell) : `${cell}, whose unit nothing says`;
  throw new TableProblem(line, found, `a length such as 45 min, or the unit in the head: ${name}_min`, column);
}

function readCell(cell: string, line: number, column: number, factor: number): PointInTime {
  try {
    return parsePointInTime(cell, factor);
  } catch (error) {
    if (error instanceof UnitError) throw new TableProblem(line, error.found, error.expected, column);
    throw error;
  }
}

/** @throws TableProblem where a component is down twice at once */
function checkApart(outages: readonly Outage[], column: number): void {
  const latest = new Map<string, Outage>();
  for (const outage of outages) {
    const before = latest.get(outage.component);
    if (before !== undefined && (before.end === null || outage.start < before.end))
      throw new TableProblem(
        outage.line,
        `an outage of ${outage.component} within that of line ${before.line}`,
        before.end === null
          ? `an end of the outage of line ${before.line}`
          : "outages of one component one after the other",
        column,
      );
    latest.set(outage.component, outage);
  }
}

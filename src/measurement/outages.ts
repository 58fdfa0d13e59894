/** A list of outages: which component was down from when to when. */
import { UnitError } from "../units/unit-error.ts";
import { columnNamed } from "./column.ts";
import { TableProblem, type TextTable } from "./delimited-text.ts";
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

/** Names that a column has in lists of outages, the first that is there counts. */
const NAMES = {
  component: ["component", "node", "server", "host"],
  start: ["start", "begin", "down"],
  end: ["end", "stop", "up"],
  class: ["class", "kind"],
} as const;

/** What a list without a column of components is about. */
const ONLY_COMPONENT = "service";

/**
 * @throws TableProblem for a list without begin or end, times that are none or of several kinds, an end before its begin, and outages
 *   of one component that overlap
 */
export function readOutages(table: TextTable): OutageList {
  const at = (what: keyof typeof NAMES): number => {
    const bare = table.names.map((name) => columnNamed(name).name.toLowerCase());
    return NAMES[what].map((name) => bare.indexOf(name)).find((index) => index >= 0) ?? -1;
  };
  const columns = { component: at("component"), start: at("start"), end: at("end"), class: at("class") };
  for (const what of ["start", "end"] as const)
    if (columns[what] < 0)
      throw new TableProblem(1, `the columns ${table.names.join(", ")}`, `one named ${NAMES[what].join(" or ")}`);
  let first: { readonly kind: PointInTime["kind"]; readonly line: number } | null = null;
  const timeIn = (row: number, column: number): number => {
    const line = table.lines[row]!;
    const cell = table.rows[row]![column]!;
    const { seconds, kind } = readCell(cell, line, column, columnNamed(table.names[column]!).factor);
    first ??= { kind, line };
    if (kind === first.kind) return seconds;
    throw new TableProblem(line, `${JSON.stringify(cell)}, ${kind}`, `${first.kind} as in line ${first.line}`, column);
  };
  const read = table.rows.map((row, i): Outage => {
    const line = table.lines[i]!;
    const component = columns.component < 0 ? ONLY_COMPONENT : row[columns.component]!;
    if (component === "") throw new TableProblem(line, "no component", "the name of one", columns.component);
    const start = timeIn(i, columns.start);
    const end = row[columns.end] === "" ? null : timeIn(i, columns.end);
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
      ...(unread.length > 0 ? [`line 1: not read: ${unread.join(", ")}.`] : []),
      ...(early > 0
        ? [`line ${read[early]!.line}: begins before the outage of the row above; the rows were put in order.`]
        : []),
      ...read
        .filter(({ end }) => end === null)
        .map(({ line, component }) => `line ${line}: ${component} is still down: a repair that has not ended.`),
    ],
  };
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

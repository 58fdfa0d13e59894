/** Measurements in a table of one's own: a row for each run, a column for each quantity or condition. */
import { metricNamed } from "../metrics/catalogue.ts";
import { bearable, columnNamed, numberIn } from "./column.ts";
import { TableProblem, type TextTable } from "./delimited-text.ts";
import { type Condition, type Evidence, type Quantity, quantityOf } from "./evidence.ts";

/** How a table is to be read. */
export interface TableReading {
  /** Columns that tell conditions apart; null: every one that holds no quantity and varies. */
  readonly by: readonly string[] | null;
}

/** Numbers of rows, whatever they are called: they belong to no condition. */
const COUNTERS = new Set(["replication", "rep", "run", "point"]);

/**
 * Rows of equal conditions are independent runs. Columns of numbers are quantities, by the name of a metric where it is one of ours;
 * the others are conditions.
 *
 * @throws TableProblem for a column that is asked for and not there, and for numbers beyond 1e100
 */
export function readPlainTable(table: TextTable, name: string, reading: TableReading): Evidence {
  const index = (column: string): number => {
    const at = table.names.findIndex((text) => text === column || columnNamed(text).name === column);
    if (at >= 0) return at;
    throw new TableProblem(1, `no column ${JSON.stringify(column)}`, `one of ${table.names.join(", ")}`);
  };
  const { rows } = table;
  const conditions = conditionColumns(table, rows, reading, index);
  const quantities = table.names.flatMap((text, at) => {
    const isNumeric = rows.every((row) => numberIn(row[at]!) !== null) && rows.some((row) => row[at] !== "");
    return isNumeric && !conditions.includes(at) && !COUNTERS.has(text) ? [{ at, ...columnNamed(text) }] : [];
  });
  for (const { at } of quantities)
    for (const [i, row] of rows.entries()) bearable(numberIn(row[at]!)!, table.lines[i]!, table.names[at]!, at);
  const groups = new Map<string, (readonly string[])[]>();
  for (const row of rows) {
    const key = JSON.stringify(conditions.map((at) => row[at]!));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return {
    name,
    kind: "measured",
    chances: null,
    warnings: [],
    conditions: [...groups.values()].map(
      (group): Condition => ({
        at: new Map(conditions.map((at) => [columnNamed(table.names[at]!).name, group[0]![at]!])),
        quantities: quantities.flatMap(({ at, name: metric, unit, factor }): Quantity[] => {
          const found = quantityOf(
            metric,
            unit,
            group.map((row) => numberIn(row[at]!)! * factor),
          );
          return found ? [found] : [];
        }),
      }),
    ),
  };
}

/** The columns named, or all that vary and hold neither a metric nor only numbers. */
function conditionColumns(
  table: TextTable,
  rows: readonly (readonly string[])[],
  { by }: TableReading,
  index: (column: string) => number,
): number[] {
  if (by !== null) return by.map(index);
  return table.names.flatMap((text, at) => {
    const isMetric = metricNamed(columnNamed(text).name) !== undefined;
    const isText = rows.some((row) => numberIn(row[at]!) === null);
    const varies = rows.some((row) => row[at] !== rows[0]![at]);
    return isText && varies && !isMetric && !COUNTERS.has(text) ? [at] : [];
  });
}

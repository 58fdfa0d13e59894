/** Our own tables of results: `summary.csv` of a run or a sweep, one metric a row. */
import { bearable } from "./column.ts";
import { TableProblem, type TextTable } from "./delimited-text.ts";
import { type Condition, type Evidence, type Quantity, summarised } from "./evidence.ts";
import type { TableReading } from "./plain-table.ts";

const COLUMNS = ["metric", "unit", "mean", "ci95Low", "ci95High", "values"] as const;
/** Quantiles between replications, which stand beside the mean. */
const QUANTILES = ["median", "p95"].flatMap((name) => [name, `${name}Ci95Low`, `${name}Ci95High`]);
/** Columns that are no parameter. */
const BOOKKEEPING = new Set<string>([...COLUMNS, ...QUANTILES, "point", "replications", "complete"]);

/** Whether this is a table that `run --out` or `sweep` has written as summary.csv. */
export const isSummary = ({ names }: TextTable): boolean => COLUMNS.every((column) => names.includes(column));

/** @throws TableProblem for a cell that is no number */
export function readSummary(table: TextTable, name: string, { by }: TableReading): Evidence {
  const at = Object.fromEntries(COLUMNS.map((column) => [column, table.names.indexOf(column)])) as Record<
    (typeof COLUMNS)[number],
    number
  >;
  const parameters = table.names.flatMap((column, index) => {
    const isTelling =
      by === null ? table.rows.some((row) => row[index] !== table.rows[0]![index]) : by.includes(column);
    return BOOKKEEPING.has(column) || !isTelling ? [] : [{ column, index }];
  });
  const conditions = new Map<string, { at: Map<string, string>; quantities: Quantity[] }>();
  for (const [i, row] of table.rows.entries()) {
    const number = (column: (typeof COLUMNS)[number]): number | null => {
      const cell = row[at[column]]!;
      if (cell === "") return null;
      const value = Number(cell);
      if (Number.isFinite(value)) return bearable(value, table.lines[i]!, column, at[column]);
      throw new TableProblem(table.lines[i]!, JSON.stringify(cell), `a number under ${column}`);
    };
    const values = parameters.map(({ column, index }) => [column.replace(/ \(varied\)$/, ""), row[index]!] as const);
    const key = JSON.stringify(values);
    const condition = conditions.get(key) ?? { at: new Map(values), quantities: [] };
    conditions.set(key, condition);
    const [mean, low, high] = [number("mean"), number("ci95Low"), number("ci95High")];
    if (mean === null) continue;
    const halfWidth = low === null || high === null ? null : (high - low) / 2;
    condition.quantities.push(
      summarised({ metric: row[at.metric]!, unit: row[at.unit]!, mean, halfWidth, n: number("values") ?? 1 }),
    );
  }
  const found: Condition[] = [...conditions.values()];
  // A sweep numbers its points, a run has no parameters; a table with conditions of its own is somebody else's.
  const isOurs = table.names.includes("point") || table.names.every((column) => BOOKKEEPING.has(column));
  return { name, kind: isOurs ? "simulated" : "measured", chances: null, warnings: [], conditions: found };
}

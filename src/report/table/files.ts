import { toCsv } from "../csv.ts";
import { latexTable } from "./latex.ts";
import { capital, fieldsOf, type Table, visible, visibleRows, written } from "./table.ts";

/** A table of a result as CSV, without what sums it up; its columns are a contract. */
export function csvOf(table: Table): string {
  const columns = table.columns.flatMap(({ field, precision, isInterval }) =>
    field === undefined
      ? []
      : (isInterval ? [`${field}Low`, `${field}High`] : [field]).map((name) => ({
          name,
          ...(precision === undefined ? {} : { digits: precision }),
        })),
  );
  return toCsv(
    columns,
    table.rows.map((row) => Object.fromEntries(fieldsOf(table, row))),
  );
}

/**
 * The files of a table: for programs as CSV, for papers as LaTeX.
 * @param forPapers the columns of the second, where not all that people can read
 */
export function tableFiles(name: string, table: Table, forPapers = table): Record<string, string> {
  const columns = visible(forPapers);
  const head = columns.map(({ heading, unit }) =>
    unit === undefined ? capital(heading) : `${capital(heading)} [${unit}]`,
  );
  const rows = visibleRows(table).map((_, row) => columns.map(({ cells }) => written(cells[row]!)));
  const total = table.total && columns.map(({ cells }) => written(cells.at(-1)!));
  return {
    [`${name}.csv`]: csvOf(table),
    [`${name}.tex`]: latexTable([`${table.title}.`, ...table.notes].join(" "), name, [head, ...rows], total),
  };
}

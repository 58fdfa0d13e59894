import type { Html } from "../html/markup.ts";
import { table as htmlTable } from "../html/table.ts";
import { capital, type Table, visible, written } from "./table.ts";

/**
 * A table of a result as a page shows it; title and notes are its caption.
 *
 * @param stacks whether rows become cards on a narrow screen, for cells full of words
 */
export function onPage(table: Table, stacks = false): Html {
  const columns = visible(table);
  const rows = table.rows.map((_, row) => columns.map(({ cells }) => written(cells[row]!)));
  return htmlTable({
    caption: [table.notes.length > 0 ? `${table.title}.` : table.title, ...table.notes].join(" "),
    columns: columns.map(({ heading, isNumeric, cells: _, ...unit }) => ({
      title: capital(heading),
      numeric: isNumeric,
      ...unit,
    })),
    rows,
    ...(table.total === undefined ? {} : { foot: columns.map(({ cells }) => written(cells.at(-1)!)) }),
    stacks,
    sortable: true,
  });
}

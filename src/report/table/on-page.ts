import { type Html, joined, paragraph } from "../html/markup.ts";
import { table as htmlTable } from "../html/table.ts";
import { capital, type Table, visible, visibleRows, written } from "./table.ts";

/**
 * A table of a result as a page shows it; the title is its caption, and the notes follow below at the width of text.
 *
 * @param stacks whether rows become cards on a narrow screen, for cells full of words
 */
export function onPage(table: Table, stacks = false): Html {
  const columns = visible(table);
  const rows = visibleRows(table).map((_, row) => columns.map(({ cells }) => written(cells[row]!)));
  const drawn = htmlTable({
    caption: table.title,
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
  return joined(drawn, ...table.notes.map((note) => paragraph(note)));
}

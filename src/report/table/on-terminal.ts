import { styled, terminalTable } from "../terminal.ts";
import { type Table, visible } from "./table.ts";

/** A table of a result as a terminal shows it: its title, its rows, and a line for each note. */
export function onTerminal(table: Table, colour: boolean): string {
  const columns = visible(table);
  const rows = columns[0]!.cells.map((_, row) =>
    columns.map(({ cells }) => {
      const { shown, style } = cells[row]!;
      return style === undefined ? shown : styled(shown, style, colour);
    }),
  );
  const laid = terminalTable(
    { columns: columns.map(({ heading, ...unit }) => ({ title: heading, ...unit })), rows },
    colour,
  );
  const title = table.title === "" ? "" : `${styled(table.title, "bold", colour)}\n`;
  return `${title}${laid}${table.notes.map((note) => `${note}\n`).join("")}`;
}

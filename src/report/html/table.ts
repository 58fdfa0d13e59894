/** Tables that a screen reader can walk and a phone can show. */
import { type Content, escapeHtml, type Html, markup } from "./markup.ts";

/** The head of a column. */
export interface HtmlColumn {
  readonly title: string;
  readonly unit?: string;
  /** Numbers stand right, in figures of one width. */
  readonly numeric?: boolean;
}

/**
 * A table with a caption; the first cell of each row is the row's header. On a narrow screen it scrolls sideways, or
 * with `stacks` each row becomes a card with the column titles beside the cells, which suits cells full of words.
 *
 * @param sortable whether readers may put the rows in another order, where the page has a script
 * @throws RangeError for a row of the wrong length
 */
export function table(content: {
  readonly caption: string;
  readonly columns: readonly HtmlColumn[];
  readonly rows: readonly (readonly Content[])[];
  /** A last row that sums up and stays where it is. */
  readonly foot?: readonly Content[];
  readonly stacks?: boolean;
  readonly sortable?: boolean;
}): Html {
  const { caption, columns, rows, foot, stacks = false, sortable = false } = content;
  // Cards are made with CSS, which makes browsers forget that this is a table; the roles remind them.
  const role = (name: string): string => (stacks ? ` role="${name}"` : "");
  const titles = columns.map(({ title, unit }) => (unit === undefined ? title : `${title} [${unit}]`));
  const kind = (index: number): string => (columns[index]!.numeric ? ' class="number"' : "");

  const head = titles
    .map((title, index) => `<th scope="col"${role("columnheader")}${kind(index)}>${escapeHtml(title)}</th>`)
    .join("");
  const body = [...rows, ...(foot ? [foot] : [])].map((row, number) => {
    if (row.length !== columns.length) {
      throw new RangeError(`table "${caption}", row ${number + 1}: ${row.length} cells for ${columns.length} columns`);
    }
    const cells = row.map((cell, index) => {
      const label = stacks ? ` data-title="${escapeHtml(titles[index]!)}"` : "";
      return index === 0
        ? `<th scope="row"${role("rowheader")}${kind(index)}${label}>${markup(cell)}</th>`
        : `<td${role("cell")}${kind(index)}${label}>${markup(cell)}</td>`;
    });
    return `<tr${role("row")}>${cells.join("")}</tr>`;
  });

  const table = [
    `<table${role("table")}${stacks ? ' class="stacks"' : ""}${sortable ? " data-sortable" : ""}>`,
    `<caption>${escapeHtml(caption)}</caption>`,
    `<thead${role("rowgroup")}><tr${role("row")}>${head}</tr></thead>`,
    `<tbody${role("rowgroup")}>${body.slice(0, rows.length).join("\n")}</tbody>`,
    `${foot ? `<tfoot${role("rowgroup")}>${body.at(-1)}</tfoot>` : ""}</table>`,
  ].join("\n");
  return { html: `<div class="wide" role="region" aria-label="${escapeHtml(caption)}" tabindex="0">${table}</div>` };
}

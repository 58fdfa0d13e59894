/** A chart of a report: still as it is printed and as a phone shows it, live where scripts run, and its numbers as a table. */
import { figure } from "../html/figure.ts";
import { details, escapeHtml, type Html } from "../html/markup.ts";
import { table } from "../html/table.ts";

import { NothingToPlot, type Plot, specOf } from "../plot/plot.ts";
import { ofWidth, sizeOf } from "../plot/width.ts";
import { renderSvg } from "../vega.ts";

/** Rows of numbers below a chart at most. */
const ROWS_MAX = 60;
/** What a phone of 390 px leaves between its margins [px]. */
export const PHONE = 350;

/** The drawings of a chart and what makes them live, for `figure`. */
export async function drawings(
  plot: Pick<Plot, "frame" | "drawing">,
): Promise<{ readonly svg: string; readonly narrow: string; readonly data: unknown }> {
  const { frame, drawing } = plot;
  const narrow = await ofWidth((width) => specOf(plot, { ...frame, width }), PHONE);
  return { svg: await renderSvg(specOf(plot)), narrow: narrow.svg, data: { frame, drawing } };
}

export async function chartFigure(id: string, plot: Plot, name?: string): Promise<Html> {
  const [head = [], ...rows] = plot.table;
  const shown = rows.slice(0, ROWS_MAX);
  const rest =
    rows.length > shown.length ? ` (the first ${shown.length} of ${rows.length}; the rest is in the CSV files)` : "";
  const numbers = details(
    "The numbers",
    table({
      caption: `${plot.frame.title}${rest}`,
      columns: head.map((title, column) => ({ title, numeric: shown.every((row) => /^[−–\-\d.]/.test(row[column]!)) })),
      rows: shown,
      sortable: true,
    }),
  );
  return figure({
    id,
    ...(await drawings(plot)),
    caption: plot.alt,
    alt: plot.alt,
    below: numbers,
    ...(name === undefined ? {} : { name }),
  });
}

/** Makes a plot, or nothing where there is nothing to plot. */
export function ifAny(make: () => Plot): Plot | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof NothingToPlot) return null;
    throw error;
  }
}

/** Several charts of which a reader looks at one; all of them where no script runs. */
export const choiceOf = (question: string, figures: readonly Html[]): Html =>
  figures.length === 1
    ? figures[0]!
    : { html: `<div data-choice="${escapeHtml(question)}">${figures.map(({ html }) => html).join("\n")}</div>` };

/** Drawings shrink to this share of their size, so that their letters stay legible; beyond that they are moved to and fro. */
const LEAST = 0.85;

const sized = (svg: string, kind: string): string =>
  svg.replace("<svg", `<svg class="${kind}" style="--least:${Math.round(LEAST * sizeOf(svg).width)}px"`);

/**
 * A drawing that takes its ink from the page.
 * @param narrow the same for the width of a phone, where it can be drawn for that
 */
export const drawn = (id: string, svg: string, caption: string, narrow?: string): Html => ({
  html: `<figure id="${id}"><div class="drawing" role="region" aria-label="${escapeHtml(caption)}" tabindex="0">${narrow === undefined ? sized(svg, "only") : sized(svg, "broad") + sized(narrow, "narrow")}</div><figcaption>${escapeHtml(caption)}</figcaption></figure>`,
});

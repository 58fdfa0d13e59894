/** A chart of a report: still as it is printed, live where scripts run, and its numbers as a table. */
import type { TopLevelSpec } from "vega-lite";
import { figure } from "../html/figure.ts";
import { details, escapeHtml, type Html } from "../html/markup.ts";
import { table } from "../html/table.ts";
import { NothingToPlot, type Plot, roomy } from "../plot/plot.ts";
import { renderSvg } from "../vega.ts";

/** Rows of numbers below a chart at most. */
const ROWS_MAX = 60;
/** Kinds of chart whose vertical axis only tells things apart. */
const LYING: readonly string[] = ["bar", "tornado", "waterfall", "timeline", "heatmap"];

type Layer = {
  readonly layer?: readonly Layer[];
  readonly data?: { readonly values?: readonly Record<string, unknown>[] };
  readonly encoding?: object;
};

/** The chart with what its marks mean told under the pointer. */
function withTooltips(spec: TopLevelSpec, { type, frame }: Plot): TopLevelSpec {
  const [x, y] = [frame.x.title, frame.y.title];
  const meanings: Readonly<Record<string, string>> = {
    x,
    x2: `${x}, end`,
    ...(LYING.includes(type) ? {} : { y }),
    low: "lower bound",
    high: "upper bound",
  };
  const told = (layer: Layer): Layer => {
    if (layer.layer) return { ...layer, layer: layer.layer.map(told) };
    const fields = Object.keys(layer.data?.values?.[0] ?? {}).filter((name) => name in meanings);
    if (fields.length === 0 || type === "heatmap") return layer;
    const tooltip = fields.map((field) => ({ field, type: "quantitative", title: meanings[field]!, format: ".5~g" }));
    return { ...layer, encoding: { ...layer.encoding, tooltip } };
  };
  return told(spec as Layer) as TopLevelSpec;
}

export async function chartFigure(id: string, plot: Plot, name?: string): Promise<Html> {
  const spec = roomy(plot.draw(plot.frame));
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
    svg: await renderSvg(spec),
    caption: plot.alt,
    alt: plot.alt,
    spec: withTooltips(spec, plot),
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

/** A drawing that takes its ink from the page. */
export const drawn = (id: string, svg: string, caption: string): Html => ({
  html: `<figure id="${id}"><div class="drawing" role="region" aria-label="${escapeHtml(caption)}" tabindex="0">${svg}</div><figcaption>${escapeHtml(caption)}</figcaption></figure>`,
});

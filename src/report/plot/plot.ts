/** A chart before it is drawn: its kind, the words around it, and what draws it at any size. */
import type { TopLevelSpec } from "vega-lite";
import { chartOf, type Drawing } from "../charts/drawing.ts";
import type { Frame } from "../charts/frame.ts";

export const CHART_TYPES = [
  "points",
  "line",
  "bar",
  "ecdf",
  "heatmap",
  "pareto",
  "tornado",
  "waterfall",
  "timeline",
  "availability",
] as const;

export type ChartType = (typeof CHART_TYPES)[number];

export interface Plot {
  readonly type: ChartType;
  readonly frame: Frame;
  /** What it shows, in words with its main numbers, for those who cannot see it. */
  readonly alt: string;
  /** The numbers, as a table prints them: the head first, each cell as it is written. */
  readonly table: readonly (readonly string[])[];
  readonly drawing: Drawing;
}

/** The chart at its size, or with other words and another size. */
export const specOf = ({ frame, drawing }: Pick<Plot, "frame" | "drawing">, framed = frame): TopLevelSpec =>
  roomy(chartOf(framed, drawing));

/** Names beside an axis are written out, however long. */
const roomy = (spec: TopLevelSpec): TopLevelSpec => ({
  ...spec,
  config: { ...spec.config, axis: { ...spec.config?.axis, labelLimit: 0 } },
});

/** What was asked for and is not there: said with what there is. */
export class NothingToPlot extends Error {
  override readonly name = "NothingToPlot";
  /** The option that asked for it, such as "metric"; empty: the file. */
  readonly option: string;
  readonly found: string;
  readonly expected: string;
  readonly hint: string;

  constructor(option: string, found: string, expected: string, hint = "") {
    super(`${option}: found ${found}; expected ${expected}`);
    this.option = option;
    this.found = found;
    this.expected = expected;
    this.hint = hint;
  }
}

/** A chart as plain data: its kind and what it shows, to be drawn at any size and on any axes, here or by the script of a page. */
import { barsWithIntervals } from "./bars.ts";
import { lineWithBands, pointsWithIntervals } from "./curves.ts";
import { ecdf } from "./ecdf.ts";
import { failoverTimeline } from "./failover-timeline.ts";
import type { Frame } from "./frame.ts";
import { frontier } from "./frontier.ts";
import { heatMap } from "./heat-map.ts";
import { ninesCurves } from "./nines.ts";
import { pareto } from "./pareto.ts";
import { tornadoChart } from "./tornado.ts";
import { waterfall } from "./waterfall.ts";

const KINDS = {
  points: pointsWithIntervals,
  lines: lineWithBands,
  bars: barsWithIntervals,
  ecdf,
  steps: failoverTimeline,
  frontier,
  heatMap,
  nines: ninesCurves,
  pareto,
  tornado: tornadoChart,
  waterfall,
};

type Kind = keyof typeof KINDS;

/** What a chart of a kind shows. */
export type Drawing = {
  readonly [K in Kind]: { readonly kind: K; readonly shown: Parameters<(typeof KINDS)[K]>[1] };
}[Kind];

/** Which axes are measured, so that a reader may look closer at a part or take powers of ten as equal steps; of all other axes rows and bars would lose their meaning. */
const MEASURED: Readonly<Partial<Record<Kind, readonly ("x" | "y")[]>>> = {
  points: ["x", "y"],
  lines: ["x", "y"],
  ecdf: ["x"],
  frontier: ["x"],
  nines: ["x"],
  pareto: ["x", "y"],
};

export const measuredAxes = ({ kind }: Pick<Drawing, "kind">): readonly ("x" | "y")[] => MEASURED[kind] ?? [];

/** The chart with these words, this size and these axes, as Vega-Lite. */
export const chartOf = (frame: Frame, { kind, shown }: Drawing) => KINDS[kind](frame, shown as never);

/** All that is shown along a measured axis; empty for any other. */
export function valuesAlong(drawing: Drawing, axis: "x" | "y"): readonly number[] {
  const along = (sets: readonly { readonly points: readonly { readonly x: number; readonly y: number }[] }[]) =>
    sets.flatMap(({ points }) => points.map((point) => point[axis]));
  switch (drawing.kind) {
    case "points":
      return along([...drawing.shown.series, ...drawing.shown.curves]);
    case "lines":
      return along([...drawing.shown.lines, ...drawing.shown.points]);
    case "pareto":
      return along([drawing.shown]);
    case "ecdf":
      return axis === "x" ? drawing.shown.flatMap(({ values }) => values) : [];
    case "nines":
      return axis === "x" ? drawing.shown.curves.flatMap(({ points }) => points.map(({ x }) => x)) : [];
    case "frontier":
      return axis === "x" ? drawing.shown.points.map(({ cost }) => cost) : [];
    default:
      return [];
  }
}

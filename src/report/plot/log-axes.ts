/** Charts on logarithmic axes, where a reader asks for them. */
import { measuredAxes, valuesAlong } from "../charts/drawing.ts";
import { NothingToPlot, type Plot } from "./plot.ts";

type Chart = Pick<Plot, "frame" | "drawing">;

/** The axes of a chart that can be logarithmic. */
export const logAxesOf = ({ drawing }: Chart): readonly ("x" | "y")[] =>
  measuredAxes(drawing).filter((axis) => valuesAlong(drawing, axis).some((value) => value > 0));

/**
 * The chart with these axes logarithmic; its source says how many values have no place there.
 * @throws NothingToPlot where an axis cannot be: bars begin at 0, rows are not measured, and values may all be 0
 */
export function onLogAxes<C extends Chart>(chart: C, axes: readonly ("x" | "y")[]): C {
  const { drawing } = chart;
  const possible = logAxesOf(chart);
  const refused = axes.find((axis) => !possible.includes(axis));
  if (refused !== undefined)
    throw new NothingToPlot(
      "log",
      `${refused}, ${measuredAxes(drawing).includes(refused) ? "along which nothing is positive" : "along which bars begin at 0, or nothing is measured"}`,
      possible.length === 0 ? "no logarithmic axis for this chart" : `${possible.join(" or ")} for this chart`,
      "Charts of type points, line and pareto take both, those of type ecdf and availability x.",
    );
  const lost = axes.reduce((sum, axis) => sum + valuesAlong(drawing, axis).filter((value) => value <= 0).length, 0);
  const { frame } = chart;
  const scaled = Object.fromEntries(axes.map((axis) => [axis, { ...frame[axis], scale: "log" as const }]));
  const source =
    frame.source === "" || lost === 0
      ? frame.source
      : `${frame.source}; ${lost} ${lost === 1 ? "value" : "values"} of 0 or less left out by the logarithmic axis`;
  return { ...chart, frame: { ...frame, ...scaled, source } };
}

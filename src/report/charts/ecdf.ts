/** Empirical distribution functions: the share of observations up to each value, one stair for each sample. */
import type { TopLevelSpec } from "vega-lite";
import { INKS } from "../theme.ts";
import { hasPlace, type Span, spanOf, type Tick } from "./axis.ts";
import { dash, type Frame, framed, planeOf, positions } from "./frame.ts";
import type { Layer } from "./note.ts";

export interface Sample {
  readonly name: string;
  /** At least one finite number; in any order. */
  readonly values: readonly number[];
}

const SHARES: readonly Tick[] = [0, 0.25, 0.5, 0.75, 1].map((value) => ({
  value,
  label: String(value),
}));
/** Steps drawn at most; of larger samples the quantiles are drawn. */
const STEPS_MAX = 400;

/** The corners of the stair from (low, 0) to (high, 1). */
function stair(values: readonly number[], span: Span): { x: number; y: number }[] {
  const { low, high } = span;
  const sorted = [...values].sort((a, b) => a - b);
  const steps = Math.min(sorted.length, STEPS_MAX);
  const corners = [{ x: low, y: 0 }];
  for (let step = 1; step <= steps; step++) {
    const value = sorted[Math.ceil((step / steps) * sorted.length) - 1]!;
    // What has no place on a logarithmic axis lies below all of it.
    const x = hasPlace(span, value) ? value : low;
    corners.push({ x, y: (step - 1) / steps }, { x, y: step / steps });
  }
  return [...corners, { x: high, y: 1 }];
}

/** Stairs over one plane, told apart by ink and dash, and explained in the key. */
export function ecdf(frame: Frame, samples: readonly Sample[]): TopLevelSpec {
  const x = spanOf(
    frame.x,
    samples.flatMap(({ values }) => values),
    true,
  );
  const y = spanOf({ ...frame.y, domain: [0, 1], ticks: SHARES }, [], false);
  const plane = planeOf(frame, x, y);
  const layers = samples.map(
    ({ values }, index): Layer => ({
      data: { values: stair(values, x) },
      mark: {
        type: "line",
        color: INKS[index % INKS.length]!.stroke,
        strokeWidth: 2,
        strokeDash: dash(index),
      },
      // Corners go in the order of the stair, not of x, where several share one.
      encoding: { ...positions(plane), order: { value: 0 } },
    }),
  );
  const key = samples.map(({ name }, index) => ({
    name,
    ink: INKS[index % INKS.length]!,
    swatch: { kind: "line" as const, dash: dash(index) },
  }));
  return framed(frame, plane, samples.length > 1 ? key : [], layers);
}

/** From the fault to the first request served again: one bar for each step of a failover, each beginning where the one before it ends. */
import type { TopLevelSpec } from "vega-lite";
import { INKS, PLOT, REFERENCE, SIZE } from "../theme.ts";
import { fraction, type Span, spanOf } from "./axis.ts";
import { errorBar } from "./bars.ts";
import { type Frame, framed, type Layer, noteOver, type Plane, positions } from "./frame.ts";

/** A step and when it has ended, counted from the fault. */
export interface FailoverStep {
  readonly name: string;
  readonly end: number;
  readonly interval?: readonly [low: number, high: number] | undefined;
  /** The end as it is written. */
  readonly text: string;
}

const THICK = 16;
const BETWEEN = 12;

/** @param steps in the order of their ends */
export function failoverTimeline(
  frame: Frame,
  drawn: { readonly steps: readonly FailoverStep[]; readonly interval: string },
): TopLevelSpec {
  const { steps, interval } = drawn;
  const y: Span = {
    title: frame.y.title,
    low: 0,
    high: steps.length,
    ticks: steps.map(({ name }, row) => ({ value: steps.length - row - 0.5, label: name })),
  };
  const plane: Plane = {
    x: spanOf(frame.x, [0, ...steps.flatMap((step) => [step.end, ...(step.interval ?? [])])], true),
    y,
    width: frame.width ?? PLOT.width,
    height: frame.height ?? steps.length * (THICK + BETWEEN),
    amounts: "x",
  };
  const half = THICK / (THICK + BETWEEN) / 2;
  const layers = steps.flatMap(({ end, interval: bounds, text }, row): Layer[] => {
    const middle = steps.length - row - 0.5;
    const from = row === 0 ? 0 : steps[row - 1]!.end;
    const right = plane.width * fraction(plane.x, Math.max(end, bounds?.[1] ?? end));
    const left = plane.width * fraction(plane.x, Math.min(from, end));
    const isLeft = right > 0.8 * plane.width && left > 70;
    const encoding = { ...positions(plane), y2: { field: "y2" } };
    return [
      {
        data: { values: [{ x: from, x2: end, y: middle - half, y2: middle + half }] },
        mark: { type: "rect", color: INKS[row % INKS.length]!.stroke },
        encoding: { ...encoding, x2: { field: "x2" } },
      },
      // A step that takes no time is still to be seen.
      {
        data: { values: [{ x: end, y: middle - half, y2: middle + half }] },
        mark: { type: "rule", color: INKS[row % INKS.length]!.stroke, strokeWidth: 2 },
        encoding,
      },
      ...(bounds === undefined ? [] : [errorBar(plane, bounds, middle)]),
      noteOver(text, isLeft ? left - 7 : right + 7, plane.height * (1 - fraction(y, middle)), {
        size: SIZE.label,
        align: isLeft ? "right" : "left",
      }),
    ];
  });
  const hasBounds = steps.some((step) => step.interval !== undefined);
  return framed(
    frame,
    plane,
    hasBounds ? [{ name: interval, ink: REFERENCE, swatch: { kind: "interval", lies: true } }] : [],
    layers,
  );
}

/** From the fault to the first request served again: one bar for each step of a failover, each beginning where the one before it ends. */
import type { TopLevelSpec } from "vega-lite";
import { INKS, REFERENCE, SIZE } from "../theme.ts";
import { fraction, rowsOf, spanOf } from "./axis.ts";
import { errorBar } from "./bars.ts";
import { block, type Frame, framed, lyingPlane, upright } from "./frame.ts";
import { type Layer, noteOver } from "./note.ts";

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
  const x = spanOf(frame.x, [0, ...steps.flatMap((step) => [step.end, ...(step.interval ?? [])])], true);
  const names = steps.map(({ name }) => name);
  const plane = lyingPlane(frame, x, rowsOf(frame.y.title, names), THICK + BETWEEN);
  const half = THICK / (THICK + BETWEEN) / 2;
  const layers = steps.flatMap(({ end, interval: bounds, text }, row): Layer[] => {
    const middle = steps.length - row - 0.5;
    const from = row === 0 ? 0 : steps[row - 1]!.end;
    const right = plane.width * fraction(plane.x, Math.max(end, bounds?.[1] ?? end));
    const left = plane.width * fraction(plane.x, Math.min(from, end));
    const isLeft = right > 0.8 * plane.width && left > 70;
    const [rows, { stroke }] = [{ y: middle - half, y2: middle + half }, INKS[row % INKS.length]!];
    return [
      block(plane, { x: from, x2: end, ...rows }, stroke),
      upright(plane, { x: end, ...rows }, stroke, 2), // a step that takes no time is still to be seen
      ...(bounds === undefined ? [] : [errorBar(plane, bounds, middle)]),
      noteOver(text, isLeft ? left - 7 : right + 7, plane.height * (1 - fraction(plane.y, middle)), {
        size: SIZE.label,
        align: isLeft ? "right" : "left",
      }),
    ];
  });
  const hasBounds = steps.some((step) => step.interval !== undefined);
  return framed(
    frame,
    plane,
    hasBounds
      ? [
          {
            name: interval,
            ink: REFERENCE,
            swatch: { kind: "interval", lies: true },
          },
        ]
      : [],
    layers,
  );
}

/** What designs cost and what they give: every design a point, and a stair along those that no other beats. */

import type { TopLevelSpec } from "vega-lite";
import { INKS, MUTED, REFERENCE, SIZE } from "../theme.ts";
import { fraction, isBetween, spanOf } from "./axis.ts";
import { type Frame, framed, limit, planeOf, positions } from "./frame.ts";
import { ninesLabel } from "./nines.ts";
import { type Layer, noteOver, pointMark } from "./note.ts";

/** One design. */
export interface FrontierPoint {
  readonly cost: number;
  readonly nines: number;
  readonly isOnFrontier: boolean;
  /** A few words on it, for the one that was chosen. */
  readonly text?: string;
}

/** Cost against nines. The vertical axis counts nines and says what they are in per cent. */
export function frontier(
  frame: Frame,
  drawn: {
    readonly points: readonly FrontierPoint[];
    readonly target: { readonly nines: number; readonly text: string };
  },
): TopLevelSpec {
  const { target } = drawn;
  const points = drawn.points.filter(({ cost }) => frame.x.scale !== "log" || cost > 0);
  const most = Math.ceil(Math.max(target.nines, ...points.map(({ nines }) => nines)) + 0.2);
  const least = Math.floor(Math.min(target.nines, ...points.map(({ nines }) => nines)));
  const ticks = Array.from({ length: most - least + 1 }, (_, i) => ({
    value: least + i,
    label: ninesLabel(least + i),
  }));
  const x = spanOf(frame.x, [0, ...points.map(({ cost }) => cost)], true);
  const y = spanOf({ ...frame.y, domain: [least, most], ticks }, [], false);
  const plane = planeOf({ ...frame, height: frame.height ?? 300 }, x, y);
  const best = points.filter(({ isOnFrontier }) => isOnFrontier).sort((a, b) => a.cost - b.cost);
  const dots = (chosen: readonly FrontierPoint[], colour: string, size: number, filled: boolean): Layer[] =>
    chosen.length === 0
      ? []
      : [
          {
            data: {
              values: chosen.map(({ cost, nines }) => ({ x: cost, y: nines })),
            },
            mark: pointMark("circle", size, colour, filled),
            encoding: positions(plane),
          },
        ];
  const named = points.filter(({ cost, text }) => text !== undefined && isBetween(x, cost));
  return framed(
    frame,
    plane,
    [
      {
        name: "cheapest for its availability",
        ink: INKS[0]!,
        swatch: { kind: "point", shape: "circle", filled: true },
      },
      {
        name: "beaten by another",
        ink: REFERENCE,
        swatch: { kind: "point", shape: "circle", filled: false },
      },
    ],
    [
      limit(plane, target.nines),
      {
        data: {
          values: best.map(({ cost, nines }) => ({ x: cost, y: nines })),
        },
        mark: {
          type: "line",
          interpolate: "step-after",
          color: INKS[0]!.stroke,
          strokeWidth: 1.8,
        },
        encoding: positions(plane),
      },
      ...dots(
        points.filter(({ isOnFrontier }) => !isOnFrontier),
        REFERENCE.stroke,
        36,
        false,
      ),
      ...dots(best, INKS[0]!.stroke, 48, true),
      ...dots(named, INKS[1]!.stroke, 110, true),
      noteOver(target.text, 4, plane.height * (1 - fraction(y, target.nines)) - 10, { colour: MUTED, size: SIZE.note }),
      ...named.map(({ cost, nines, text }) => {
        const left = plane.width * fraction(x, cost);
        const isRight = left < plane.width / 2;
        const [below, line] = [nines, target.nines].map((height) => plane.height * (1 - fraction(y, height)) + 14);
        // The line of the target would strike the words out.
        const top = Math.abs(below! - (line! - 14)) < 9 ? line! - 2 : below!;
        return noteOver(text!, left + (isRight ? 11 : -11), top, {
          size: SIZE.note,
          align: isRight ? "left" : "right",
        });
      }),
    ],
  );
}

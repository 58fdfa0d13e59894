/** Which parameter matters: a bar from the result with the parameter low to that with it high, the widest on top. */

import type { TopLevelSpec } from "vega-lite";
import { power } from "../../special/power.ts";
import { formatAvailability } from "../../units/nines.ts";
import { INKS, REFERENCE, SIZE } from "../theme.ts";
import { fraction, rowsOf, spanOf } from "./axis.ts";
import { block, type Frame, framed, lyingPlane, upright } from "./frame.ts";
import { type Layer, noteOver } from "./note.ts";

/** One parameter, and the nines with it low and high; or any other amount, if the base is written out. */
export interface TornadoRow {
  readonly parameter: string;
  readonly ninesAtLow: number;
  readonly ninesAtHigh: number;
}

const THICK = 20;
const BETWEEN = 9;

/**
 * @param base nines with all parameters as they are
 * @param words what low and high mean, such as "halved" and "doubled"
 */
export function tornadoChart(
  frame: Frame,
  drawn: {
    readonly rows: readonly TornadoRow[];
    readonly base: number;
    readonly words: readonly [low: string, high: string];
    /** What stands above the base; the availability when missing. */
    readonly baseText?: string;
  },
): TopLevelSpec {
  const { rows, base, words, baseText } = drawn;
  const ends = [base, ...rows.flatMap(({ ninesAtLow, ninesAtHigh }) => [ninesAtLow, ninesAtHigh])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const margin = Math.max(baseText === undefined ? 0.1 : 0, 0.08 * (high - low));
  const x = spanOf({ ...frame.x, domain: [low - margin, high + margin] }, [], false);
  const names = rows.map(({ parameter }) => parameter);
  const plane = lyingPlane(frame, x, rowsOf(frame.y.title, names), THICK + BETWEEN);
  const half = THICK / (THICK + BETWEEN) / 2;
  const layers = rows.flatMap(({ ninesAtLow, ninesAtHigh }, row): Layer[] => {
    const middle = rows.length - row - 0.5;
    const bar = (to: number, colour: string) =>
      block(
        plane,
        {
          x: Math.min(base, to),
          x2: Math.max(base, to),
          y: middle - half,
          y2: middle + half,
        },
        colour,
      );
    return [bar(ninesAtLow, INKS[1]!.stroke), bar(ninesAtHigh, INKS[0]!.stroke)];
  });
  return framed(
    frame,
    plane,
    [
      { name: words[0], ink: INKS[1]!, swatch: { kind: "band", opacity: 1 } },
      { name: words[1], ink: INKS[0]!, swatch: { kind: "band", opacity: 1 } },
    ],
    [
      ...layers,
      upright(plane, { x: base, y: 0, y2: rows.length }, REFERENCE.text, 1.6),
      noteOver(baseText ?? formatAvailability(power(10, -base), 3), plane.width * fraction(x, base), -8, {
        size: SIZE.note,
        align: "center",
      }),
    ],
  );
}

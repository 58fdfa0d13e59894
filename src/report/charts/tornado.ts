/** Which parameter matters: a bar from the result with the parameter low to that with it high, the widest on top. */
import type { TopLevelSpec } from "vega-lite";
import { formatAvailability } from "../../units/nines.ts";
import { INKS, PLOT, REFERENCE, SIZE } from "../theme.ts";
import { fraction, type Span, spanOf } from "./axis.ts";
import { type Frame, framed, type Layer, noteOver, type Plane, positions } from "./frame.ts";

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
  const y: Span = {
    title: frame.y.title,
    low: 0,
    high: rows.length,
    ticks: rows.map(({ parameter }, row) => ({ value: rows.length - row - 0.5, label: parameter })),
  };
  const plane: Plane = {
    x,
    y,
    width: frame.width ?? PLOT.width,
    height: frame.height ?? rows.length * (THICK + BETWEEN),
    amounts: "x",
  };
  const half = THICK / (THICK + BETWEEN) / 2;
  const layers = rows.flatMap(({ ninesAtLow, ninesAtHigh }, row): Layer[] => {
    const middle = rows.length - row - 0.5;
    const bar = (to: number, colour: string): Layer => ({
      data: { values: [{ x: Math.min(base, to), x2: Math.max(base, to), y: middle - half, y2: middle + half }] },
      mark: { type: "rect", color: colour },
      encoding: { ...positions(plane), x2: { field: "x2" }, y2: { field: "y2" } },
    });
    return [bar(ninesAtLow, INKS[1]!.stroke), bar(ninesAtHigh, INKS[0]!.stroke)];
  });
  const axisOfBase: Layer = {
    data: { values: [{ x: base, y: 0, y2: rows.length }] },
    mark: { type: "rule", color: REFERENCE.text, strokeWidth: 1.6 },
    encoding: { ...positions(plane), y2: { field: "y2" } },
  };
  return framed(
    frame,
    plane,
    [
      { name: words[0], ink: INKS[1]!, swatch: { kind: "band", opacity: 1 } },
      { name: words[1], ink: INKS[0]!, swatch: { kind: "band", opacity: 1 } },
    ],
    [
      ...layers,
      axisOfBase,
      noteOver(baseText ?? formatAvailability(10 ** -base, 3), plane.width * fraction(x, base), -8, {
        size: SIZE.note,
        align: "center",
      }),
    ],
  );
}

/** Amounts by category as lying bars, which leave room for long names: losses by cause, downtime by contributor. */
import type { TopLevelSpec } from "vega-lite";
import { INKS, REFERENCE, SIZE } from "../theme.ts";
import { fraction, rowsOf, spanOf, tickLabel } from "./axis.ts";
import { block, type Frame, framed, lyingPlane, type Plane, positions } from "./frame.ts";
import type { KeyEntry } from "./key.ts";
import { type Layer, noteOver } from "./note.ts";

/** One bar. An exact amount has no interval. */
export interface Bar {
  readonly category: string;
  readonly value: number;
  readonly interval?: readonly [low: number, high: number];
}

/** Bars of one kind, such as those of one architecture; one for each category at most. */
export interface BarSeries {
  readonly name: string;
  readonly bars: readonly Bar[];
  readonly ink: number;
}

const THICK = 18;
const BETWEEN = 12;
/** Room that a category's gap takes of its share of the axis. */
const gapShare = (kinds: number): number => BETWEEN / (kinds * THICK + BETWEEN);

/**
 * Bars with error bars, one group for each category, the amount written at the end.
 *
 * @param decimals places after the point in the written amounts
 * @param interval what the error bars mean, for the key, such as "95 % interval"
 */
export function barsWithIntervals(
  frame: Frame,
  drawn: {
    readonly series: readonly BarSeries[];
    readonly decimals: number;
    readonly interval: string;
  },
): TopLevelSpec {
  const { series, decimals, interval } = drawn;
  const names = [...new Set(series.flatMap(({ bars }) => bars.map(({ category }) => category)))];
  const all = series.flatMap(({ bars }) => bars);
  const gap = gapShare(series.length);
  const x = spanOf(frame.x, [0, ...all.flatMap((bar) => [bar.value, ...(bar.interval ?? [])])], true);
  const plane = lyingPlane(frame, x, rowsOf(frame.y.title, names), series.length * THICK + BETWEEN);

  const placed = series.flatMap(({ bars, ink }, kind) =>
    bars.map((bar) => {
      const top = names.length - names.indexOf(bar.category) - gap / 2 - (kind * (1 - gap)) / series.length;
      return {
        ...bar,
        ink: INKS[ink % INKS.length]!,
        top,
        bottom: top - ((1 - gap) / series.length) * 0.92,
      };
    }),
  );
  const layers = placed.flatMap(({ value, interval: ends, ink, top, bottom }): Layer[] => {
    const middle = (top + bottom) / 2;
    const reach = plane.width * fraction(plane.x, Math.max(value, ends?.[1] ?? value));
    return [
      block(plane, { x: 0, x2: value, y: bottom, y2: top }, ink.stroke),
      ...(ends === undefined ? [] : [errorBar(plane, ends, middle)]),
      noteOver(tickLabel(value, decimals), reach + 6, plane.height * (1 - fraction(plane.y, middle)), {
        size: SIZE.label,
      }),
    ];
  });

  const kinds: KeyEntry[] = series.map(({ name, ink }) => ({
    name,
    ink: INKS[ink % INKS.length]!,
    swatch: { kind: "band", opacity: 1 },
  }));
  const whiskers: KeyEntry = {
    name: interval,
    ink: REFERENCE,
    swatch: { kind: "interval", lies: true },
  };
  const key = [...(kinds.length > 1 ? kinds : []), ...(all.some((bar) => bar.interval) ? [whiskers] : [])];
  return framed(frame, plane, key, layers);
}

/** A lying interval, grey with a white edge: seen on the bar and beside it. */
export function errorBar(plane: Plane, [low, high]: readonly [number, number], y: number): Layer {
  const encoding = { ...positions(plane), x2: { field: "high" } };
  const data = { values: [{ x: low, high, y }] };
  return {
    layer: [
      {
        data,
        mark: { type: "rule", color: "white", strokeWidth: 4 },
        encoding,
      },
      {
        data,
        mark: { type: "rule", color: REFERENCE.text, strokeWidth: 1.8 },
        encoding,
      },
    ],
  };
}

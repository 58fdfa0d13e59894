/** Curves, bands and measured points over one plane: failed calls against rate, time against load, and their like. */
import type { TopLevelSpec } from "vega-lite";
import { power } from "../../special/power.ts";
import { INKS, type Ink, PAPER, REFERENCE, SHAPES } from "../theme.ts";
import { fraction, hasPlace, isBetween, spanOf } from "./axis.ts";
import { dash, type EndLabel, endLabels, type Frame, framed, type Plane, planeOf, positions } from "./frame.ts";
import type { KeyEntry } from "./key.ts";
import { type Layer, pointMark } from "./note.ts";

/** One point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A value with its interval, low ≤ high. */
export interface Estimate extends Point {
  readonly low: number;
  readonly high: number;
}

/** A line without uncertainty. Its name, if it has one, is written where it ends. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** Index into the theme's inks, or the grey of references (theory, limits). */
  readonly ink: number | "reference";
  /** Index into the theme's dashes; 0, the default, is solid. */
  readonly dash?: number;
}

/** The area between two curves. Explained in the key. */
export interface Band {
  readonly name: string;
  readonly points: readonly {
    readonly x: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly ink: number | "reference";
  /** 0 to 1; a wide band under a narrow one should be the fainter. */
  readonly opacity: number;
}

/** Single values, such as published ones. Explained in the key. */
export interface Points {
  readonly name: string;
  readonly points: readonly Point[];
  readonly ink: number | "reference";
  /** Index into the theme's shapes. */
  readonly shape: number;
}

/** One measured series: points with error bars, named where it ends. */
export interface Series {
  readonly name: string;
  readonly points: readonly Estimate[];
  readonly ink: number;
  /** Whether a line joins the points; better not, where a curve of theory runs through them. */
  readonly joined: boolean;
}

const inkOf = (ink: number | "reference"): Ink => (ink === "reference" ? REFERENCE : INKS[ink % INKS.length]!);

/** What has a place on both axes. */
const placed = <P extends Point>({ x, y }: Plane, points: readonly P[]): P[] =>
  points.filter((point) => hasPlace(x, point.x) && hasPlace(y, point.y));

/** Intervals on the plane: where a bound has no place on a logarithmic axis, they end at its edge. */
const spread = (
  plane: Plane,
  points: readonly {
    readonly x: number;
    readonly low: number;
    readonly high: number;
  }[],
) =>
  points
    .filter(({ x, high }) => hasPlace(plane.x, x) && hasPlace(plane.y, high))
    .map(({ x, low, high }) => ({
      x,
      y: hasPlace(plane.y, low) ? low : plane.y.low,
      high,
    }));

const lineLayer = (plane: Plane, { points, ink, dash: pattern }: Line): Layer => ({
  data: { values: placed(plane, points).map(({ x, y }) => ({ x, y })) },
  mark: {
    type: "line",
    color: inkOf(ink).stroke,
    strokeWidth: ink === "reference" ? 1.6 : 2.2,
    strokeDash: dash(pattern ?? 0),
    strokeJoin: "round",
  },
  encoding: positions(plane),
});

const bandLayer = (plane: Plane, { points, ink, opacity }: Band): Layer => ({
  data: { values: spread(plane, points) },
  mark: { type: "area", color: inkOf(ink).stroke, opacity },
  encoding: { ...positions(plane), y2: { field: "high" } },
});

/** @param size area of a mark [px²] */
const pointLayer = (plane: Plane, { points, ink, shape }: Omit<Points, "name">, isOpen: boolean, size = 46): Layer => ({
  data: { values: placed(plane, points).map(({ x, y }) => ({ x, y })) },
  mark: {
    ...pointMark(SHAPES[shape % SHAPES.length]!, size, inkOf(ink).stroke, !isOpen),
    // An edge of paper keeps points apart that lie over each other.
    ...(isOpen ? { strokeWidth: 1.6 } : { stroke: PAPER, strokeWidth: 1 }),
  },
  encoding: positions(plane),
});

const barLayer = (plane: Plane, { points, ink }: Series, strokeWidth: number): Layer => ({
  data: { values: spread(plane, points) },
  mark: { type: "rule", color: inkOf(ink).stroke, strokeWidth },
  encoding: { ...positions(plane), y2: { field: "high" } },
});

/** Marks closer than this touch [px]. */
const NEAR = 7;

/** Whether marks of one series would hide some of another: points and intervals at the same x that meet. */
function touches(plane: Plane, one: Series, other: Series): boolean {
  const [{ x, y }, near] = [plane, NEAR / plane.height];
  const at = (point: Estimate) => plane.width * fraction(x, point.x);
  const reach = ({ low, high }: Estimate) =>
    [low, high].map((bound) => (hasPlace(y, bound) ? fraction(y, bound) : 0)) as [number, number];
  return one.points.some((a) => {
    const [low, high] = reach(a);
    return other.points.some((b) => {
      const [least, most] = reach(b);
      return Math.abs(at(a) - at(b)) < NEAR && low < most + near && least < high + near;
    });
  });
}

/** How much larger the marks of a series get for those that are drawn over it: beyond so many no eye would count them. */
const NESTED_MAX = 3;

const endOf = (plane: Plane, { points, name, ink }: Pick<Line, "points" | "name" | "ink">): EndLabel[] => {
  const last = points.findLast(({ x, y }) => isBetween(plane.x, x) && isBetween(plane.y, y));
  return last === undefined || name === "" ? [] : [{ x: last.x, y: last.y, text: name, colour: inkOf(ink).text }];
};

const bandKey = ({ name, ink, opacity }: Band): KeyEntry => ({
  name,
  ink: inkOf(ink),
  swatch: { kind: "band", opacity },
});

const pointKey = ({ name, ink, shape }: Omit<Points, "points">): KeyEntry => ({
  name,
  ink: inkOf(ink),
  swatch: {
    kind: "point",
    shape: SHAPES[shape % SHAPES.length]!,
    filled: false,
  },
});

/** Both axes from everything drawn; amounts begin at 0. */
function planeAround(frame: Frame, xs: readonly number[], ys: readonly number[], margin: number): Plane {
  const x = spanOf(frame.x, xs, false);
  const y = spanOf(frame.y, [0, ...ys], true);
  if (frame.x.domain !== undefined) return planeOf(frame, x, y);
  if (x.scale === "log") {
    const factor = power(x.high / x.low, margin);
    return planeOf(frame, { ...x, low: x.low / factor, high: x.high * factor }, y);
  }
  const slack = (x.high - x.low) * margin;
  return planeOf(frame, { ...x, low: x.low - slack, high: x.high + slack }, y);
}

/**
 * Lines over the bands of their uncertainty, with single values beside them: a reduction in per cent with the spread of
 * one and of ten runs, and the published figures.
 */
export function lineWithBands(
  frame: Frame,
  drawn: {
    readonly bands: readonly Band[];
    readonly lines: readonly Line[];
    readonly points: readonly Points[];
  },
): TopLevelSpec {
  const { bands, lines, points } = drawn;
  const plane = planeAround(
    frame,
    [...bands, ...lines, ...points].flatMap((part) => part.points.map(({ x }) => x)),
    [
      ...bands.flatMap((band) => band.points.flatMap(({ low, high }) => [low, high])),
      ...[...lines, ...points].flatMap((part) => part.points.map(({ y }) => y)),
    ],
    0.03,
  );
  return framed(
    frame,
    plane,
    [...bands.map(bandKey), ...points.map(pointKey)],
    [
      ...bands.map((band) => bandLayer(plane, band)),
      ...lines.map((line) => lineLayer(plane, line)),
      ...points.map((set) => pointLayer(plane, set, true)),
      ...endLabels(
        plane,
        lines.flatMap((line) => endOf(plane, line)),
      ),
    ],
  );
}

/**
 * Measured series with error bars, and curves of theory or limits beside them. Every point stands at its x; where series meet,
 * the marks of the first are the largest, and the lines of the others have dashes.
 *
 * @param interval what the bars mean, for the key, such as "95 % interval"
 */
export function pointsWithIntervals(
  frame: Frame,
  drawn: {
    readonly series: readonly Series[];
    readonly curves: readonly Line[];
    readonly interval: string;
  },
): TopLevelSpec {
  const { series, curves, interval } = drawn;
  const plane = planeAround(
    frame,
    [...series, ...curves].flatMap((part) => part.points.map(({ x }) => x)),
    [
      ...series.flatMap(({ points }) => points.flatMap(({ low, high, y }) => [low, high, y])),
      ...curves.flatMap(({ points }) => points.map(({ y }) => y)),
    ],
    0.03,
  );
  const under = series.map((one, index) =>
    Math.min(NESTED_MAX, series.slice(index + 1).filter((other) => touches(plane, one, other)).length),
  );
  const isOver = series.map((one, index) => series.slice(0, index).some((other) => touches(plane, one, other)));
  const key: KeyEntry = {
    name: interval,
    ink: REFERENCE,
    swatch: { kind: "interval", lies: false },
  };
  return framed(frame, plane, series.some(({ points }) => points.some(({ low, high }) => low < high)) ? [key] : [], [
    ...curves.map((line) => lineLayer(plane, line)),
    ...series.flatMap((one, index) =>
      one.joined ? [lineLayer(plane, { ...one, dash: isOver[index] ? index : 0 })] : [],
    ),
    ...series.map((one, index) => barLayer(plane, one, 1.6 + 2 * under[index]!)),
    ...series.map((one, index) => pointLayer(plane, { ...one, shape: index }, false, 60 + 45 * under[index]!)),
    ...endLabels(
      plane,
      [...curves, ...series].flatMap((one) => endOf(plane, one)),
    ),
  ]);
}

/** Curves, bands and measured points over one plane: failed calls against rate, time against load, and their like. */
import type { TopLevelSpec } from "vega-lite";
import { INKS, type Ink, REFERENCE, SHAPES } from "../theme.ts";
import { spanOf } from "./axis.ts";
import {
  dash,
  type EndLabel,
  endLabels,
  type Frame,
  framed,
  type KeyEntry,
  type Layer,
  type Plane,
  planeOf,
  pointMark,
  positions,
} from "./frame.ts";

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
  readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[];
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

const lineLayer = (plane: Plane, { points, ink, dash: pattern }: Line): Layer => ({
  data: { values: points.map(({ x, y }) => ({ x, y })) },
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
  data: { values: points.map(({ x, low, high }) => ({ x, y: low, high })) },
  mark: { type: "area", color: inkOf(ink).stroke, opacity },
  encoding: { ...positions(plane), y2: { field: "high" } },
});

const pointLayer = (plane: Plane, { points, ink, shape }: Omit<Points, "name">, isOpen: boolean, shift = 0): Layer => ({
  data: { values: points.map(({ x, y }) => ({ x, y })) },
  mark: {
    ...pointMark(SHAPES[shape % SHAPES.length]!, 46, inkOf(ink).stroke, !isOpen),
    strokeWidth: 1.6,
    xOffset: shift,
  },
  encoding: positions(plane),
});

const barLayer = (plane: Plane, { points, ink }: Series, shift: number): Layer => ({
  data: { values: points.map(({ x, low, high }) => ({ x, y: low, high })) },
  mark: { type: "rule", color: inkOf(ink).stroke, strokeWidth: 1.6, xOffset: shift, x2Offset: shift },
  encoding: { ...positions(plane), y2: { field: "high" } },
});

const endOf = ({ points, name, ink }: Pick<Line, "points" | "name" | "ink">): EndLabel[] => {
  const last = points.at(-1);
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
  swatch: { kind: "point", shape: SHAPES[shape % SHAPES.length]!, filled: false },
});

/** Both axes from everything drawn; amounts begin at 0. */
function planeAround(frame: Frame, xs: readonly number[], ys: readonly number[], margin: number): Plane {
  const x = spanOf(frame.x, xs, false);
  const slack = frame.x.domain === undefined ? (x.high - x.low) * margin : 0;
  return planeOf(frame, { ...x, low: x.low - slack, high: x.high + slack }, spanOf(frame.y, [0, ...ys], true));
}

/**
 * Lines over the bands of their uncertainty, with single values beside them: a reduction in per cent with the spread of
 * one and of ten runs, and the published figures.
 */
export function lineWithBands(
  frame: Frame,
  drawn: { readonly bands: readonly Band[]; readonly lines: readonly Line[]; readonly points: readonly Points[] },
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
      ...endLabels(plane, lines.flatMap(endOf)),
    ],
  );
}

/**
 * Measured series with error bars, and curves of theory or limits beside them. Series at the same x stand a few pixels
 * apart, so that no interval hides another.
 *
 * @param interval what the bars mean, for the key, such as "95 % interval"
 */
export function pointsWithIntervals(
  frame: Frame,
  drawn: { readonly series: readonly Series[]; readonly curves: readonly Line[]; readonly interval: string },
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
  const shift = (index: number) => (index - (series.length - 1) / 2) * 3;
  const key: KeyEntry = { name: interval, ink: REFERENCE, swatch: { kind: "interval", lies: false } };
  return framed(
    frame,
    plane,
    [key],
    [
      ...curves.map((line) => lineLayer(plane, line)),
      ...series.filter(({ joined }) => joined).map((one) => lineLayer(plane, one)),
      ...series.map((one, index) => barLayer(plane, one, shift(index))),
      ...series.map((one, index) => pointLayer(plane, { ...one, shape: index }, false, shift(index))),
      ...endLabels(plane, [...curves, ...series].flatMap(endOf)),
    ],
  );
}

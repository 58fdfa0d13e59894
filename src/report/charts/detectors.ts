/** How soon a detector notices a death against how often it is wrong, both on scales of powers of ten. */
import type { TopLevelSpec } from "vega-lite";
import { INKS, type Ink, MUTED, REFERENCE, SIZE } from "../theme.ts";
import { fraction, type Span, type Tick } from "./axis.ts";
import { type Frame, framed, type Plane, planeOf, positions } from "./frame.ts";
import { type Layer, note, noteOver, pointMark } from "./note.ts";

/** One detector. */
export interface DetectorPoint {
  /** Time within which 95 of 100 deaths are noticed [s], > 0. */
  readonly detection: number;
  /** False fail-overs per day by theory, ≥ 0. */
  readonly wrong: number;
  /** Measured per day, with its interval; null where nothing was seen. */
  readonly measured: {
    readonly rate: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** Not beaten by another in both. */
  readonly isBest: boolean;
  readonly text: string;
}

/** log₁₀ of false fail-overs per day below which points lie on the axis: once in 2700 years. */
const SELDOM = -6;
/** Points closer than this get their numbers on different sides [px]. */
const NEAR = 30;
const LINE = 14;
const ROW = 18;

/** What false fail-overs per day come to, in words at the axis. */
const HOW_OFTEN: readonly Tick[] = [
  { value: Math.log10(86400), label: "one a second" },
  { value: Math.log10(1440), label: "one a minute" },
  { value: Math.log10(24), label: "one an hour" },
  { value: 0, label: "one a day" },
  { value: -Math.log10(30), label: "one a month" },
  { value: -Math.log10(365), label: "one a year" },
  { value: -Math.log10(36500), label: "one in 100 years" },
  { value: SELDOM, label: "less often" },
];

const TIMES = [0.01, 0.03, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 600];

const height = (perDay: number): number => Math.max(SELDOM, Math.log10(perDay));

function spans(frame: Frame, points: readonly DetectorPoint[]): { x: Span; y: Span } {
  const times = points.map(({ detection }) => Math.log10(detection));
  const [low, high] = [Math.min(...times) - 0.12, Math.max(...times) + 0.12];
  const tops = points.flatMap(({ wrong, measured }) => [height(wrong), ...(measured ? [height(measured.high)] : [])]);
  const highest = Math.max(0, ...tops) + 0.3;
  return {
    x: {
      title: `${frame.x.title} [${frame.x.unit}]`,
      low,
      high,
      ticks: TIMES.map((time) => ({
        value: Math.log10(time),
        label: String(time),
      })).filter(({ value }) => value >= low && value <= high),
    },
    y: {
      title: frame.y.title,
      low: SELDOM,
      high: highest,
      ticks: HOW_OFTEN.filter(({ value }) => value <= highest),
    },
  };
}

const inkOf = ({ isBest }: DetectorPoint): Ink => (isBest ? INKS[0]! : REFERENCE);

/** A point by theory for each detector, what was measured over it, and a stair along those that no other beats. */
export function detectors(frame: Frame, points: readonly DetectorPoint[]): TopLevelSpec {
  const { x, y } = spans(frame, points);
  const plane = planeOf({ ...frame, width: frame.width ?? 470, height: frame.height ?? 340 }, x, y);
  const at = ({ detection, wrong }: DetectorPoint) => ({
    x: Math.log10(detection),
    y: height(wrong),
  });
  const best = points.filter(({ isBest }) => isBest).sort((one, other) => one.detection - other.detection);
  const stair = best.flatMap((point, i) => {
    const before = best[i - 1];
    return before === undefined ? [at(point)] : [{ x: at(point).x, y: at(before).y }, at(point)];
  });
  const circles = (chosen: readonly DetectorPoint[], ink: Ink): Layer => ({
    data: { values: chosen.map(at) },
    mark: { ...pointMark("circle", 90, ink.stroke, false), strokeWidth: 1.8 },
    encoding: positions(plane),
  });
  const measured = points.flatMap((point) => (point.measured === null ? [] : [{ point, measured: point.measured }]));
  const bars: Layer[] = measured.map(({ point, measured: { low, high } }) => ({
    data: { values: [{ x: at(point).x, y: height(low), high: height(high) }] },
    mark: { type: "rule", color: inkOf(point).stroke, strokeWidth: 1.8 },
    encoding: { ...positions(plane), y2: { field: "high" } },
  }));
  const dots: Layer[] = measured.map(({ point, measured: { rate } }) => ({
    data: { values: [{ x: at(point).x, y: height(rate) }] },
    mark: pointMark("diamond", 26, inkOf(point).stroke, true),
    encoding: positions(plane),
  }));
  return framed(
    frame,
    plane,
    [
      {
        name: "closed form, beaten by none",
        ink: INKS[0]!,
        swatch: { kind: "point", shape: "circle", filled: false },
      },
      {
        name: "beaten by another",
        ink: REFERENCE,
        swatch: { kind: "point", shape: "circle", filled: false },
      },
      {
        name: "measured",
        ink: INKS[0]!,
        swatch: { kind: "point", shape: "diamond", filled: true },
      },
      {
        name: "95 % interval",
        ink: INKS[0]!,
        swatch: { kind: "interval", lies: false },
      },
    ],
    [
      {
        data: { values: stair.map((corner, order) => ({ ...corner, order })) },
        mark: {
          type: "line",
          color: INKS[0]!.stroke,
          strokeWidth: 1.4,
          opacity: 0.6,
        },
        encoding: {
          ...positions(plane),
          order: { field: "order", type: "quantitative" },
        },
      },
      circles(
        points.filter(({ isBest }) => !isBest),
        REFERENCE,
      ),
      circles(best, INKS[0]!),
      ...bars,
      ...dots,
      ...names(plane, points, at),
    ],
  );
}

/** A number beside each point, away from a neighbour, and what it stands for in a column on the right. */
function names(
  plane: Plane,
  points: readonly DetectorPoint[],
  at: (point: DetectorPoint) => { x: number; y: number },
): Layer[] {
  const colourOf = ({ isBest }: DetectorPoint) => (isBest ? INKS[0]!.text : MUTED);
  const placed = points.map((point, i) => ({
    point,
    number: i + 1,
    left: plane.width * fraction(plane.x, at(point).x),
    top: plane.height * (1 - fraction(plane.y, at(point).y)),
  }));
  const hasNeighbour = (one: (typeof placed)[number]) =>
    placed.some(
      ({ number, left, top }) =>
        number !== one.number && left >= one.left && left - one.left < NEAR && Math.abs(top - one.top) < LINE,
    );
  return placed.flatMap((one) => {
    const { point, number, left, top } = one;
    const isLeft = hasNeighbour(one);
    return [
      noteOver(String(number), left + (isLeft ? -9 : 9), top - 5, {
        size: SIZE.note,
        align: isLeft ? "right" : "left",
        colour: colourOf(point),
      }),
      note(String(number), plane.width + 30, 8 + (number - 1) * ROW, {
        align: "right",
        colour: colourOf(point),
      }),
      note(point.text, plane.width + 38, 8 + (number - 1) * ROW, {
        colour: colourOf(point),
      }),
    ];
  });
}

/**
 * Availability against MTTF on a scale of nines, one curve for each number of servers (thesis Fig. 12). Nines are
 * −log₁₀ of the unavailability, which is what the chart is given: 1 − A would have lost its digits long before.
 */

import type { TopLevelSpec } from "vega-lite";
import { power } from "../../special/power.ts";
import { formatAvailability, nines } from "../../units/nines.ts";
import { INKS, type Ink, MUTED, RAMP, SIZE, TEXT } from "../theme.ts";
import { fraction, spanOf, type Tick } from "./axis.ts";
import { dash, endLabels, type Frame, framed, limit, type Plane, planeOf, positions } from "./frame.ts";
import { type Layer, note, noteOver, pointMark } from "./note.ts";

/** Unavailability of the service for one number of servers. */
export interface NinesCurve {
  readonly servers: number;
  readonly points: readonly {
    readonly mttfHours: number;
    readonly unavailability: number;
  }[];
}

/** Unavailability against anything else that is measured in numbers. */
export interface NamedNinesCurve {
  readonly name: string;
  /** What distinguishes it from the others, for the upper edge, where there is little room. */
  readonly short: string;
  /** In ascending order of x. */
  readonly points: readonly {
    readonly x: number;
    readonly unavailability: number;
  }[];
}

/** A place worth pointing at, with a few words on it. */
export interface NinesMark {
  readonly mttfHours: number;
  readonly unavailability: number;
  readonly text: string;
  /** Where the words stand, seen from the place. */
  readonly side: "above left" | "right" | "below right";
}

/** "99.999 %" as far as it can be read at a glance, "7 nines" beyond. */
export const ninesLabel = (count: number): string =>
  count <= 6 ? formatAvailability(power(10, -count), 1) : `${count} nines`;

const ninesTicks = (most: number): Tick[] =>
  Array.from({ length: Math.floor(most) + 1 }, (_, value) => ({
    value,
    label: ninesLabel(value),
  }));

/** The curve up to `most` nines; where it leaves the chart, its last point lies on the edge. */
function upTo(most: number, points: NamedNinesCurve["points"]): { x: number; y: number }[] {
  const kept: { x: number; y: number }[] = [];
  for (const { x, unavailability } of points) {
    const y = nines(unavailability);
    if (y <= most) {
      kept.push({ x, y });
      continue;
    }
    const last = kept.at(-1);
    if (last)
      kept.push({
        x: last.x + ((most - last.y) / (y - last.y)) * (x - last.x),
        y: most,
      });
    break;
  }
  return kept;
}

/**
 * Draws the curves from 0 to `most` nines, with a line at the target and marks at places worth pointing at. Every curve
 * bears its number of servers where it ends: at the right, or on the upper edge.
 *
 * @param most nines at the upper edge, a whole number ≥ 1
 * @param target nines asked for, such as 5
 */
export function ninesAxis(
  frame: Frame,
  drawn: {
    readonly curves: readonly NinesCurve[];
    readonly most: number;
    readonly target: { readonly nines: number; readonly text: string };
    readonly marks: readonly NinesMark[];
  },
): TopLevelSpec {
  const { curves, most, target, marks } = drawn;
  const x = spanOf(
    frame.x,
    curves.flatMap(({ points }) => points.map(({ mttfHours }) => mttfHours)),
    false,
  );
  const y = {
    ...spanOf({ ...frame.y, domain: [0, most] }, [], false),
    ticks: ninesTicks(most),
  };
  const plane = planeOf({ ...frame, height: frame.height ?? 330 }, x, y);
  const ended = curves
    .map(({ servers, points }) => ({
      name: `${servers} server${servers === 1 ? "" : "s"}`,
      short: `${servers}`,
      points: upTo(
        most,
        points.map(({ mttfHours, unavailability }) => ({
          x: mttfHours,
          unavailability,
        })),
      ),
      ink: { stroke: RAMP[Math.min(servers, RAMP.length) - 1]!, text: TEXT },
    }))
    .filter(({ points }) => points.length > 0);
  const atTop = ended.filter(({ points }) => points.at(-1)!.y === most);
  const widest = Math.max(...atTop.map(({ points }) => points.at(-1)!.x));
  const words = atTop.map((line) => [line, line.points.at(-1)!.x === widest ? line.name : line.short] as const);

  return framed(
    frame,
    plane,
    [],
    [
      limit(plane, target.nines),
      ...curveLayers(plane, ended, new Map(words)),
      noteOver(target.text, plane.width - 4, plane.height * (1 - fraction(y, target.nines)) + 10, {
        colour: MUTED,
        size: SIZE.note,
        align: "right",
      }),
      ...marks.flatMap((mark) => markLayers(plane, mark)),
    ],
  );
}

/**
 * Curves of any names on the axis of nines, told apart by ink and dash, each named where it ends.
 *
 * @param most nines at the upper edge, a whole number ≥ 1
 */
export function ninesCurves(
  frame: Frame,
  drawn: { readonly curves: readonly NamedNinesCurve[]; readonly most: number },
): TopLevelSpec {
  const { most } = drawn;
  const isShown = ({ x }: { readonly x: number }) => frame.x.scale !== "log" || x > 0;
  const curves = drawn.curves.map((curve) => ({
    ...curve,
    points: curve.points.filter(isShown),
  }));
  const x = spanOf(
    frame.x,
    curves.flatMap(({ points }) => points.map((point) => point.x)),
    false,
  );
  const y = {
    ...spanOf({ ...frame.y, domain: [0, most] }, [], false),
    ticks: ninesTicks(most),
  };
  const plane = planeOf({ ...frame, height: frame.height ?? 300 }, x, y);
  const lines = curves.map(({ name, short, points }, index) => ({
    name,
    short,
    points: upTo(most, points),
    ink: INKS[index % INKS.length]!,
    pattern: dash(index),
  }));
  const atTop = lines.filter(
    ({ points }) => points.at(-1)?.y === most && points.at(-1)!.x < x.high && points.at(-1)!.x >= x.low,
  );
  return framed(frame, plane, [], curveLayers(plane, lines, new Map(atTop.map((line) => [line, line.short]))));
}

interface DrawnCurve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly ink: Ink;
  readonly pattern?: number[];
}

/** Curves with their names where they end; those that leave the chart have these words on the upper edge. */
const curveLayers = (plane: Plane, curves: readonly DrawnCurve[], atTop: ReadonlyMap<DrawnCurve, string>): Layer[] => [
  ...curves.map(
    ({ points, ink: { stroke: color }, pattern: strokeDash }): Layer => ({
      data: { values: [...points] },
      mark: {
        type: "line",
        color,
        strokeWidth: 2.2,
        ...(strokeDash && { strokeDash }),
        strokeJoin: "round",
      },
      encoding: positions(plane),
    }),
  ),
  ...[...atTop].map(([{ points, ink }, words]) =>
    note(words, plane.width * fraction(plane.x, points.at(-1)!.x), -8, {
      align: "center",
      colour: ink.text,
    }),
  ),
  ...endLabels(
    plane,
    curves
      .filter((curve) => curve.points.length > 0 && !atTop.has(curve))
      .map(({ name, points, ink }) => ({
        ...points.at(-1)!,
        text: name,
        colour: ink.text,
      })),
  ),
];

function markLayers(plane: Plane, { mttfHours, unavailability, text, side }: NinesMark): Layer[] {
  const y = nines(unavailability);
  const left = plane.width * fraction(plane.x, mttfHours);
  const top = plane.height * (1 - fraction(plane.y, y));
  const words = {
    "above left": () => noteOver(text, left - 9, top - 10, { size: SIZE.note, align: "right" }),
    right: () => noteOver(text, left + 12, top + 2, { size: SIZE.note }),
    "below right": () => noteOver(text, left + 9, top + 12, { size: SIZE.note }),
  }[side];
  return [
    {
      data: { values: [{ x: mttfHours, y }] },
      mark: { ...pointMark("circle", 60, TEXT, false), strokeWidth: 1.8 },
      encoding: positions(plane),
    },
    words(),
  ];
}

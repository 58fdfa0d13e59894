/** Two metrics against each other: every point of a study a dot, and a stair along those that no other beats in both. */
import type { TopLevelSpec } from "vega-lite";
import { INKS, REFERENCE, SIZE } from "../theme.ts";
import { fraction, isBetween, spanOf } from "./axis.ts";
import { type Frame, framed, type Plane, planeOf, positions } from "./frame.ts";
import { type Layer, noteOver, pointMark } from "./note.ts";

export interface ParetoPoint {
  readonly x: number;
  readonly y: number;
  /** The levels of the point in a few words. */
  readonly text: string;
}

/** Which way is the better one, along each axis. */
export interface Better {
  readonly x: "lower" | "higher";
  readonly y: "lower" | "higher";
}

/** Labels on the stair at most: more would hide it. */
const LABELS_MAX = 8;
const LINE = 14;

/** The points that no other point equals or beats in both metrics, in the order of x. Of equal points the first stays. */
export function paretoFront<P extends { readonly x: number; readonly y: number }>(
  points: readonly P[],
  better: Better,
): P[] {
  const [sx, sy] = [better.x === "lower" ? 1 : -1, better.y === "lower" ? 1 : -1];
  const inOrder = [...points].sort((a, b) => sx * (a.x - b.x) || sy * (a.y - b.y));
  const front: P[] = [];
  for (const point of inOrder) if (front.length === 0 || sy * point.y < sy * front.at(-1)!.y) front.push(point);
  return front.sort((a, b) => a.x - b.x);
}

/** The corners of the stair that parts what can be had from what cannot. */
function stair(front: readonly ParetoPoint[], better: Better): { x: number; y: number }[] {
  // Towards worse x the level of the point before holds; which side that is depends on where the better x lies.
  return front.flatMap((point, i) => {
    const before = front[i - 1];
    if (before === undefined) return [{ x: point.x, y: point.y }];
    const corner = better.x === "lower" ? { x: point.x, y: before.y } : { x: before.x, y: point.y };
    return [corner, { x: point.x, y: point.y }];
  });
}

export function pareto(
  frame: Frame,
  drawn: { readonly points: readonly ParetoPoint[]; readonly better: Better },
): TopLevelSpec {
  const { better } = drawn;
  const isShown = ({ x, y }: ParetoPoint) => (frame.x.scale !== "log" || x > 0) && (frame.y.scale !== "log" || y > 0);
  const points = drawn.points.filter(isShown);
  const x = spanOf(
    frame.x,
    points.map((point) => point.x),
    true,
  );
  const y = spanOf(
    frame.y,
    points.map((point) => point.y),
    true,
  );
  const plane = planeOf({ ...frame, height: frame.height ?? 300 }, x, y);
  const front = paretoFront(points, better);
  const dots = (chosen: readonly ParetoPoint[], isBest: boolean): Layer => ({
    data: { values: chosen.map((point) => ({ x: point.x, y: point.y })) },
    mark: isBest ? pointMark("circle", 60, INKS[0]!.stroke, true) : pointMark("diamond", 34, REFERENCE.stroke, false),
    encoding: positions(plane),
  });
  return framed(
    frame,
    plane,
    [
      {
        name: "beaten by none",
        ink: INKS[0]!,
        swatch: { kind: "point", shape: "circle", filled: true },
      },
      {
        name: "beaten in both",
        ink: REFERENCE,
        swatch: { kind: "point", shape: "diamond", filled: false },
      },
    ],
    [
      {
        data: {
          values: stair(front, better).map((corner, order) => ({
            ...corner,
            order,
          })),
        },
        mark: { type: "line", color: INKS[0]!.stroke, strokeWidth: 1.6 },
        encoding: {
          ...positions(plane),
          order: { field: "order", type: "quantitative" },
        },
      },
      ...(points.length > front.length
        ? [
            dots(
              points.filter((point) => !front.includes(point)),
              false,
            ),
          ]
        : []),
      dots(front, true),
      ...(front.length <= LABELS_MAX ? labels(plane, front) : []),
    ],
  );
}

/** Words beside the points of the stair, on the side with more room, moved apart where they would touch. */
function labels(plane: Plane, front: readonly ParetoPoint[]): Layer[] {
  const placed = front
    .filter(({ x, y }) => isBetween(plane.x, x) && isBetween(plane.y, y))
    .map((point) => ({
      text: point.text,
      left: plane.width * fraction(plane.x, point.x),
      top: plane.height * (1 - fraction(plane.y, point.y)) - 9,
    }))
    .sort((a, b) => a.top - b.top);
  for (let i = 1; i < placed.length; i++) placed[i]!.top = Math.max(placed[i]!.top, placed[i - 1]!.top + LINE);
  return placed.map(({ text, left, top }) => {
    const isRight = left < plane.width * 0.6;
    return noteOver(text, left + (isRight ? 9 : -9), top, {
      size: SIZE.note,
      align: isRight ? "left" : "right",
    });
  });
}

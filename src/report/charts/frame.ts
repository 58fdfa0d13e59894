/**
 * What stands around the data of every chart: title, a subtitle that says on what the numbers rest (*calibrated*,
 * *exact*, *illustrative*), axes with units, a key, names written at the curves, and the source.
 */
import type { TopLevelSpec } from "vega-lite";
import { textWidth, wrap } from "../fonts.ts";
import { DASHES, MUTED, PLOT, REFERENCE, SIZE, vegaConfig } from "../theme.ts";
import { type Axis, fraction, isBetween, type Span } from "./axis.ts";
import { type KeyEntry, keyLayers } from "./key.ts";
import { type Layer, note } from "./note.ts";

/** The words around a chart. Title, subtitle and source may be empty, where a caption below the chart says the same. */
export interface Frame {
  readonly title: string;
  /** What the numbers rest on; begins with the status, as in "Calibrated: …". */
  readonly subtitle: string;
  readonly x: Axis;
  readonly y: Axis;
  /** Where the numbers come from: scenario, replications, published figure. */
  readonly source: string;
  /** Size of the plot area [px]; that of the theme when missing. */
  readonly width?: number;
  readonly height?: number;
}

type Spec = Extract<TopLevelSpec, { layer: unknown }>;

/** Axes and size, decided; what the layers are placed by. */
export interface Plane {
  readonly x: Span;
  readonly y: Span;
  readonly width: number;
  readonly height: number;
  /** The axis along which amounts are read: up for curves, along for lying bars. */
  readonly amounts: "x" | "y";
  /** Whether it shows a part of what there is, so that marks end at its edges. */
  readonly isPart?: boolean;
}

/** A name to be written beside the point where a curve ends. */
export interface EndLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour: string;
}

const GAP = { label: 9, labels: 15 };

/**
 * Writes names right of the places where curves end, moved apart vertically until none touches another, and kept in the
 * order of the curves.
 */
export function endLabels(plane: Plane, labels: readonly EndLabel[]): Layer[] {
  const placed = labels
    .filter(({ x, y }) => isBetween(plane.x, x) && isBetween(plane.y, y))
    .map((label) => ({
      ...label,
      top: plane.height * (1 - fraction(plane.y, label.y)),
    }))
    .sort((a, b) => a.top - b.top);
  for (let i = 1; i < placed.length; i++) {
    placed[i]!.top = Math.max(placed[i]!.top, placed[i - 1]!.top + GAP.labels);
  }
  let floor = plane.height - GAP.labels / 2;
  for (const label of placed.reverse()) {
    label.top = Math.min(label.top, floor);
    floor = label.top - GAP.labels;
  }
  return placed.map(({ text, x, top, colour }) =>
    note(text, plane.width * fraction(plane.x, x) + GAP.label, top, { colour }),
  );
}

/** Axis settings for Vega-Lite; the words at the ticks are ours. */
const ticksOf = ({ ticks }: Span) => ({
  values: ticks.map(({ value }) => value),
  labelExpr: `${JSON.stringify(ticks.map(({ label }) => label))}[indexof(${JSON.stringify(ticks.map(({ value }) => value))}, datum.value)]`,
});

const scaleOf = ({ low, high, scale }: Span) => ({
  ...{ domain: [low, high], nice: false },
  ...(scale === undefined ? { zero: false } : { type: scale }),
});

/** A layer whose marks end at the edges of the plot, if they are placed by data. */
function clipped(layer: Layer): Layer {
  if ("layer" in layer) return { ...layer, layer: layer.layer.map(clipped) } as Layer;
  const { mark, encoding } = layer as {
    mark: object;
    encoding?: { x?: object };
  };
  return encoding?.x && "field" in encoding.x ? ({ ...layer, mark: { ...mark, clip: true } } as Layer) : layer;
}

/** The encodings that every layer with data shares. Grid lines stand across the axis along which amounts are read. */
export function positions({ x, y, amounts }: Plane) {
  return {
    x: {
      field: "x",
      type: "quantitative" as const,
      scale: scaleOf(x),
      axis: { ...ticksOf(x), title: x.title, grid: amounts === "x" },
    },
    y: {
      field: "y",
      type: "quantitative" as const,
      scale: scaleOf(y),
      axis: { ...ticksOf(y), title: null, grid: amounts === "y" },
    },
  };
}

/** Puts the words around the layers. The name of the vertical axis stands level above it, where it can be read. */
export function framed(frame: Frame, plane: Plane, key: readonly KeyEntry[], layers: readonly Layer[]): Spec {
  const { width, height } = plane;
  const left = -Math.max(...plane.y.ticks.map(({ label }) => textWidth(label, SIZE.label))) - 5;
  const full = width - left + 30;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...(frame.title === ""
      ? {}
      : {
          title: {
            text: wrap(frame.title, full, SIZE.title, "bold"),
            subtitle: wrap(frame.subtitle, full, SIZE.subtitle),
            offset: 14,
          },
        }),
    width,
    height,
    config: vegaConfig,
    layer: [
      ...(plane.isPart ? layers.map(clipped) : layers),
      ...keyLayers(key, left, -42, full),
      note(plane.y.title, left, -19, { colour: MUTED, size: SIZE.axis }),
      ...(frame.source === ""
        ? []
        : [
            note(wrap(`Source: ${frame.source}`, full, SIZE.note), left, height + 60, {
              colour: MUTED,
              size: SIZE.note,
            }),
          ]),
    ],
  };
}

/** Size and axes of a chart of lying bars, from rows of this height [px]. */
export const lyingPlane = (frame: Frame, x: Span, rows: Span, height: number): Plane => ({
  ...{
    x,
    y: rows,
    width: frame.width ?? PLOT.width,
    height: frame.height ?? rows.high * height,
  },
  amounts: "x",
});

/** A bar from corner to corner. */
export const block = (
  plane: Plane,
  corners: {
    readonly x: number;
    readonly x2: number;
    readonly y: number;
    readonly y2: number;
  },
  color: string,
): Layer => ({
  data: { values: [corners] },
  mark: { type: "rect", color },
  encoding: { ...positions(plane), x2: { field: "x2" }, y2: { field: "y2" } },
});

/** An upright line across a row or several. */
export const upright = (
  plane: Plane,
  ends: { readonly x: number; readonly y: number; readonly y2: number },
  color: string,
  strokeWidth: number,
): Layer => ({
  data: { values: [ends] },
  mark: { type: "rule", color, strokeWidth },
  encoding: { ...positions(plane), y2: { field: "y2" } },
});

/** A dashed line at an amount, from end to end. */
export const limit = (plane: Plane, y: number): Layer => ({
  data: { values: [{ x: plane.x.low, y, end: plane.x.high }] },
  mark: {
    type: "rule",
    color: REFERENCE.stroke,
    strokeWidth: 1.6,
    strokeDash: dash(1),
  },
  encoding: { ...positions(plane), x2: { field: "end" } },
});

/** Size and axes of a chart whose amounts are read upwards. */
export function planeOf(frame: Frame, x: Span, y: Span): Plane {
  const isPart = frame.x.domain !== undefined || frame.y.domain !== undefined;
  return {
    x,
    y,
    width: frame.width ?? PLOT.width,
    height: frame.height ?? PLOT.height,
    amounts: "y",
    isPart,
  };
}

/** The dash pattern of the n-th kind of line. */
export const dash = (index: number): number[] => [...DASHES[index % DASHES.length]!];

/**
 * What stands around the data of every chart: title, a subtitle that says on what the numbers rest (*calibrated*,
 * *exact*, *illustrative*), axes with units, a key, names written at the curves, and the source.
 */
import type { TopLevelSpec } from "vega-lite";
import { textWidth, wrap } from "../fonts.ts";
import { DASHES, type Ink, MUTED, PAPER, PLOT, REFERENCE, SIZE, TEXT, vegaConfig } from "../theme.ts";
import { type Axis, fraction, type Span } from "./axis.ts";

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

export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];
type Spec = Extract<TopLevelSpec, { layer: unknown }>;

/** Axes and size, decided; what the layers are placed by. */
export interface Plane {
  readonly x: Span;
  readonly y: Span;
  readonly width: number;
  readonly height: number;
  /** The axis along which amounts are read: up for curves, along for lying bars. */
  readonly amounts: "x" | "y";
}

/** A swatch of the key. */
export interface KeyEntry {
  readonly name: string;
  readonly ink: Ink;
  readonly swatch:
    | { readonly kind: "line"; readonly dash: readonly number[] }
    | { readonly kind: "band"; readonly opacity: number }
    | { readonly kind: "interval"; readonly lies: boolean }
    | { readonly kind: "point"; readonly shape: string; readonly filled: boolean };
}

/** A name to be written beside the point where a curve ends. */
export interface EndLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour: string;
}

const ONE = { values: [{}] };
const ROW = 19;
/** Width of a swatch: lines and areas need some length to be recognised. */
const swatchWidth = ({ swatch }: KeyEntry): number =>
  swatch.kind === "point" || (swatch.kind === "interval" && !swatch.lies) ? 11 : 22;
const GAP = { swatch: 6, entry: 18, label: 9, labels: 15 };

interface NoteStyle {
  readonly colour?: string;
  readonly size?: number;
  readonly align?: "left" | "center" | "right";
  /** Whether only the white edge around the letters is drawn. */
  readonly edge?: boolean;
}

/** A text at a fixed place, in pixels from the upper left corner of the plot. */
export const note = (text: string | readonly string[], x: number, y: number, style: NoteStyle = {}): Layer => ({
  data: ONE,
  mark: {
    type: "text",
    text: typeof text === "string" ? text : [...text],
    align: style.align ?? "left",
    baseline: "middle",
    color: style.colour ?? TEXT,
    fontSize: style.size ?? SIZE.label,
    lineHeight: (style.size ?? SIZE.label) + 4,
    ...(style.edge ? { stroke: PAPER, strokeWidth: 4, strokeJoin: "round" } : {}),
  },
  encoding: { x: { value: x }, y: { value: y } },
});

/** A text that stays readable over lines and bars: written twice, first as a white edge. */
export const noteOver = (...[text, x, y, style]: Parameters<typeof note>): Layer => ({
  layer: [note(text, x, y, { ...style, edge: true }), note(text, x, y, style)],
});

/**
 * Writes names right of the places where curves end, moved apart vertically until none touches another, and kept in the
 * order of the curves.
 */
export function endLabels(plane: Plane, labels: readonly EndLabel[]): Layer[] {
  const placed = labels
    .map((label) => ({ ...label, top: plane.height * (1 - fraction(plane.y, label.y)) }))
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

/** A point, filled or with paper inside its line. */
export const pointMark = (shape: string, size: number, stroke: string, isFilled: boolean) => ({
  ...{ type: "point" as const, shape, size, stroke, fill: isFilled ? stroke : "white" },
  opacity: 1,
});

function swatchOf(entry: KeyEntry, x: number, y: number): Layer {
  const { ink, swatch } = entry;
  const { stroke } = ink;
  const width = swatchWidth(entry);
  switch (swatch.kind) {
    case "line":
      return {
        data: ONE,
        mark: { type: "rule", color: stroke, strokeWidth: 2, strokeDash: [...swatch.dash] },
        encoding: { x: { value: x }, x2: { value: x + width }, y: { value: y } },
      };
    case "band":
      return {
        data: ONE,
        mark: { type: "rect", color: stroke, opacity: swatch.opacity },
        encoding: { x: { value: x }, x2: { value: x + width }, y: { value: y - 6 }, y2: { value: y + 6 } },
      };
    case "interval":
      return {
        data: ONE,
        mark: { type: "rule", color: stroke, strokeWidth: 1.8 },
        encoding: swatch.lies
          ? { x: { value: x }, x2: { value: x + width }, y: { value: y } }
          : { x: { value: x + width / 2 }, y: { value: y - 7 }, y2: { value: y + 7 } },
      };
    case "point":
      return {
        data: ONE,
        mark: pointMark(swatch.shape, 55, stroke, swatch.filled),
        encoding: { x: { value: x + width / 2 }, y: { value: y } },
      };
  }
}

/** The key: a row of swatches above the plot, broken into as many rows as the width asks for. */
function keyLayers(entries: readonly KeyEntry[], left: number, bottom: number, width: number): Layer[] {
  const rows: { entry: KeyEntry; x: number }[][] = [[]];
  let x = 0;
  for (const entry of entries) {
    const room = swatchWidth(entry) + GAP.swatch + textWidth(entry.name, SIZE.label);
    if (x > 0 && x + room > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ entry, x });
    x += room + GAP.entry;
  }
  return rows.flatMap((row, index) =>
    row.flatMap((item) => {
      const y = bottom - (rows.length - 1 - index) * ROW;
      return [
        swatchOf(item.entry, left + item.x, y),
        note(item.entry.name, left + item.x + swatchWidth(item.entry) + GAP.swatch, y),
      ];
    }),
  );
}

/** Axis settings for Vega-Lite; the words at the ticks are ours. */
const ticksOf = ({ ticks }: Span) => ({
  values: ticks.map(({ value }) => value),
  labelExpr: `${JSON.stringify(ticks.map(({ label }) => label))}[indexof(${JSON.stringify(ticks.map(({ value }) => value))}, datum.value)]`,
});

/** The encodings that every layer with data shares. Grid lines stand across the axis along which amounts are read. */
export function positions({ x, y, amounts }: Plane) {
  return {
    x: {
      field: "x",
      type: "quantitative" as const,
      scale: { domain: [x.low, x.high], nice: false, zero: false },
      axis: { ...ticksOf(x), title: x.title, grid: amounts === "x" },
    },
    y: {
      field: "y",
      type: "quantitative" as const,
      scale: { domain: [y.low, y.high], nice: false, zero: false },
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
      ...layers,
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
  ...{ x, y: rows, width: frame.width ?? PLOT.width, height: frame.height ?? rows.high * height },
  amounts: "x",
});

/** A bar from corner to corner. */
export const block = (
  plane: Plane,
  corners: { readonly x: number; readonly x2: number; readonly y: number; readonly y2: number },
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
  mark: { type: "rule", color: REFERENCE.stroke, strokeWidth: 1.6, strokeDash: dash(1) },
  encoding: { ...positions(plane), x2: { field: "end" } },
});

/** Size and axes of a chart whose amounts are read upwards. */
export function planeOf(frame: Frame, x: Span, y: Span): Plane {
  return { x, y, width: frame.width ?? PLOT.width, height: frame.height ?? PLOT.height, amounts: "y" };
}

/** The dash pattern of the n-th kind of line. */
export const dash = (index: number): number[] => [...DASHES[index % DASHES.length]!];

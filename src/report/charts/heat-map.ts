/** One amount over two factors: a field of cells, the darker the more, each with its amount where there is room. */
import type { TopLevelSpec } from "vega-lite";
import { textWidth } from "../fonts.ts";
import { PAPER, PLOT, RAMP, SIZE, TEXT } from "../theme.ts";
import { rowsOf, type Span } from "./axis.ts";
import { type Frame, framed, type Plane, positions } from "./frame.ts";
import type { KeyEntry } from "./key.ts";
import type { Layer } from "./note.ts";

export interface HeatCell {
  readonly column: string;
  readonly row: string;
  readonly value: number;
  /** As it is written into the cell. */
  readonly text: string;
}

const CELL_HEIGHT = { most: 44, least: 14 };
/** A name needs a line [px]. */
const LINE = 14;
/** Half of the ramp is dark enough for white letters. */
const WHITE_UP_TO = 4;

const columnsOf = (title: string, names: readonly string[]): Span => ({
  ...{ title, low: 0, high: names.length },
  ticks: names.map((label, i) => ({ value: i + 0.5, label })),
});

/** Every k-th name, so that names do not touch that need so much room each [px]. */
function thinned(span: Span, each: number, room: number): Span {
  const step = Math.max(1, Math.ceil((each * span.ticks.length) / room));
  return { ...span, ticks: span.ticks.filter((_, i) => i % step === 0) };
}

/**
 * @param columns levels along the horizontal axis, from left to right
 * @param rows levels along the vertical axis, from the top
 * @param ends what the lightest and the darkest cell stand for, for the key, which shows all colours between them
 */
export function heatMap(
  frame: Frame,
  drawn: {
    readonly columns: readonly string[];
    readonly rows: readonly string[];
    readonly cells: readonly HeatCell[];
    readonly ends: readonly [least: string, most: string];
  },
): TopLevelSpec {
  const { columns, rows, cells, ends } = drawn;
  const width = frame.width ?? PLOT.width;
  const each = Math.max(CELL_HEIGHT.least, Math.min(CELL_HEIGHT.most, PLOT.height / rows.length));
  const height = frame.height ?? each * rows.length;
  const widest = Math.max(...columns.map((name) => textWidth(name, SIZE.label)));
  const plane: Plane = {
    x: thinned(columnsOf(frame.x.title, columns), widest + 8, width),
    y: thinned(rowsOf(frame.y.title, rows), LINE, height),
    width,
    height,
    amounts: "x",
  };
  const values = cells.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const shade = (value: number): number => {
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return RAMP.length - 1 - Math.round(share * (RAMP.length - 1));
  };
  const fits =
    cells.every(({ text }) => textWidth(text, SIZE.note) < width / columns.length - 4) && height / rows.length >= LINE;
  const placed = cells.map(({ column, row, value, text }) => ({
    x: columns.indexOf(column),
    y: rows.length - rows.indexOf(row) - 1,
    fill: RAMP[shade(value)]!,
    ink: shade(value) <= WHITE_UP_TO ? PAPER : TEXT,
    text,
  }));
  const bare = {
    ...positions(plane),
    color: {
      field: "fill",
      type: "nominal" as const,
      scale: null,
      legend: null,
    },
  };
  const withoutGrid = {
    ...bare,
    x: { ...bare.x, axis: { ...bare.x.axis, grid: false } },
  };
  const layers: Layer[] = [
    {
      data: {
        values: placed.map(({ x, y, fill }) => ({
          x,
          x2: x + 1,
          y,
          y2: y + 1,
          fill,
        })),
      },
      mark: { type: "rect", stroke: PAPER, strokeWidth: 1 },
      encoding: { ...withoutGrid, x2: { field: "x2" }, y2: { field: "y2" } },
    },
    ...(fits
      ? [
          {
            data: {
              values: placed.map(({ x, y, ink, text }) => ({
                x: x + 0.5,
                y: y + 0.5,
                fill: ink,
                text,
              })),
            },
            mark: {
              type: "text" as const,
              fontSize: SIZE.note,
              baseline: "middle" as const,
            },
            encoding: {
              ...withoutGrid,
              text: { field: "text", type: "nominal" as const },
            },
          },
        ]
      : []),
  ];
  const key: KeyEntry[] = [
    {
      name: ends[1],
      ink: { stroke: RAMP[0]!, text: TEXT },
      swatch: { kind: "ramp", from: ends[0], colours: RAMP.toReversed() },
    },
  ];
  return framed(frame, plane, high > low ? key : [], layers);
}

/** Words and points, the marks that every chart has. */
import type { TopLevelSpec } from "vega-lite";
import { PAPER, SIZE, TEXT } from "../theme.ts";

export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/** Data of a mark that has its place in pixels. */
export const ONE = { values: [{}] };
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

/** A point, filled or with paper inside its line. */
export const pointMark = (shape: string, size: number, stroke: string, isFilled: boolean) => ({
  ...{
    type: "point" as const,
    shape,
    size,
    stroke,
    fill: isFilled ? stroke : "white",
  },
  opacity: 1,
});

/**
 * Charts at the size and in the dress of the place where they will stand: a column of a paper, a slide. A drawing is laid out in
 * pixels at the sizes of letters that the theme has, and then scaled as a whole, so that lines, letters and marks keep their
 * proportions.
 */
import type { TopLevelSpec } from "vega-lite";
import { ON_DARK } from "../theme.ts";
import { type Plot, specOf } from "./plot.ts";
import { ofWidth, sizeOf } from "./width.ts";

export const THEMES = ["paper", "screen", "slides", "slides-dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Widths [mm]: columns of IEEE and ACM papers are 84 to 89 mm wide, text areas 178 mm; a slide of 16 : 9 is 254 mm. */
export const WIDTHS = { "one-column": 85, "two-column": 178, slide: 254 } as const;
export type Width = keyof typeof WIDTHS;

interface Dress {
  /** mm of paper for one unit of the drawing: letters of 12 units come out at 8 pt in a paper, 20 pt on a slide. */
  readonly scale: number;
  /** Whether title, subtitle and source stand in the drawing; in a paper they stand in its caption. */
  readonly hasWords: boolean;
  readonly width: Width;
  /** Height of the plot area of charts that have none of their own, in units of the drawing. */
  readonly height?: number;
}

const PX = 25.4 / 96;
/** So high that the whole, with its words, is about as high as a slide. */
const SLIDE_PLOT = 150;
/** Bars and rows have the height that their number asks for. */
const FREE_IN_HEIGHT: readonly string[] = ["points", "line", "ecdf", "pareto", "availability"];

const DRESSES: Readonly<Record<Theme, Dress>> = {
  paper: { scale: PX * 0.88, hasWords: false, width: "one-column" },
  screen: { scale: PX, hasWords: true, width: "two-column" },
  slides: { scale: PX * 1.9, hasWords: true, width: "slide", height: SLIDE_PLOT },
  "slides-dark": { scale: PX * 1.9, hasWords: true, width: "slide", height: SLIDE_PLOT },
};

/** The width that a theme is made for. */
export const widthOf = (theme: Theme): Width => DRESSES[theme].width;

/** The same document with other colours, wherever a string is one of them. */
function recoloured<T>(value: T): T {
  if (typeof value === "string") return (ON_DARK.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map(recoloured) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, recoloured(inner)])) as T;
  return value;
}

export interface Sheet {
  readonly spec: TopLevelSpec;
  /** A document whose size is given in millimetres. */
  readonly svg: string;
  /** Size on paper [mm]. */
  readonly width: number;
  readonly height: number;
  /** mm of paper for one unit of the drawing. */
  readonly scale: number;
}

/** Draws a chart for a place: the plot area is chosen so that the whole is as wide as asked. */
export async function sheetOf(plot: Plot, theme: Theme, width: Width = widthOf(theme)): Promise<Sheet> {
  const { scale, hasWords, height } = DRESSES[theme];
  const target = WIDTHS[width] / scale;
  const said = hasWords ? plot.frame : { ...plot.frame, title: "", subtitle: "", source: "" };
  const words = height !== undefined && FREE_IN_HEIGHT.includes(plot.type) ? { ...said, height } : said;
  const dressed = (inner: number): TopLevelSpec => {
    const spec = specOf(plot, { ...words, width: inner });
    return theme === "slides-dark" ? recoloured(spec) : spec;
  };
  const { spec, svg } = await ofWidth(dressed, target);
  const drawn = sizeOf(svg);
  // What cannot be made narrow enough is shrunk as a whole.
  const fitted = Math.min(scale, WIDTHS[width] / drawn.width);
  const mm = (units: number) => Number((units * fitted).toFixed(3));
  const sized = svg.replace(
    /(<svg\b[^>]*?\b)width="[\d.]+"([^>]*?\b)height="[\d.]+"/,
    `$1width="${mm(drawn.width)}mm"$2height="${mm(drawn.height)}mm"`,
  );
  return { spec, svg: sized, width: mm(drawn.width), height: mm(drawn.height), scale: fitted };
}

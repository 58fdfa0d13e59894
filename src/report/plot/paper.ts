/**
 * Charts at the size and in the dress of the place where they will stand: a column of a paper, a slide. A drawing is laid out in
 * pixels at the sizes of letters that the theme has, and then scaled as a whole, so that lines, letters and marks keep their
 * proportions.
 */
import type { TopLevelSpec } from "vega-lite";
import { GRID, INKS, MUTED, PAPER, RAMP, REFERENCE, TEXT } from "../theme.ts";
import { renderSvg } from "../vega.ts";
import { type Plot, roomy } from "./plot.ts";

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

/** Colours on dark ground: the same hues, light where they were dark. */
const DARK: ReadonlyMap<string, string> = new Map([
  [PAPER, "#12161d"],
  ["white", "#12161d"],
  [TEXT, "#eef1f5"],
  [MUTED, "#b6bec9"],
  [GRID, "#2f3744"],
  ["#8b93a1", "#8b93a1"],
  [REFERENCE.stroke, "#a3adba"],
  [REFERENCE.text, "#c3cad4"],
  ...(["#8fb4ff", "#ffb066", "#ef8fb4", "#6fdcea", "#84cf86"] as const).flatMap((light, i) => [
    [INKS[i]!.stroke, light] as const,
    [INKS[i]!.text, light] as const,
  ]),
  ...RAMP.map((_, i) => [RAMP[i]!, RAMP[RAMP.length - 1 - i]!] as const),
]);

/** The same document with other colours, wherever a string is one of them. */
function recoloured<T>(value: T): T {
  if (typeof value === "string") return (DARK.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map(recoloured) as T;
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, recoloured(inner)])) as T;
  return value;
}

/** The plot area never gets narrower than this, however long the names beside it. */
const PLOT_MIN = 150;
const ROUNDS = 4;

const sizeOf = (svg: string): { width: number; height: number } => {
  const [, width, height] = /<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"/.exec(svg)!;
  return { width: Number(width), height: Number(height) };
};

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
    const spec = roomy(plot.draw({ ...words, width: Math.round(inner) }));
    return theme === "slides-dark" ? recoloured(spec) : spec;
  };
  let inner = Math.max(PLOT_MIN, target - 90);
  let spec = dressed(inner);
  let svg = await renderSvg(spec);
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = Math.max(PLOT_MIN, inner + target - sizeOf(svg).width);
    if (Math.abs(wanted - inner) < 1) break;
    inner = wanted;
    spec = dressed(inner);
    svg = await renderSvg(spec);
  }
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

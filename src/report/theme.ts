/**
 * One look for every chart. The inks differ in lightness as well as in hue, so that they stay apart in grey print and
 * for colour-blind readers; lines differ in dashes and points in shape besides.
 */
import type { Config } from "vega-lite";
import { FONT_FAMILY } from "./fonts.ts";

/** A colour for lines and areas, and a darker one of the same hue for words: at least 4.5 : 1 on white. */
export interface Ink {
  readonly stroke: string;
  readonly text: string;
}

/** The order is the order of use: neighbours are far apart in lightness. */
export const INKS: readonly Ink[] = [
  { stroke: "#0b2a5e", text: "#0b2a5e" },
  { stroke: "#dc791d", text: "#9c4f00" },
  { stroke: "#813552", text: "#813552" },
  { stroke: "#54c2d0", text: "#0b6b78" },
  { stroke: "#408541", text: "#2f6b31" },
];

/** For theory, limits and published values: what our own numbers are held against. */
export const REFERENCE: Ink = { stroke: "#76828f", text: "#4b5563" };

/** Dark to light for an ordered family of curves, such as 1 to 8 servers. */
export const RAMP: readonly string[] = [
  "#0b1f4b",
  "#143a6f",
  "#1c5489",
  "#276e9b",
  "#3588a5",
  "#4ba0a8",
  "#62b3a3",
  "#7cc49c",
];

export const PAPER = "#ffffff";
export const TEXT = "#1c2330";
export const MUTED = "#4b5563";
export const GRID = "#e3e6eb";
/** The line of an axis and its ticks, of middle lightness. */
const AXIS = "#8b93a1";

/** Where charts stand in the dark. */
export const DARK_PAPER = "#12161d";

/** Each colour of a chart on light paper, and what stands for it on dark: the same hues, light where they were dark. */
export const ON_DARK: ReadonlyMap<string, string> = new Map([
  [PAPER, DARK_PAPER],
  ["white", DARK_PAPER],
  [TEXT, "#eef1f5"],
  [MUTED, "#b6bec9"],
  [GRID, "#2f3744"],
  [AXIS, AXIS],
  [REFERENCE.stroke, "#a3adba"],
  [REFERENCE.text, "#c3cad4"],
  ...(["#8fb4ff", "#ffb066", "#ef8fb4", "#6fdcea", "#84cf86"] as const).flatMap((light, i) => [
    [INKS[i]!.stroke, light] as const,
    [INKS[i]!.text, light] as const,
  ]),
  ...RAMP.map((_, i) => [RAMP[i]!, RAMP[RAMP.length - 1 - i]!] as const),
]);

/** Plot area [px]: one column of a page on screen, 13 cm in print. */
export const PLOT = { width: 430, height: 260 } as const;

/** Font sizes [px]. */
export const SIZE = { title: 16, subtitle: 12.5, axis: 12.5, label: 12, note: 11 } as const;

/** Dashes of one kind of line; the first is solid. */
export const DASHES: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 3],
  [8, 3, 2, 3],
];

/** Shapes of points, in the order of use. */
export const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"] as const;

export const vegaConfig: Config = {
  font: FONT_FAMILY,
  background: PAPER,
  padding: 12,
  aria: false,
  view: { stroke: null },
  title: {
    anchor: "start",
    frame: "bounds",
    color: TEXT,
    fontSize: SIZE.title,
    fontWeight: "bold",
    lineHeight: 21,
    subtitleColor: MUTED,
    subtitleFontSize: SIZE.subtitle,
    subtitleLineHeight: 17,
    subtitlePadding: 5,
  },
  axis: {
    labelColor: TEXT,
    labelFontSize: SIZE.label,
    titleColor: TEXT,
    titleFontSize: SIZE.axis,
    titleFontWeight: "normal",
    titlePadding: 9,
    labelPadding: 5,
    labelFlush: false,
    gridColor: GRID,
    domainColor: AXIS,
    tickColor: AXIS,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false },
};

import { printable } from "../../units/printable.ts";

/**
 * Drawings of traces are made of few parts and take their ink from where they stand: `currentColor` is the colour of the text
 * around, so that they are legible on paper of any colour. Bad news has a red of its own, of middle lightness.
 */
export const GRAVE = "#d0433a";
const FONT = "DejaVu Sans, sans-serif";

export const escaped = (text: string): string =>
  printable(text).replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]!);

type Attributes = Readonly<Record<string, string | number>>;

/** Attributes as XML; numbers to a tenth of a pixel. */
export function tag(name: string, attributes: Attributes, content = ""): string {
  const text = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? Math.round(value * 10) / 10 : escaped(value)}"`)
    .join("");
  return content === "" ? `<${name}${text}/>` : `<${name}${text}>${content}</${name}>`;
}

export const label = (x: number, y: number, text: string, more: Attributes = {}): string =>
  tag("text", { x, y, fill: "currentColor", ...more }, escaped(text));

export const line = (x1: number, y1: number, x2: number, y2: number, more: Attributes = {}): string =>
  tag("line", { x1, y1, x2, y2, stroke: "currentColor", ...more });

/** Where a rectangle is, and the radius of its corners. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rx: number;
}

/** An empty rectangle, unless it is given a filling. */
export const box = ({ x, y, width, height, rx }: Box, more: Attributes = {}): string =>
  tag("rect", { x, y, width, height, rx, fill: "none", stroke: "currentColor", ...more });

/** A whole drawing; what it shows is said for those who cannot see it. */
export const drawing = (width: number, height: number, title: string, parts: readonly string[]): string =>
  tag(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": title,
      "font-family": FONT,
      "font-size": 12,
    },
    [`<title>${escaped(title)}</title>`, ...parts].join("\n"),
  );

/** Widths of glyphs are not known here: a generous mean width of DejaVu Sans [px] at 12 px. */
export const widthOf = (text: string): number => 7 * [...text].length;

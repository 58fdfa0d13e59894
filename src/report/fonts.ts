/**
 * The typeface of every chart, DejaVu Sans in two weights, and the room that a text takes in it. Layout, SVG and PNG
 * use these same two files on every machine, so a chart is the same picture everywhere; system fonts are never asked.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type Font, openSync } from "fontkit";

export type Weight = "normal" | "bold";

/** The family as SVG readers should look for it: ours first, then faces of nearly the same widths. */
export const FONT_FAMILY = "DejaVu Sans, Verdana, sans-serif";

const FILES: Readonly<Record<Weight, string>> = { normal: "DejaVuSans.ttf", bold: "DejaVuSans-Bold.ttf" };

/** Beside the bundle once built (dist/fonts); in the font's own package when run from source. */
function locate(file: string): string {
  const shipped = fileURLToPath(new URL(`../fonts/${file}`, import.meta.url));
  return existsSync(shipped) ? shipped : createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`);
}

/** Paths of the two font files, for renderers that load fonts themselves. */
export const fontFiles = (): readonly string[] => Object.values(FILES).map(locate);

const fonts = new Map<Weight, Font>();
const widths = new Map<string, number>();

function fontOf(weight: Weight): Font {
  const known = fonts.get(weight);
  if (known) return known;
  const font = openSync(locate(FILES[weight]));
  fonts.set(weight, font);
  return font;
}

/**
 * Width of one line of text, kerning included.
 *
 * @param size font size [px], > 0
 * @returns width [px]
 */
export function textWidth(text: string, size: number, weight: Weight = "normal"): number {
  const key = `${weight} ${text}`;
  let ems = widths.get(key);
  if (ems === undefined) {
    const font = fontOf(weight);
    ems = font.layout(text).advanceWidth / font.unitsPerEm;
    widths.set(key, ems);
  }
  return ems * size;
}

/**
 * Breaks a text into lines no wider than `width` [px], at spaces. A word that is wider by itself gets its own line.
 */
export function wrap(text: string, width: number, size: number, weight: Weight = "normal"): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && textWidth(longer, size, weight) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return line === "" ? lines : [...lines, line];
}

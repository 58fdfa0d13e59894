/**
 * The typeface of every chart, DejaVu Sans in two weights, and the room that a text takes in it. Layout, SVG and PNG
 * use these same two files on every machine, so a chart is the same picture everywhere; system fonts are never asked.
 */
import { emsOf, type Weight } from "./font-widths.ts";

export { fontFiles, type Weight } from "./font-widths.ts";

/** The family as SVG readers should look for it: ours first, then faces of nearly the same widths. */
export const FONT_FAMILY = "DejaVu Sans, Verdana, sans-serif";

const widths = new Map<string, number>();

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
    ems = emsOf(text, weight);
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

/** The two font files, and the widths that they say texts have. In a browser, `font-widths.browser.ts` stands in. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type Font, openSync } from "fontkit";

export type Weight = "normal" | "bold";

const FILES: Readonly<Record<Weight, string>> = { normal: "DejaVuSans.ttf", bold: "DejaVuSans-Bold.ttf" };

/** Beside the bundle once built (dist/fonts); in the font's own package when run from source. */
function locate(file: string): string {
  const shipped = fileURLToPath(new URL(`../fonts/${file}`, import.meta.url));
  return existsSync(shipped) ? shipped : createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${file}`);
}

/** Paths of the two font files, for renderers that load fonts themselves. */
export const fontFiles = (): readonly string[] => Object.values(FILES).map(locate);

const fonts = new Map<Weight, Font>();

function fontOf(weight: Weight): Font {
  const known = fonts.get(weight);
  if (known) return known;
  const font = openSync(locate(FILES[weight]));
  fonts.set(weight, font);
  return font;
}

/** Width of one line of text, kerning included, in units of its font size. */
export function emsOf(text: string, weight: Weight): number {
  const font = fontOf(weight);
  return font.layout(text).advanceWidth / font.unitsPerEm;
}

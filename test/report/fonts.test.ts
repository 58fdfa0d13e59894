/** Widths of texts, held against what the painter really draws. */
import { Resvg } from "@resvg/resvg-js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fontFiles, textWidth, type Weight, wrap } from "../../src/report/fonts.ts";

/** Where the ink of a text between two bars ends: the bars make the spaces at its ends count too. */
function painted(text: string, size: number, weight: Weight): number {
  const width = (inside: string) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="100"><text x="10" y="60" font-family="DejaVu Sans" font-size="${size}" font-weight="${weight}">|${inside}|</text></svg>`;
    return new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [...fontFiles()] } }).innerBBox()!.width;
  };
  return width(text) - width("");
}

test.each(["failed calls", "AVATAR To Wave", "10 000 h, 99.999 %", "95 % ± 0.8 ≤ 3 × rate"])("%s", (text) => {
  for (const weight of ["normal", "bold"] as const) {
    expect(Math.abs(textWidth(text, 40, weight) - painted(text, 40, weight))).toBeLessThan(2);
  }
});

test("lines keep all words in order and are no wider than asked, unless one word is", () => {
  const texts = fc.array(fc.stringMatching(/^[a-zA-Z0-9.,]{1,12}$/), { maxLength: 30 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 20, max: 400 }), (words, width) => {
      const lines = wrap(words.join(" "), width, 12);
      expect(lines.flatMap((line) => line.split(" "))).toEqual(words);
      for (const line of lines) if (line.includes(" ")) expect(textWidth(line, 12)).toBeLessThanOrEqual(width);
    }),
    { seed: 3 },
  );
});

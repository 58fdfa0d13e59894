/** Every kind of chart: a valid Vega-Lite document, no complaint from the compiler, nothing cut off, no names that touch. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { endLabels } from "../../src/report/charts/frame.ts";
import { fontFiles } from "../../src/report/fonts.ts";
import { PAPER } from "../../src/report/theme.ts";
import { renderPng, renderSvg } from "../../src/report/vega.ts";
import { some } from "../long.ts";
import { specimens } from "./specimens.ts";

let isVegaLite: (spec: unknown) => boolean;
beforeAll(() => {
  const path = createRequire(import.meta.url).resolve("vega-lite/vega-lite-schema.json");
  const ajv = new Ajv({ strict: false, logger: false, inlineRefs: false, code: { optimize: false } });
  formats.default(ajv);
  ajv.addFormat("color-hex", /^#[0-9a-f]{6}$/i);
  isVegaLite = ajv.compile(JSON.parse(readFileSync(path, "utf8")));
});

test("the check knows a wrong spec", () => {
  expect(isVegaLite({ ...specimens["bars"], layer: [{ mark: "sausage" }] })).toBe(false);
});

describe.each(Object.entries(specimens))("the chart of %s", (_, spec) => {
  test("is a valid Vega-Lite document", () => expect(isVegaLite(spec)).toBe(true));

  test("draws without a warning, and fits its paper", async () => {
    const withoutPaper = JSON.parse(JSON.stringify(spec).replaceAll(PAPER, "transparent"));
    const font = { loadSystemFonts: false, fontFiles: [...fontFiles()] };
    const painted = new Resvg(await renderSvg(withoutPaper), { font });
    const { x, y, width, height } = painted.innerBBox()!;
    expect(Math.min(x, y)).toBeGreaterThan(4);
    expect(x + width).toBeLessThan(painted.width - 4);
    expect(y + height).toBeLessThan(painted.height - 4);
  });
});

const kinds = Object.keys(specimens);

test.each(some(kinds, [0, Math.floor(kinds.length / 2), kinds.length - 1]))(
  "the chart of %s is the same bytes again, whatever was drawn in between",
  async (kind) => {
    const spec = specimens[kind]!;
    const first = await renderSvg(spec);
    await renderSvg(specimens["points"]!);
    const second = await renderSvg(spec);
    expect(second).toBe(first);
    expect(Buffer.compare(renderPng(second, 1), renderPng(first, 1))).toBe(0);
  },
);

test("names at the ends of curves stand apart, inside the plot, in the order of the curves", () => {
  const span = { title: "", low: 0, high: 100, ticks: [] };
  const plane = { x: span, y: span, width: 430, height: 260, amounts: "y" as const };
  const heights = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(heights, (values) => {
      const layers = endLabels(
        plane,
        values.map((y, index) => ({ x: 100, y, text: `${index}`, colour: "#000000" })),
      );
      const placed = layers.map((layer) => {
        const { mark, encoding } = layer as unknown as { mark: { text: string }; encoding: { y: { value: number } } };
        return { y: values[Number(mark.text)]!, top: encoding.y.value };
      });
      placed.sort((a, b) => a.top - b.top);
      for (let i = 1; i < placed.length; i++) {
        expect(placed[i]!.top - placed[i - 1]!.top).toBeGreaterThanOrEqual(15 - 1e-9);
        expect(placed[i]!.y).toBeLessThanOrEqual(placed[i - 1]!.y + 1e-9);
      }
      expect(placed[0]!.top).toBeGreaterThanOrEqual(0);
      expect(placed.at(-1)!.top).toBeLessThanOrEqual(260);
    }),
    { seed: 9 },
  );
});

test("the axis of nines says 99.999 % at five, and a curve stands where −log₁₀ of its unavailability is", () => {
  const text = JSON.stringify(specimens["nines"]);
  expect(text).toContain(
    JSON.stringify('["0 %","90 %","99 %","99.9 %","99.99 %","99.999 %","99.9999 %","7 nines","8 nines"]').slice(1, -1),
  );
  expect(text).toContain(`{"x":1500,"y":${-Math.log10((72 / 1572) ** 4)}}`);
});

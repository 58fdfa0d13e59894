/** Drawing refuses what Vega would only grumble about, and text is really there in the PNG. */
import type { TopLevelSpec } from "vega-lite";
import { expect, test } from "vitest";
import { renderPng, renderSvg } from "../../src/report/vega.ts";
import { specimens } from "./specimens.ts";

test("a spec that Vega-Lite warns about is refused in its words", async () => {
  const odd = {
    data: { values: [{ a: 1 }] },
    mark: "point",
    encoding: { x: { field: "a", type: "quantitative" }, x2: { field: "a" } },
  } as unknown as TopLevelSpec;
  await expect(renderSvg(odd)).rejects.toThrow(/^chart: x2 dropped/);
});

test("the PNG bears text, and twice the scale doubles its sides", async () => {
  const svg = await renderSvg(specimens["points"]!);
  const sizeOf = (png: Uint8Array) => [Buffer.from(png).readUInt32BE(16), Buffer.from(png).readUInt32BE(20)];
  const [width, height] = sizeOf(renderPng(svg, 1));
  expect(sizeOf(renderPng(svg, 2))).toEqual([width! * 2, height! * 2]);
  const mute = renderPng(svg.replace(/<text\b[^>]*>.*?<\/text>/gs, ""), 1);
  expect(renderPng(svg, 1).length).toBeGreaterThan(mute.length * 1.5);
});

/** Where marks stand: at their own x whatever stands beside them, and within the part that is looked at. */
import { expect, test } from "vitest";
import { lineWithBands, pointsWithIntervals } from "../../src/report/charts/curves.ts";
import { heatMap } from "../../src/report/charts/heat-map.ts";
import { RAMP } from "../../src/report/theme.ts";
import { renderSvg } from "../../src/report/vega.ts";

const frame = { title: "", subtitle: "", x: { title: "x" }, y: { title: "y" }, source: "" };
const series = ["a", "b", "c"].map((name, ink) => ({
  ...{ name, ink, joined: true },
  points: [10, 20, 40].map((x) => ({ x, y: x + ink / 10, low: x - 1, high: x + 1 })),
}));
const shown = { series, curves: [], interval: "95 % interval" };

/** Centres of symbols and places of upright rules, series by series. */
const places = (svg: string, pattern: RegExp): number[] => [...svg.matchAll(pattern)].map(([, x]) => Number(x));

test("points and intervals of several series at one x stand above each other", async () => {
  const svg = await renderSvg(pointsWithIntervals(frame, shown));
  const groups = svg.split("mark-symbol").slice(1);
  const points = groups.map((group) => places(group, /<path transform="translate\(([-\d.]+),/g));
  expect(points.map((xs) => xs.length)).toEqual([3, 3, 3]);
  expect(points[1]).toEqual(points[0]);
  expect(points[2]).toEqual(points[0]);
  // The plot is 430 px wide and leaves 3 % of the span at each side: 10 … 40 becomes 9.1 … 40.9.
  for (const [i, x] of [10, 20, 40].entries()) expect(points[0]![i]).toBeCloseTo(((x - 9.1) / 31.8) * 430, 6);
  const bars = places(svg, /transform="translate\(([\d.]+),[\d.]+\)" x2="0" y2="-?[\d.]+"/g);
  for (const x of points[0]!) expect(bars.filter((bar) => Math.abs(bar - x) < 1e-6)).toHaveLength(3);
});

test("where series meet, the marks of the first are the largest; where they do not, all are alike", () => {
  const sizes = (spec: object) =>
    [...JSON.stringify(spec).matchAll(/"type":"point","shape":"\S+?","size":(\d+)/g)].map(([, n]) => Number(n));
  const [first, second, third] = sizes(pointsWithIntervals(frame, shown));
  expect(first).toBeGreaterThan(second!);
  expect(second).toBeGreaterThan(third!);
  const apart = series.map((one, i) => ({
    ...one,
    points: one.points.map(({ x }) => ({ x, y: 100 * i, low: 100 * i, high: 100 * i })),
  }));
  const alone = sizes(pointsWithIntervals(frame, { ...shown, series: apart }));
  expect(new Set(alone).size).toBe(1);
});

test("a part is looked at: marks end at its edges, and a name stands where its curve leaves", async () => {
  const part = { ...frame, x: { title: "x", domain: [15, 30] as const } };
  const svg = await renderSvg(pointsWithIntervals(part, shown));
  expect(svg).toContain("clip-path");
  // Curves rise from the left to the right: their names stand at x = 20, a third of the way.
  const names = [...svg.matchAll(/text-anchor="start" transform="translate\(([\d.]+),[^>]*>[abc]</g)].map(([, x]) =>
    Number(x),
  );
  expect(names).toHaveLength(3);
  for (const x of names) expect(x).toBeCloseTo(430 / 3 + 9, 6);
  const whole = await renderSvg(pointsWithIntervals(frame, shown));
  expect(whole).not.toMatch(/clip-path="url/);
});

test("on a logarithmic axis intervals that reach to 0 end at its edge, and what is 0 is left out", async () => {
  const points = [
    { x: 1, y: 5, low: 0, high: 10 },
    { x: 2, y: 0, low: 0, high: 0 },
    { x: 4, y: 50, low: 20, high: 90 },
  ];
  const log = { ...frame, y: { title: "y", scale: "log" as const } };
  const spec = pointsWithIntervals(log, { ...shown, series: [{ name: "a", ink: 0, joined: true, points }] });
  const drawn = JSON.stringify(spec);
  expect(drawn).toContain('{"x":1,"y":5,"high":10}');
  expect(drawn).not.toContain('"x":2');
  expect(drawn).toContain('"scale":{"domain":[5,100],"nice":false,"type":"log"}');
  await renderSvg(spec);
  const band = { name: "b", ink: 0, opacity: 0.2, points: points.map(({ x, low, high }) => ({ x, low, high })) };
  await renderSvg(lineWithBands(log, { bands: [band], lines: [{ name: "a", ink: 0, points }], points: [] }));
});

test("the key of a heat map shows every colour between the least and the most, and what is measured", () => {
  const cells = [1, 2, 3].map((value) => ({ column: String(value), row: "r", value, text: String(value) }));
  const spec = JSON.stringify(
    heatMap(frame, { columns: ["1", "2", "3"], rows: ["r"], cells, ends: ["Failed calls 1", "3 calls"] }),
  );
  expect(spec.match(/"type":"rect","color":"(#\w+)"/g)?.map((mark) => mark.slice(-8, -1))).toEqual(RAMP.toReversed());
  expect(spec).toContain('"text":"Failed calls 1"');
  expect(spec).toContain('"text":"3 calls"');
});

/** Differences of independent means: equal and few values make no interval narrow, and what is printed covers. */
import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { welchDifference } from "../../src/statistics/welch-difference.ts";

/** Failed calls of eight runs: mean 627.625, s = 66.43. */
const EIGHT = [528, 560, 590, 610, 640, 680, 717, 696];
const { mean, standardDeviation: s } = Moments.of(EIGHT);

test("a single value is held against the spread of the others: t(7), 95 %", () => {
  const found = welchDifference(Moments.of([696]), Moments.of(EIGHT));
  expect(found.by).toBe("few values");
  expect(found.high).toBeCloseTo(696 - mean + 2.3646243 * s * Math.sqrt(1 + 1 / 8), 4);
});

test.each([[2], [3], [8], [40]])("%i equal values are taken to vary like the eight of the other side", (n) => {
  const found = welchDifference(Moments.of(EIGHT), Moments.of(Array.from({ length: n }, () => 696)));
  expect(found.by).toBe("few values");
  expect(found.high! - found.low!).toBeCloseTo(2 * 2.3646243 * s * Math.sqrt(1 / n + 1 / 8), 4);
});

test("two nearly equal values are no certainty either", () => {
  const [equal, nearly] = [
    [696, 696],
    [696, 696.1],
  ].map((few) => welchDifference(Moments.of(EIGHT), Moments.of(few)));
  expect(nearly!.high).toBeCloseTo(equal!.high!, 0);
});

test("where nothing varies there is no interval, however many the values", () => {
  for (const n of [1, 2, 8, 1000])
    expect(welchDifference(Moments.of([1, 1, 1]), Moments.of(Array.from({ length: n }, () => 2)))).toMatchObject({
      difference: -1,
      low: null,
      high: null,
      by: "nothing",
    });
});

test("one run against means of several: the variance of one run, not of the means", () => {
  const blocks = { ...Moments.of([10, 11, 12, 13, 14]), n: 5, mean: 12, variance: 2.5, ofOneRun: 20 };
  const { low, high } = welchDifference({ n: 1, mean: 12, variance: Number.NaN }, blocks);
  expect((high! - low!) / 2).toBeCloseTo(2.7764451 * Math.sqrt(20 + 2.5 / 5), 5);
});

describe("intervals of few against many cover", () => {
  const laws = {
    normal: (stream: Stream) => 10 + stream.normal(),
    exponential: (stream: Stream) => stream.exponential(),
    uniform: (stream: Stream) => Math.ceil(4 * stream.uniform()), // ties
  };
  for (const [name, draw] of Object.entries(laws))
    test.each([
      [20, 1],
      [20, 2],
      [20, 3],
      [50, 4],
      [8, 2],
    ])(`${name}, %i against %i`, (many, few) => {
      const stream = new Stream("welch", 3, 10 * many + few);
      const sample = (n: number) => Moments.of(Array.from({ length: n }, () => draw(stream)));
      let covered = 0;
      for (let i = 0; i < 1000; i++) {
        const { low, high } = welchDifference(sample(many), sample(few));
        if (low! <= 0 && high! >= 0) covered++;
      }
      expect(covered / 1000).toBeGreaterThan(0.92);
    });
});

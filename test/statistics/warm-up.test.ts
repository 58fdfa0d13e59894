import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { mser5 } from "../../src/statistics/warm-up.ts";
import { welch } from "../../src/statistics/welch.ts";

/** Noise around a mean of 1 with a start-up bias that fades as e^(−i/scale). */
function fading(stream: Stream, bias: number, scale: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => 1 + bias * Math.exp(-i / scale) + 0.5 * stream.normal());
}

describe("MSER-5", () => {
  test("cuts what a search over every cut, straight from the definition, would cut", () => {
    const stream = new Stream("x", 41);
    for (const [bias, scale, n] of [
      [5, 40, 1000],
      [-3, 10, 403],
      [0, 1, 200],
    ] as const) {
      const series = fading(stream, bias, scale, n);
      const groups = Array.from(
        { length: Math.floor(n / 5) },
        (_, g) => series.slice(5 * g, 5 * g + 5).reduce((sum, x) => sum + x, 0) / 5,
      );
      const statistic = (cut: number) => {
        const rest = groups.slice(cut);
        const mean = rest.reduce((sum, x) => sum + x, 0) / rest.length;
        return rest.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rest.length ** 2;
      };
      const cuts = Array.from({ length: Math.floor(groups.length / 2) + 1 }, (_, cut) => cut);
      const best = cuts.reduce((a, b) => (statistic(b) < statistic(a) ? b : a));
      expect(mser5(series)).toEqual({ cut: 5 * best, reached: best < Math.floor(groups.length / 2) });
    }
  });

  test("finds a step", () => {
    const series = Float64Array.from({ length: 500 }, (_, i) => (i < 100 ? 10 : 1) + 0.01 * (i % 3));
    expect(mser5(series)).toEqual({ cut: 100, reached: true });
  });

  test("removes the bias without throwing half of the run away", () => {
    const stream = new Stream("x", 42);
    const [cuts, means, raw] = [new Moments(), new Moments(), new Moments()];
    for (let run = 0; run < 100; run++) {
      const series = fading(stream, 5, 40, 1000);
      const { cut, reached } = mser5(series);
      expect(reached).toBe(true);
      cuts.add(cut);
      means.add(Moments.of(series.subarray(cut)).mean);
      raw.add(Moments.of(series).mean);
    }
    expect(raw.mean - 1).toBeGreaterThan(0.19); // 5·40/1000
    expect(Math.abs(means.mean - 1)).toBeLessThan(0.01);
    expect(cuts.mean).toBeGreaterThan(100);
    expect(cuts.mean).toBeLessThan(250);
  });

  test("says when the run never left its warm-up", () => {
    const rising = Float64Array.from({ length: 400 }, (_, i) => i);
    expect(mser5(rising)).toEqual({ cut: 200, reached: false });
  });

  test("cuts nothing from a constant, and refuses a handful", () => {
    expect(mser5(new Float64Array(100).fill(3))).toEqual({ cut: 0, reached: true });
    expect(() => mser5([1, 2, 3])).toThrow(/found 3 values; expected at least 20/);
  });
});

describe("Welch's moving average", () => {
  test("is the one of the definition", () => {
    // averages over two runs: 1 2 3 4 5 6; w = 2
    const smooth = welch(
      [
        [0, 2, 4, 4, 6, 6],
        [2, 2, 2, 4, 4, 6],
      ],
      2,
    );
    expect(smooth).toEqual([1, 2, 3, 4]);
    const bent = welch([[5, 0, 1, 0, 9]], 1);
    expect(bent.map((y) => Number(y.toFixed(12)))).toEqual([5, 2, 0.333333333333, 3.333333333333]);
  });

  test("with a window of 0 is the average over the runs, and shows a constant as it is", () => {
    expect(
      welch(
        [
          [1, 2],
          [3, 6],
        ],
        0,
      ),
    ).toEqual([2, 4]);
    expect(welch([new Float64Array(10).fill(4)], 5)).toEqual([4, 4, 4, 4, 4]);
  });

  test.each<[number[][], number]>([
    [[], 0],
    [[[]], 0],
    [[[1, 2], [1]], 0],
    [[[1, 2]], 2],
    [[[1, 2]], -1],
    [[[1, 2]], 0.5],
  ])("%j with a window of %d is refused", (runs, window) => expect(() => welch(runs, window)).toThrow(RangeError));
});

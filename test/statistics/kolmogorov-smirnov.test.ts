import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { kolmogorovSmirnov, kolmogorovTail } from "../../src/statistics/kolmogorov-smirnov.ts";

describe("Kolmogorov's distribution", () => {
  test("of ten values: the example of Marsaglia, Tsang and Wang, with digits from exact fractions", () => {
    expect(1 - kolmogorovTail(0.274, 10)).toBeCloseTo(0.6284796154565043, 13);
  });

  test.each([
    // SciPy 1.17.1, scipy.stats.kstwo.sf(x/√n, n), which uses the algorithms of Simard and L'Ecuyer
    [2, 0.9, 0.26441558772842894],
    [5, 0.6, 0.7836692682117719],
    [5, 2, 2.6229522294832813e-5],
    [20, 1.2, 0.09223025450588507],
    [100, 0.3, 0.9999692479033473],
    [100, 1.6, 0.010543506724452142],
  ])("n = %d, √n·d = %d: %d", (n, x, tail) => {
    expect(kolmogorovTail(x / Math.sqrt(n), n)).toBeCloseTo(tail, 12);
  });

  test.each([
    [201, 0.9, 0.3769619591465201],
    [1000, 0.6, 0.8573684410456419],
    [1000, 1.6, 0.011534825282457833],
    [10_000, 1.2, 0.11135257403749388],
  ])("of many values, within 10⁻⁴: n = %d, √n·d = %d: %d", (n, x, tail) => {
    expect(Math.abs(kolmogorovTail(x / Math.sqrt(n), n) - tail)).toBeLessThan(1e-4);
  });

  test("of one value is 2(1 − d), and its ends are certain", () => {
    for (const d of [0.5, 0.6, 0.9]) expect(kolmogorovTail(d, 1)).toBeCloseTo(2 * (1 - d), 14);
    expect(kolmogorovTail(0.05, 10)).toBe(1);
    expect(kolmogorovTail(1, 10)).toBe(0);
  });

  test("falls as the distance grows", () => {
    for (const n of [7, 150, 5000]) {
      let last = 1;
      for (let i = 1; i <= 40; i++) {
        const tail = kolmogorovTail(i / 10 / Math.sqrt(n), n);
        expect(tail).toBeLessThanOrEqual(last + 1e-12);
        last = tail;
      }
    }
  });
});

describe("goodness of fit", () => {
  test("rejects the true law as often as its p-value says", () => {
    const stream = new Stream("x", 71);
    const tests = 2000;
    const pValues = Array.from(
      { length: tests },
      () =>
        kolmogorovSmirnov(
          Array.from({ length: 30 }, () => stream.exponential()),
          (x) => -Math.expm1(-x),
        ).pValue,
    );
    for (const level of [0.01, 0.05, 0.5]) {
      const share = pValues.filter((p) => p < level).length / tests;
      expect(Math.abs(share - level)).toBeLessThan(3.3 * Math.sqrt((level * (1 - level)) / tests));
    }
  });

  test("sees a wrong law", () => {
    const stream = new Stream("x", 72);
    const sample = Array.from({ length: 300 }, () => stream.exponential());
    expect(kolmogorovSmirnov(sample, (x) => -Math.expm1(-x / 1.3)).pValue).toBeLessThan(0.01);
  });

  test("measures the distance on both sides of each step", () => {
    expect(kolmogorovSmirnov([0.1, 0.2], (x) => x).distance).toBeCloseTo(0.8, 15);
    expect(kolmogorovSmirnov([0.8, 0.9], (x) => x).distance).toBeCloseTo(0.8, 15);
    expect(() => kolmogorovSmirnov([], (x) => x)).toThrow(/empty sample/);
  });
});

import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { quantileInterval, quantileRanks } from "../../src/statistics/quantile-interval.ts";

/** P(low ≤ Binomial(n, p) < high) by adding up. */
function binomialBetween(n: number, p: number, low: number, high: number): number {
  let sum = 0;
  let probability = (1 - p) ** n;
  for (let k = 0; k < high; k++) {
    if (k >= low) sum += probability;
    probability *= ((n - k) / (k + 1)) * (p / (1 - p));
  }
  return sum;
}

describe("ranks that enclose a quantile", () => {
  test.each([
    // ranks of the median at 95 %, as in any table for the sign test
    [10, 0.5, 2, 9],
    [20, 0.5, 6, 15],
    [25, 0.5, 8, 18],
  ])("n = %d, p = %d: %d and %d", (n, p, low, high) => {
    expect(quantileRanks(n, p)).toMatchObject({ low, high });
  });

  test("have the coverage of the binomial sum, at least what was asked, and no narrower ranks do", () => {
    for (const n of [6, 17, 60, 250]) {
      for (const p of [0.25, 0.5, 0.9]) {
        const ranks = quantileRanks(n, p, 0.9);
        if (!ranks) continue;
        expect(ranks.coverage).toBeCloseTo(binomialBetween(n, p, ranks.low, ranks.high), 10);
        expect(ranks.coverage).toBeGreaterThanOrEqual(0.9);
        expect(1 - binomialBetween(n, p, ranks.low + 1, n + 1)).toBeGreaterThan(0.05);
        expect(1 - binomialBetween(n, p, 0, ranks.high - 1)).toBeGreaterThan(0.05);
      }
    }
  });

  test("do not exist for too few values: the 95 % quantile needs 72", () => {
    // 0.975 = P(at least one of n above) needs 0.95ⁿ ≤ 0.025, n ≥ 71.9
    expect(quantileRanks(71, 0.95)).toBeNull();
    expect(quantileRanks(72, 0.95)).toMatchObject({ high: 72 });
    expect(quantileInterval([1, 2, 3], 0.5)).toEqual({ quantile: 2, low: null, high: null, n: 3, confidence: 0.95 });
    expect(quantileInterval([], 0.5)).toMatchObject({ quantile: Number.NaN, low: null, high: null });
  });

  test.each([
    [0, 0.95],
    [1, 0.95],
    [0.5, 1],
    [0.5, 0],
  ])("p = %d at confidence %d is refused", (p, confidence) => {
    expect(() => quantileRanks(10, p, confidence)).toThrow(RangeError);
  });
});

test("the interval covers the quantile as often as computed, and is as narrow as theory says", () => {
  const stream = new Stream("x", 21);
  const [n, p, intervals] = [400, 0.9, 1500];
  const truth = Math.log(10);
  const widths = new Moments();
  let covered = 0;
  for (let i = 0; i < intervals; i++) {
    const { low, high } = quantileInterval(
      Array.from({ length: n }, () => stream.exponential()),
      p,
    );
    if (low! <= truth && truth <= high!) covered++;
    widths.add(high! - low!);
  }
  const coverage = quantileRanks(n, p)!.coverage;
  expect(Math.abs(covered / intervals - coverage)).toBeLessThan(
    3.3 * Math.sqrt((coverage * (1 - coverage)) / intervals),
  );
  const expected = (2 * 1.96 * Math.sqrt((p * (1 - p)) / n)) / (1 - p); // density of the exponential law at its p-quantile is 1 − p
  expect(widths.mean / expected).toBeGreaterThan(0.97);
  expect(widths.mean / expected).toBeLessThan(1.08);
});

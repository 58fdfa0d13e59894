import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { batchMeans, lagOneCorrelation, queueMemory, vonNeumannTest } from "../../src/statistics/batch-means.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";
import { autoregression } from "./autoregression.ts";

describe("batch means of a correlated series", () => {
  test("cover the mean as often as they say, and are as wide as n·Var = 1/(1 − φ)² says", () => {
    const stream = new Stream("x", 31);
    const [phi, n, runs] = [0.8, 6000, 400];
    const widths = new Moments();
    let [covered, independent] = [0, 0];
    for (let i = 0; i < runs; i++) {
      const result = batchMeans(autoregression(stream, phi, n));
      if (result.interval.low! <= 0 && 0 <= result.interval.high!) covered++;
      if (result.independent) independent++;
      widths.add((result.interval.high! - result.interval.low!) / 2);
    }
    expect(covered / runs).toBeGreaterThan(0.95 - 3.3 * Math.sqrt((0.95 * 0.05) / runs));
    expect(independent / runs).toBeGreaterThan(0.9);
    // t of 29 degrees of freedom is 2.04523, and E[s] = c₄(30)σ = 0.99142σ
    const expected = (2.04523 * 0.99142) / (1 - phi) / Math.sqrt(n);
    expect(widths.mean / expected).toBeGreaterThan(0.98);
    expect(widths.mean / expected).toBeLessThan(1.12);
  });

  test("say so when the batches are too short to be independent; the plain interval then misses", () => {
    const stream = new Stream("x", 32);
    const runs = 200;
    let [covered, independent] = [0, 0];
    for (let i = 0; i < runs; i++) {
      const result = batchMeans(autoregression(stream, 0.98, 1200));
      const plain = studentInterval(result.means);
      if (plain.low! <= 0 && 0 <= plain.high!) covered++;
      expect(result.interval.halfWidth! / plain.halfWidth!).toBeGreaterThanOrEqual(1);
      if (result.independent) independent++;
      if (!result.independent) expect(result.lagOne).toBeGreaterThan(0);
    }
    expect(covered / runs).toBeLessThan(0.85);
    expect(independent / runs).toBeLessThan(0.35);
  });

  test("leave out the earliest values that fill no batch", () => {
    const series = [1000, 1000, 1000, ...Array.from({ length: 20 }, (_, i) => i)];
    const result = batchMeans(series, 0.95, 10);
    expect(result.batchSize).toBe(2);
    expect(result.means).toEqual([0.5, 2.5, 4.5, 6.5, 8.5, 10.5, 12.5, 14.5, 16.5, 18.5]);
  });

  test("refuse too few batches and too few values", () => {
    expect(() => batchMeans(new Float64Array(100), 0.95, 5)).toThrow(/found 5 batches; expected 10 or more/);
    expect(() => batchMeans(new Float64Array(59))).toThrow(/found 59 values for 30 batches; expected at least 60/);
  });
});

describe("von Neumann's test", () => {
  test("rejects independent values as often as its level says", () => {
    const stream = new Stream("x", 33);
    const tests = 4000;
    let rejected = 0;
    for (let i = 0; i < tests; i++)
      if (vonNeumannTest(Array.from({ length: 30 }, () => stream.normal())) < 0.05) rejected++;
    expect(Math.abs(rejected / tests - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / tests));
  });

  test("sees correlation, not its opposite, and nothing in a constant", () => {
    const rising = Array.from({ length: 30 }, (_, i) => i);
    const alternating = rising.map((i) => i % 2);
    expect(vonNeumannTest(rising)).toBeLessThan(1e-6);
    expect(vonNeumannTest(alternating)).toBeGreaterThan(0.999);
    expect(vonNeumannTest([2, 2, 2, 2])).toBe(1);
  });

  test("the lag-one correlation is that of the definition", () => {
    expect(lagOneCorrelation([1, 2, 3, 4])).toBeCloseTo(0.25, 15); // (−1.5·−0.5 − 0.5·0.5 + 0.5·1.5)/5
    expect(lagOneCorrelation([1, -1, 1, -1])).toBeCloseTo(-0.75, 15);
    expect(lagOneCorrelation([2, 2, 2])).toBeNaN();
    const stream = new Stream("x", 34);
    expect(lagOneCorrelation([...autoregression(stream, 0.6, 50_000)])).toBeCloseTo(0.6, 1);
  });
});

test("the memory of a queue: one at no load, no end to it from load 1 on, and that of sojourn times by Lindley's recursion", () => {
  expect([0, 1, 1.5].map(queueMemory)).toEqual([1, Infinity, Infinity]);
  const stream = new Stream("queue", 5);
  const [all, batches] = [new Moments(), new Moments()];
  let waits = 2; // near the mean at load 0.5
  for (let batch = 0; batch < 2000; batch++) {
    let sum = 0;
    for (let i = 0; i < 500; i++) {
      const sojourn = waits + stream.exponential();
      all.add(sojourn);
      sum += sojourn;
      waits = Math.max(0, sojourn - 2 * stream.exponential());
    }
    batches.add(sum / 500);
  }
  // The variance of 2000 means is known to √(2/2000).
  expect(Math.abs((500 * batches.variance) / all.variance / queueMemory(0.5) - 1)).toBeLessThan(
    4 * Math.sqrt(2 / 2000),
  );
});

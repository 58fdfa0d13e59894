import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { clusteredProportion } from "../../src/statistics/clustered-proportion.ts";
import { clopperPearson } from "./clopper-pearson.ts";

const clusters = (...pairs: [number, number][]) => pairs.map(([successes, trials]) => ({ successes, trials }));

test("clusters of one trial are independent trials, less the one that the variance takes", () => {
  const trials = clusters(...Array.from({ length: 100 }, (_, i): [number, number] => [i < 4 ? 1 : 0, 1]));
  const { mean, low, high } = clusteredProportion(trials);
  expect(mean).toBe(0.04);
  const exact = clopperPearson(4, 100);
  expect(low! / exact.low!).toBeCloseTo(1, 1);
  expect(high! / exact.high!).toBeCloseTo(1, 1);
});

test("where all clusters agree, all trials count: Clopper and Pearson's closed forms", () => {
  const none = clusteredProportion(clusters([0, 300], [0, 700]));
  expect([none.mean, none.low]).toEqual([0, 0]);
  expect(none.high! / -Math.expm1(Math.log(0.025) / 1000)).toBeCloseTo(1, 9);
  const all = clusteredProportion(clusters([300, 300], [700, 700]));
  expect([all.mean, all.high]).toEqual([1, 1]);
  expect(all.low).toBeCloseTo(0.025 ** (1 / 1000), 9);
});

test("all or nothing in each cluster is worth one trial a cluster", () => {
  const outcomes = clusters(...Array.from({ length: 40 }, (_, i): [number, number] => [i < 10 ? 500 : 0, 500]));
  const { low, high } = clusteredProportion(outcomes);
  const exact = clopperPearson(10, 40);
  expect(low! / exact.low!).toBeCloseTo(1, 1);
  expect(high! / exact.high!).toBeCloseTo(1, 1);
});

test("one cluster has no interval, none no mean", () => {
  expect(clusteredProportion(clusters([3, 10], [0, 0]))).toMatchObject({ mean: 0.3, low: null, high: null, n: 1 });
  expect(clusteredProportion([]).mean).toBeNaN();
  expect(() => clusteredProportion(clusters([2, 1]))).toThrow(/2 successes in 1 trials/);
});

describe("coverage of 1000 intervals at 95 %", () => {
  // Each cluster has its own probability, as each outage has its own length; some clusters have none.
  test.each([0.002, 0.02, 0.5, 0.98])("of a proportion of %d", (p) => {
    const random = new Stream(`clustered ${p}`, 1);
    let covered = 0;
    let width = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const sample = Array.from({ length: 20 }, () => {
        const own = p < 0.5 ? p * random.exponential() : 1 - (1 - p) * Math.min(random.exponential(), 1 / (1 - p));
        const trials = 200 + random.integer(200);
        let successes = 0;
        for (let i = 0; i < trials; i++) if (random.uniform() < own) successes++;
        return { successes, trials };
      });
      const truth = p < 0.5 ? p : 1 - (1 - p) * (1 - Math.exp(-1 / (1 - p)));
      const { low, high } = clusteredProportion(sample);
      if (low! <= truth && truth <= high!) covered++;
      width += high! - low!;
    }
    expect(covered).toBeGreaterThanOrEqual(920);
    expect(width / 1000, "and the intervals are narrow").toBeLessThan(4 * 1.2 * Math.sqrt((p * (1 - p)) / 20));
  });
});

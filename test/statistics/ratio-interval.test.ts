import { expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { ratioInterval } from "../../src/statistics/ratio-interval.ts";

test("three pairs by hand: pseudo-values 7/6, 11/6 and 3/2", () => {
  // Sums 6 and 4; without each pair in turn 5/3, 4/3 and 3/2. t(0.975; 2) = 4.302653 from the table.
  const { mean, halfWidth } = ratioInterval([1, 2, 3], [1, 1, 2]);
  expect(mean).toBeCloseTo(1.5, 12);
  expect(halfWidth!).toBeCloseTo(4.302653 / 3 / Math.sqrt(3), 6);
  expect(ratioInterval([1, 2, 3], [1, 1, 2], 0.9).halfWidth!).toBeCloseTo(2.919986 / 3 / Math.sqrt(3), 6); // t(0.95; 2)
});

test("exponential pairs: unbiased where the ratio of sums is off by n/(n − 1), and covered as often as said", () => {
  const stream = new Stream("pairs", 3);
  const sample = (mean: number) => Array.from({ length: 20 }, () => mean * stream.exponential());
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const [jackknife, plain] = [new Moments(), new Moments()];
  let covered = 0;
  for (let run = 0; run < 1000; run++) {
    const [y, x] = [sample(2), sample(1)];
    const { mean, halfWidth } = ratioInterval(y, x);
    plain.add(sum(y) / sum(x));
    jackknife.add(mean);
    if (Math.abs(mean - 2) <= halfWidth!) covered++;
  }
  expect(Math.abs(plain.mean - (2 * 20) / 19)).toBeLessThan(4 * plain.standardError); // E[1/x̄] of a gamma variate
  expect(Math.abs(jackknife.mean - 2)).toBeLessThan(4 * jackknife.standardError);
  expect(plain.mean - 2).toBeGreaterThan(4 * plain.standardError);
  expect(covered).toBeGreaterThan(900); // of 950, for twenty skewed pairs
});

test("one pair has a ratio and no interval; unequal lengths are refused", () => {
  expect(ratioInterval([3], [2])).toMatchObject({ mean: 1.5, halfWidth: null });
  expect(() => ratioInterval([1, 2], [1])).toThrow("2 numerators and 1 denominators");
});

/** Epstein's intervals against the printed table of χ², and Laplace's score by hand. */
import { expect, test } from "vitest";
import { exponentialMean } from "../../src/statistics/exponential-mean.ts";
import { laplaceTrend } from "../../src/statistics/laplace-trend.ts";

test.each([
  // χ² at 0.975 and at 0.025, NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.4
  [true, 4, 20.483, 2.18],
  [false, 4, 17.535, 2.18],
  [true, 1, 11.143, 0.051],
  [true, 10, 36.781, 9.591],
])("censored %s, %i events: 2T over %d … 2T over %d", (isCensored, events, above, below) => {
  const { estimate, low, high } = exponentialMean(1000, events, isCensored);
  expect(estimate).toBe(1000 / events);
  expect(2000 / low!).toBeCloseTo(above, 2);
  expect(2000 / high!).toBeCloseTo(below, 2);
});

test("without events there is a lower end only: T over ln 40", () => {
  const { low, high } = exponentialMean(1000, 0, true);
  expect(low).toBeCloseTo(1000 / Math.log(40), 9); // P(none) = exp(−T/mean) = 0.025
  expect(high).toBeNull();
  expect(exponentialMean(1000, 0, false).low).toBeNull();
});

test("Laplace: times 60, 70, 80, 90 of 100 are late by √3, and as early as they are late", () => {
  // (75 − 50)/(100·√(1/48)) = √3; two-sided p = 0.0833
  expect(laplaceTrend([60, 70, 80, 90], 0, 100)!.score).toBeCloseTo(Math.sqrt(3), 12);
  expect(laplaceTrend([60, 70, 80, 90], 0, 100)!.p).toBeCloseTo(0.0833, 4);
  expect(laplaceTrend([10, 20, 30, 40], 0, 100)!.score).toBeCloseTo(-Math.sqrt(3), 12);
  expect(laplaceTrend([10, 20, 30], 0, 100)).toBeNull();
});

/** Epstein's intervals against the printed table of χ², and Laplace's score by hand. */
import { expect, test } from "vitest";
import { momentsOf, quantileOf } from "../../src/distributions/law.ts";
import { Stream } from "../../src/random/stream.ts";
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

test("Lewis and Robinson: lives of a Weibull law of shape 0.7 show a trend to Laplace in one list of six, to them in one of twenty", () => {
  const random = new Stream("trend", 14, 0);
  const law = { kind: "weibull", shape: 0.7, mean: 1 } as const;
  const { variance } = momentsOf(law);
  const lists = 1000;
  const found = { laplace: 0, renewal: 0 };
  for (let i = 0; i < lists; i++) {
    const times: number[] = [];
    for (let at = -20; at < 60; at += quantileOf(law, random.uniform())) if (at > 0) times.push(at);
    if (laplaceTrend(times, 0, 60)!.p < 0.05) found.laplace++;
    if (laplaceTrend(times, 0, 60, Math.sqrt(variance))!.p < 0.05) found.renewal++;
  }
  expect(found.laplace / lists).toBeGreaterThan(0.12);
  expect(found.renewal / lists).toBeGreaterThan(0.03);
  expect(found.renewal / lists).toBeLessThan(0.07);
});

import { expect, test } from "vitest";
import { poissonInterval } from "../../src/statistics/poisson-interval.ts";

test.each([
  // Garwood's table of 95 % limits, as reprinted in every epidemiology text.
  [0, 0, 3.689],
  [1, 0.0253, 5.572],
  [10, 4.795, 18.39],
  [100, 81.36, 121.6],
])("%d events: %f to %f", (events, low, high) => {
  const found = poissonInterval(events, 1);
  expect(found.rate).toBe(events);
  expect(found.low).toBeCloseTo(low, events < 10 ? 3 : 2);
  expect(Math.abs(found.high - high)).toBeLessThan(0.001 * high);
});

test("a rate per unit of time", () => {
  const [one, tenth] = [poissonInterval(7, 1, 0.99), poissonInterval(7, 10, 0.99)];
  expect(tenth.high).toBeCloseTo(one.high / 10, 12);
  expect(one.low).toBeLessThan(poissonInterval(7, 1).low);
  expect(() => poissonInterval(1.5, 1)).toThrow("found 1.5 events");
});

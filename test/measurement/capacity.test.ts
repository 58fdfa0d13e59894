import { expect, test } from "vitest";
import { fitSaturation, fitUtilisation } from "../../src/measurement/capacity.ts";

test("utilisation on a line: 1 ms a call and 0.1 idle on two processors are full at 1900 calls/s", () => {
  const points = [100, 200, 300, 400].map((rate) => ({ rate, busy: 0.1 + rate * 1e-3 }));
  const { demand, base, capacity } = fitUtilisation(points, 2);
  expect(demand.estimate).toBeCloseTo(1e-3, 12);
  expect(base.estimate).toBeCloseTo(0.1, 12);
  expect(capacity.estimate).toBeCloseTo(1900, 6);
});

test("R's `cars`: dist = −17.579 + 3.932 speed; 95 % of the slope 3.096964 … 4.767853", () => {
  const speed = [4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15];
  const fast = [16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25];
  const dist = [2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54];
  const far = [32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85];
  const rates = [...speed, ...fast];
  const { demand, base } = fitUtilisation(
    [...dist, ...far].map((busy, i) => ({ rate: rates[i]!, busy })),
    1,
  );
  expect(base.estimate).toBeCloseTo(-17.579095, 5);
  expect([demand.low, demand.high].map((x) => x!.toFixed(6))).toEqual(["3.096964", "4.767853"]);
});

test("two rates give no interval, one rate no line", () => {
  expect(
    fitUtilisation(
      [
        { rate: 1, busy: 1 },
        { rate: 2, busy: 2 },
      ],
      4,
    ).capacity,
  ).toEqual({ estimate: 4, low: null, high: null });
  expect(() =>
    fitUtilisation(
      [
        { rate: 1, busy: 1 },
        { rate: 1, busy: 2 },
      ],
      4,
    ),
  ).toThrow("expected at least two rates");
});

test("saturation is found where it shows, and is bounded from below only where it does not", () => {
  const through = (capacity: number) =>
    [100, 200, 300, 400, 500].map((offered) => ({ offered, carried: Math.min(offered, capacity) }));
  const seen = fitSaturation(through(256));
  expect(seen.low!).toBeLessThanOrEqual(256);
  expect(seen.high!).toBeGreaterThanOrEqual(256);
  expect(seen.high! - seen.low!).toBeLessThan(5);
  const unseen = fitSaturation(through(1000));
  expect(unseen.high).toBeNull();
  expect(unseen.low!).toBeGreaterThan(490);
});

test("processors that more calls make no busier have no capacity, and rates are rates", () => {
  const flat = [100, 200, 300].map((rate) => ({ rate, busy: 0.5 }));
  expect(() => fitUtilisation(flat, 1)).toThrow("no busier at higher rates");
  expect(() => fitUtilisation([...flat, { rate: 1e308, busy: 1 }], 1)).toThrow("found 1e+308 calls/s");
  expect(() => fitUtilisation([...flat, { rate: 400, busy: 1e98 }], 1)).toThrow(
    "found 1e+98 processors busy; expected 0 to 1e6",
  );
  const near = [100, 100 + 1e-12].map((rate, i) => ({ rate, busy: i }));
  expect(() => fitUtilisation(near, 1)).toThrow("s of processor time a call");
  expect(() => fitSaturation(flat.map(() => ({ offered: 0, carried: 0 })))).toThrow("no calls at any point");
});

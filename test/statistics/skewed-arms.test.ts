import { expect, test } from "vitest";
import { armsOf, skewnessOf, skewOfMean } from "../../src/statistics/skewed-arms.ts";
import { sampleOf, skewedInterval, studentInterval } from "../../src/statistics/student-interval.ts";

/** Where a growing function crosses a value, by halving. */
function crossing(f: (x: number) => number, value: number, [low, high]: [number, number]): number {
  let [a, b] = [low, high];
  for (let i = 0; i < 200; i++) {
    const middle = (a + b) / 2;
    if (f(middle) < value) a = middle;
    else b = middle;
  }
  return a;
}

test.each([0.001, 0.2, 0.5, 0.9, 0.95, 1.1])(
  "arms of skewness %d solve Hall's cubic g(T) = T + aT² + a²T³/3 = ±t",
  (y) => {
    const t = 2.3646243; // of 7 degrees of freedom
    const a = y / (3 * t); // γ/(3√n)
    const hall = (T: number) => T + a * T ** 2 + (a ** 2 * T ** 3) / 3;
    const { below, above } = armsOf(y);
    expect(above * t).toBeCloseTo(-crossing(hall, -t, [-20 * t, 0]), 6);
    expect(below * t).toBeCloseTo(crossing(hall, t, [0, 20 * t]), 6);
    expect(armsOf(-y)).toEqual({ below: above, above: below });
  },
);

test("without skewness the interval is Student's", () => {
  expect(armsOf(0)).toEqual({ below: 1, above: 1 });
  const even = [-3, -1, 0, 1, 3, 8, -8];
  const { low, high } = studentInterval(even);
  expect(skewedInterval(sampleOf(even))).toMatchObject({ low, high });
});

test("the skewness of values, G₁ as spreadsheets and SAS print it", () => {
  // 1, 2, 3, 4, 10: m₂ = 10, m₃ = 36; √20/3 · 36/10^1.5
  expect(skewnessOf([1, 2, 3, 4, 10])).toBeCloseTo(((Math.sqrt(20) / 3) * 36) / 10 ** 1.5, 12);
  expect(skewnessOf([1, 2])).toBe(0);
  expect(skewnessOf([0.1, 0.1, 0.1])).toBe(0);
});

test("few values are believed less of their skewness, unless they cannot be negative and vary by more than half of their mean", () => {
  const of = (n: number, mean: number, least = -Infinity) =>
    skewOfMean({ n, mean, variance: 1, skewness: 9, least }, 2.5);
  expect([3, 5, 7, 8, 80].map((n) => of(n, 10))).toEqual([0.5, 0.7, 0.9, 0.95, 0.95]);
  expect([of(5, 2.1, 0), of(5, 1.9, 0), of(5, 1.9)]).toEqual([0.7, 0.95, 0.7]);
});

test("values that are never negative are skewed the more they vary, the fewer they are", () => {
  const skew = (n: number, skewness: number, mean = 4, least = 0) =>
    skewOfMean({ n, mean, variance: 1, skewness, least }, 2);
  expect(skew(5, 0)).toBeCloseTo(((8 / 5 / 4) * 2) / Math.sqrt(5), 12);
  expect(skew(20, 0)).toBeCloseTo(((1.2 / 4) * 2) / Math.sqrt(20), 12);
  expect(skew(20, -0.29)).toBe(skew(20, 0)); // less than the 0.3 that is expected
  expect(skew(20, -0.31)).toBeCloseTo((-0.31 * 2) / Math.sqrt(20), 12);
  expect(skew(20, 0.4)).toBeCloseTo((0.4 * 2) / Math.sqrt(20), 12);
  expect(skew(20, 0, 4, -Infinity)).toBe(0);
  expect(skew(20, 0, 0)).toBe(0);
});

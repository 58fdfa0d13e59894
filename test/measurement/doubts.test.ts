/** Times of which no law can be told are recognised before anybody fits one. */
import { expect, test } from "vitest";
import { constancyOf, samenessOf, tickOf } from "../../src/measurement/doubts.ts";

const times = (n: number, value: number): number[] => Array.from({ length: n }, () => value);

test("equal and nearly equal times are as good as constant, what varies by more than 1 % is not", () => {
  expect(constancyOf(times(100, 0.003))).toBe("100 equal values");
  expect(constancyOf([1, 1.002, 0.998])).toBe("3 values that vary by 0.2 % about their mean"); // √(2·0.002²/3) = 0.16 %
  expect(constancyOf([1, 1.02, 0.98])).toBeNull(); // 1.63 %
  expect(constancyOf([1, 1.02, 0.98], 0.02)).not.toBeNull();
});

test("times that are mostly the same have no law: an outlier beside 99, two values, one in two", () => {
  expect(samenessOf([...times(99, 0.003), 1])).toBe("100 values, but only two different ones, of which 99 are 3 ms");
  expect(samenessOf([1, 2, 1, 2])).toContain("4 values, but only two different ones, of which 2 are");
  expect(samenessOf([...times(6, 1), 2, 3, 4, 5])).toContain("10 values, of which 6");
  expect(samenessOf([1, 1, 2, 3])).toBeNull();
});

test("the tick of very many values is found as well", () => {
  const many = Array.from({ length: 150_000 }, (_, i) => Math.sqrt(i + 1));
  expect(tickOf(many)).toBeNull();
  expect(tickOf(many.map((x) => 4 * Math.round(x / 200)))).toBe(4);
});

import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";

describe("Student's interval", () => {
  test("Law's ten numbers: 1.34 ± 0.24 at 90 %", () => {
    // A. M. Law, Simulation Modeling and Analysis, section 4.5
    const interval = studentInterval([1.2, 1.5, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.5, 1.09], 0.9);
    expect(interval.mean.toFixed(2)).toBe("1.34");
    expect(interval.halfWidth?.toFixed(2)).toBe("0.24");
    expect([interval.n, interval.confidence]).toEqual([10, 0.9]);
  });

  test("is the same from moments", () => {
    const values = [3, 1, 4, 1, 5];
    expect(studentInterval(Moments.of(values))).toEqual(studentInterval(values));
  });

  test("covers the mean as often as it says, and is as wide as it should be", () => {
    const stream = new Stream("x", 4);
    const intervals = 2000;
    const n = 8;
    let covered = 0;
    const widths = new Moments();
    for (let i = 0; i < intervals; i++) {
      const interval = studentInterval(Array.from({ length: n }, () => 5 + 2 * stream.normal()));
      if (interval.low! <= 5 && 5 <= interval.high!) covered++;
      widths.add(interval.halfWidth!);
    }
    expect(Math.abs(covered / intervals - 0.95)).toBeLessThan(3.3 * Math.sqrt((0.95 * 0.05) / intervals));
    // E[s] = c₄σ with c₄(8) = 0.965030 (table of control chart constants); t of 7 degrees of freedom is 2.364624
    const expected = (2.364624 * 0.96503 * 2) / Math.sqrt(n);
    expect(Math.abs(widths.mean - expected)).toBeLessThan(3.3 * widths.standardError);
    expect(widths.standardError / expected).toBeLessThan(0.01);
  });

  test("of fewer than two values is none", () => {
    expect(studentInterval([])).toEqual({
      mean: Number.NaN,
      low: null,
      high: null,
      halfWidth: null,
      n: 0,
      confidence: 0.95,
    });
    expect(studentInterval([7])).toEqual({ mean: 7, low: null, high: null, halfWidth: null, n: 1, confidence: 0.95 });
  });

  test("of equal values is a point", () => {
    expect(studentInterval([2, 2, 2])).toMatchObject({ low: 2, high: 2, halfWidth: 0 });
  });

  test.each([0, 1, -1, 95, Number.NaN])("a confidence of %d is refused", (confidence) => {
    expect(() => studentInterval([1, 2], confidence)).toThrow(/expected one between 0 and 1/);
  });
});

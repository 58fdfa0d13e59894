/** Against values computed by mpmath with 60 digits (fixtures/beta-and-student.py), printed tables and closed forms. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { betaQuantile, incompleteBeta } from "../../src/special/incomplete-beta.ts";
import { normalQuantile } from "../../src/special/normal-law.ts";
import { studentQuantile } from "../../src/statistics/student.ts";
import { studentCdf } from "./student-cdf.ts";

interface Expected {
  readonly incompleteBeta: readonly [number, number, number, number][];
  readonly betaQuantile: readonly [number, number, number, number][];
  readonly studentQuantile: readonly [number, number, number][];
}

const expected: Expected = JSON.parse(readFileSync(new URL("fixtures/beta-and-student.json", import.meta.url), "utf8"));

const off = (value: number, truth: number): number => (value === truth ? 0 : Math.abs(value / truth - 1));

describe("incomplete beta function", () => {
  test("12 digits of the smaller tail", () => {
    for (const [x, a, b, truth] of expected.incompleteBeta) {
      const value = incompleteBeta(x, 1 - x, a, b);
      const error = truth < 0.5 && truth > 1e-300 ? off(value, truth) : Math.abs(value - truth);
      expect(error, `I_${x}(${a}, ${b}) = ${truth}`).toBeLessThan(1e-12);
    }
  });

  test("its binomial sum: I_x(k, n−k+1) = P(at least k of n)", () => {
    const [n, k, x] = [9, 4, 0.3];
    let sum = 0;
    let term = (1 - x) ** n;
    for (let i = 0; i <= n; i++) {
      if (i >= k) sum += term;
      term *= ((n - i) / (i + 1)) * (x / (1 - x));
    }
    expect(incompleteBeta(x, 1 - x, k, n - k + 1)).toBeCloseTo(sum, 15);
  });

  test("its ends", () => {
    expect([incompleteBeta(0, 1, 2, 3), incompleteBeta(1, 0, 2, 3)]).toEqual([0, 1]);
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
  });

  test("quantiles", () => {
    for (const [p, a, b, truth] of expected.betaQuantile) {
      expect(off(betaQuantile(p, a, b), truth), `p = ${p}, ${a}, ${b}: ${truth}`).toBeLessThan(1e-12);
    }
  });
});

describe("Student's law", () => {
  test("quantiles to 12 digits", () => {
    for (const [p, degrees, truth] of expected.studentQuantile) {
      // at p near 1/2 or 1 the float64 p itself carries fewer digits of the tail
      const conditioning = 2 ** -52 / Math.min(p - 0.5, 1 - p);
      expect(off(studentQuantile(p, degrees), truth), `p = ${p}, ${degrees}: ${truth}`).toBeLessThan(
        1e-12 + conditioning,
      );
    }
  });

  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [9, 2.262],
    [10, 2.228],
    [19, 2.093],
    [30, 2.042],
    [120, 1.98],
  ])("the printed table: %d degrees of freedom, %d", (degrees, t) => {
    expect(studentQuantile(0.975, degrees)).toBeCloseTo(t, 3);
    expect(studentQuantile(0.025, degrees)).toBeCloseTo(-t, 3);
  });

  test("one degree of freedom is Cauchy's law, two have a closed form", () => {
    for (const p of [0.501, 0.7, 0.99, 0.9999]) {
      expect(off(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)))).toBeLessThan(1e-12);
      expect(off(studentQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeLessThan(1e-12);
    }
    for (const t of [-3, -0.1, 0, 2]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 14);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 14);
    }
  });

  test("many degrees of freedom are the normal law", () => {
    const z = normalQuantile(0.975);
    expect(studentQuantile(0.975, 1e7)).toBeCloseTo(z + (z ** 3 + z) / 4e7, 13); // Cornish–Fisher
  });

  test("quantile and distribution function are inverse to each other", () => {
    for (const degrees of [0.8, 1, 4, 50]) {
      for (const p of [1e-8, 0.1, 0.4, 0.6, 0.999])
        expect(off(studentCdf(studentQuantile(p, degrees), degrees), p)).toBeLessThan(1e-11);
    }
    expect(studentQuantile(0.5, 3)).toBe(0);
    expect([studentQuantile(0, 3), studentQuantile(1, 3)]).toEqual([-Infinity, Infinity]);
  });

  test.each([
    [1.5, 3],
    [0.5, 0],
    [0.9, -1],
    [Number.NaN, 3],
    [0.9, Number.NaN],
  ])("p = %d with %d degrees of freedom is refused", (p, degrees) => {
    expect(() => studentQuantile(p, degrees)).toThrow(RangeError);
  });
});

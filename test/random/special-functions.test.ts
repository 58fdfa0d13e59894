/** Against values computed by mpmath with 60 digits (fixtures/special-functions.py). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gammaLower, gammaUpper, logGamma } from "../../src/special/gamma-function.ts";
import { gammaQuantile } from "../../src/special/gamma-quantile.ts";
import { normalCdf, normalQuantile } from "../../src/special/normal-law.ts";

interface Expected {
  readonly logGamma: readonly [number, number][];
  readonly gammaLower: readonly [number, number, number][];
  readonly gammaUpper: readonly [number, number, number][];
  readonly normalCdf: readonly [number, number][];
  readonly normalQuantile: readonly [number, number][];
  readonly gammaQuantile: readonly [number, number, number][];
}

const expected: Expected = JSON.parse(
  readFileSync(new URL("fixtures/special-functions.json", import.meta.url), "utf8"),
);

/** Relative difference; of two numbers below the float64 range none. */
const off = (value: number, truth: number): number => (value === truth ? 0 : Math.abs(value / truth - 1));

test("ln Γ(x)", () => {
  for (const [x, truth] of expected.logGamma) {
    expect(Math.abs(logGamma(x) - truth), `at ${x}`).toBeLessThan(2e-15 * Math.max(1, Math.abs(truth)));
  }
});

describe("incomplete gamma function", () => {
  test("P(a, x): 13 digits of the smaller tail", () => {
    for (const [a, x, truth] of expected.gammaLower) {
      const error = truth < 0.5 ? off(gammaLower(a, x), truth) : Math.abs(gammaLower(a, x) - truth);
      expect(error, `P(${a}, ${x}) = ${truth}`).toBeLessThan(2e-13);
    }
  });

  test("Q(a, x): 13 digits of the smaller tail", () => {
    for (const [a, x, truth] of expected.gammaUpper) {
      const error = truth < 0.5 && truth > 1e-300 ? off(gammaUpper(a, x), truth) : Math.abs(gammaUpper(a, x) - truth);
      expect(error, `Q(${a}, ${x}) = ${truth}`).toBeLessThan(2e-13);
    }
  });

  test("nothing lies below 0, everything below ∞", () => {
    expect(gammaLower(2, 0)).toBe(0);
    expect(gammaUpper(2, -1)).toBe(1);
    expect(gammaLower(2, Infinity)).toBe(1);
  });

  test("quantiles", () => {
    for (const [shape, p, truth] of expected.gammaQuantile) {
      const quantile = gammaQuantile(shape, p);
      expect(off(quantile, truth), `shape ${shape}, p = ${p}: ${truth}`).toBeLessThan(1e-11);
    }
  });
});

describe("normal law", () => {
  test("Φ(x), down to 30 standard deviations", () => {
    for (const [x, truth] of expected.normalCdf) expect(off(normalCdf(x), truth), `Φ(${x})`).toBeLessThan(2e-13);
  });

  test("quantiles", () => {
    for (const [p, truth] of expected.normalQuantile) {
      expect(off(normalQuantile(p), truth), `p = ${p}`).toBeLessThan(3e-15);
    }
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(1.5)).toBeNaN();
  });
});

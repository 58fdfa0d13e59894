import { describe, expect, test } from "vitest";
import { formatEstimate, formatNumber } from "../../src/units/number.ts";

describe("significant digits", () => {
  test.each<[number, number, string]>([
    [0.04567, 3, "0.0457"],
    [12_345.6, 3, "12300"],
    [12_345, 3, "12300"],
    [0.5, 3, "0.500"],
    [5, 3, "5"],
    [999.96, 4, "1000"],
    [9.999, 3, "10.0"],
    [400, 3, "400"],
    [-0.25, 2, "-0.25"],
    [4.40068e-6, 3, "4.40e-6"],
    [1_234_567, 3, "1.23e6"],
    [999_999.7, 3, "1.00e6"],
    [0, 3, "0"],
    [Number.NaN, 3, "–"],
    [Infinity, 3, "∞"],
    [-Infinity, 3, "-∞"],
  ])("%d with %d is %s", (value, digits, text) => expect(formatNumber(value, digits)).toBe(text));
});

describe("an estimate is written to the second digit of its half-width", () => {
  test.each<[number, number | null, string]>([
    [1.23456, 0.0234, "1.235 ± 0.023"],
    [56.3568, 0.12, "56.36 ± 0.12"],
    [390, 12.4, "390 ± 12"],
    [0.0001234, 0.0000567, "0.000123 ± 0.000057"],
    [4.40068e-6, 1.23e-8, "(4.401 ± 0.012)e-6"],
    [0, 0.01, "0.000 ± 0.010"],
    [1.5, null, "1.50"],
    [1.5, 0, "1.50"],
  ])("%d with %s is %s", (value, halfWidth, text) => expect(formatEstimate(value, halfWidth)).toBe(text));
});

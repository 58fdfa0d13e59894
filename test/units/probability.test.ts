import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatProbability, parseProbability } from "../../src/units/probability.ts";
import { UnitError } from "../../src/units/unit-error.ts";

describe("a probability is read", () => {
  test.each([
    ["5 %", 0.05],
    ["5%", 0.05],
    ["0.05", 0.05],
    [0.05, 0.05],
    ["99.999 %", 0.99999],
    ["100 %", 1],
    [0, 0],
    [1, 1],
    ["2e-7", 2e-7],
  ])("%s", (value, probability) => expect(parseProbability(value)).toBe(probability));

  test.each<string | number>(["5", "101 %", "-1 %", -0.1, 1.1, Number.NaN, "half", "0.5 ‰", "1e-400", ""])(
    "%s is refused",
    (value) => {
      expect(() => parseProbability(value)).toThrow(UnitError);
      expect(() => parseProbability(value)).toThrow(/expected a probability between 0 and 1, such as 0.05 or "5 %"/);
    },
  );
});

describe("a probability is written", () => {
  test.each([
    [0.05, "5 %"],
    [0.07, "7 %"], // 0.07 * 100 would be 7.000000000000001
    [1, "100 %"],
    [0, "0 %"],
    [2e-7, "2e-7"],
  ])("%d is %s", (probability, text) => expect(formatProbability(probability)).toBe(text));

  test.each([
    [0.0123456, "1.23 %"],
    [0.99712, "99.712 %"], // not 99.7 %, and never 100 %
    [0.9999999, "99.99999 %"],
    [1.23456e-7, "1.23e-7"],
  ])("%d with three digits is %s", (probability, text) => expect(formatProbability(probability, 3)).toBe(text));

  test("reading what was written gives the same float64", () => {
    const probabilities = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
    );
    fc.assert(
      fc.property(probabilities, (p) => parseProbability(formatProbability(p)) === p),
      { numRuns: 2000, seed: 1 },
    );
  });

  test("nothing is written for what is no probability", () => {
    for (const value of [-0.1, 1.1, Number.NaN]) expect(() => formatProbability(value)).toThrow(UnitError);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  downtimePerYear,
  formatAvailability,
  formatNines,
  formatReached,
  nines,
  parseNines,
} from "../../src/units/nines.ts";
import { UnitError } from "../../src/units/unit-error.ts";

describe("nines are read as unavailability", () => {
  test.each([
    ["5nines", 1e-5],
    ["5 nines", 1e-5],
    ["99.999 %", 1e-5], // 1 − 0.99999 would be 1.0000000000065512e-5
    ["99.999%", 1e-5],
    ["0.99999", 1e-5],
    [0.99999, 1e-5],
    ["99.9999999 %", 1e-9],
    ["9 nines", 1e-9],
    ["0 %", 1],
    ["0 nines", 1],
    ["99.5 %", 5e-3],
  ])("%s", (value, unavailability) => expect(parseNines(value)).toBe(unavailability));

  test("four and a half nines", () => expect(parseNines("4.5 nines")).toBeCloseTo(3.1622776601683795e-5, 18));

  test.each<string | number>([
    "100 %",
    1,
    "101 %",
    "-1 %",
    -0.5,
    "-2 nines",
    "five nines",
    "5 9s",
    "400 nines",
    Number.NaN,
    "",
  ])("%s is refused", (value) => {
    expect(() => parseNines(value)).toThrow(UnitError);
    expect(() => parseNines(value)).toThrow(/such as "5 nines" or "99.999 %"/);
  });
});

test("the number of nines is minus the decimal logarithm of the unavailability", () => {
  expect(nines(1e-5)).toBeCloseTo(5, 14);
  expect(nines(0.5)).toBeCloseTo(0.3010299956639812, 14);
  expect(Object.is(nines(1), 0)).toBe(true);
  expect(nines(0)).toBe(Infinity);
});

test("five nines are 5.256 minutes a year of 8760 h", () => {
  expect(downtimePerYear(1e-5) / 60).toBeCloseTo(5.256, 12);
  expect(downtimePerYear(1)).toBe(8760 * 3600);
});

describe("an availability is written with all its nines", () => {
  test.each([
    [1e-5, "99.999 %"],
    [1.23456e-6, "99.999877 %"],
    [(72 / 1572) ** 4, "99.99956 %"],
    [0, "100 %"],
    [1, "0 %"],
    [0.5, "50 %"],
    [1e-12, "99.9999999999 %"],
  ])("unavailability %d", (unavailability, text) => expect(formatAvailability(unavailability)).toBe(text));

  test("what is written reads back as the rounded unavailability", () => {
    fc.assert(
      fc.property(fc.double({ min: -14, max: 0, noNaN: true }), (exponent) => {
        const unavailability = Number((10 ** exponent).toPrecision(6));
        expect(parseNines(formatAvailability(unavailability, 6))).toBe(unavailability);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test("nothing is written for what is no unavailability", () => {
    for (const value of [-0.1, 1.1, Number.NaN]) expect(() => formatAvailability(value)).toThrow(UnitError);
  });
});

describe("what is read against a target is never rounded up", () => {
  test.each([
    [1e-5, "5.000", "99.999 %"],
    [1e-5 * (1 + 1e-10), "4.999", "99.99899 %"], // five nines missed by 1e-10 of them
    [1e-5 + 1e-10, "4.999", "99.99899 %"],
    [1e-5 * (1 - 1e-10), "5.000", "99.999 %"],
    [1e-9, "9.000", "99.9999999 %"],
    [3.1622776601683795e-5, "4.500", "99.99683 %"],
    [9.99999e-6, "5.000", "99.999 %"],
    [0.5, "0.301", "50 %"],
    [0.999, "0.000", "0.1 %"],
    [0, "Infinity", "100 %"],
    [1, "0.000", "0 %"],
  ])("%d", (unavailability, inNines, inPerCent) => {
    expect(formatNines(unavailability)).toBe(inNines);
    expect(formatReached(unavailability)).toBe(inPerCent);
  });

  test("the text is not above the value, and not far below", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -12, max: -0.01, noNaN: true }),
        fc.integer({ min: 1, max: 6 }),
        (exponent, digits) => {
          const unavailability = 10 ** exponent;
          const shown = formatNines(unavailability, digits);
          expect(Number(shown)).toBeLessThanOrEqual(nines(unavailability) + 1e-9);
          expect(Number(shown)).toBeGreaterThan(nines(unavailability) - 1.001 * 10 ** -digits);
          const down = parseNines(formatReached(unavailability, digits));
          expect(down).toBeGreaterThanOrEqual(unavailability * (1 - 1e-12));
          expect(down).toBeLessThanOrEqual(unavailability * (1 + 1.001 * 10 ** (1 - digits)));
        },
      ),
    );
  });
});

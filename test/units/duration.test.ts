import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DURATION_MAX, formatDuration, parseDuration } from "../../src/units/duration.ts";
import { UnitError } from "../../src/units/unit-error.ts";

describe("a duration is read into seconds", () => {
  test.each([
    ["72 h", 259_200],
    ["72h", 259_200],
    ["100 ms", 0.1],
    ["1.1 ms", 0.0011], // 1.1 * 0.001 would be 0.0011000000000000001
    ["1.5 min", 90],
    ["2 d", 172_800],
    ["1 y", 31_536_000],
    ["30 us", 0.00003],
    ["30 µs", 0.00003],
    ["30 μs", 0.00003],
    ["0.5 s", 0.5],
    [".5 s", 0.5],
    ["1e3 s", 1000],
    ["  4   h ", 14_400],
    ["0 s", 0],
    ["0", 0],
    [0, 0],
  ])("%s", (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  test("minus zero is zero", () => {
    expect(Object.is(parseDuration(-0), 0)).toBe(true);
    expect(Object.is(parseDuration("-0 s"), 0)).toBe(true);
  });
});

describe("what is no duration says what was found and what was expected", () => {
  test.each<[string | number, RegExp, RegExp]>([
    ["72", /"72", a number without a unit/, /such as "72 h"/],
    [72, /72, a number without a unit/, /such as "72 h"/],
    ["-4 h", /a negative duration, "-4 h"/, /≥ 0, such as "4 h"/],
    ["4 hours", /unknown unit "hours"/, /min, h, d, y/],
    ["1 H", /unknown unit "H"/, /such as/],
    ["soon", /"soon"/, /such as/],
    ["", /""/, /such as/],
    ["h", /"h"/, /such as/],
    ["1 2 h", /unknown unit "2 h"/, /such as/],
    ["1,5 s", /unknown unit ",5 s"/, /such as/],
    ["1e400 s", /too long/, /such as "30 y"/],
    ["1e9 y", /too long/, /such as/],
    ["1e-400 s", /too short/, /such as/],
    ["NaN s", /"NaN s"/, /such as/],
    ["Infinity s", /"Infinity s"/, /such as/],
    [Number.NaN, /^NaN$/, /such as/],
    [Infinity, /^Infinity$/, /such as/],
    [-1, /-1/, /such as/],
  ])("%s", (value, found, expected) => {
    const error = refusal(() => parseDuration(value));
    expect(error.found).toMatch(found);
    expect(error.expected).toMatch(expected);
    expect(error.message).toBe(`found ${error.found}; expected ${error.expected}`);
  });

  test("nothing is written for what is no duration", () => {
    for (const seconds of [-1, Number.NaN, Infinity, 1e16]) refusal(() => formatDuration(seconds));
  });
});

function refusal(read: () => unknown): UnitError {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(UnitError);
    return error as UnitError;
  }
  throw new Error("nothing was refused");
}

describe("a duration is written shortly", () => {
  test.each([
    [0, "0 s"],
    [259_200, "3 d"],
    [5_400_000, "1500 h"],
    [90, "90 s"],
    [60, "1 min"],
    [5400, "90 min"],
    [0.1, "100 ms"],
    [0.0008, "800 µs"],
    [0.0011, "1.1 ms"],
    [3.609, "3.609 s"],
    [31_536_000, "1 y"],
    [1e-9, "0.001 µs"],
  ])("%d s is %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test.each([
    [315.36, "5.26 min"],
    [3.70123, "3.70 s"],
    [59.97, "1 min"], // 60.0 s would be the next unit in disguise
    [0.00080841, "808 µs"],
    [0.0009999, "1 ms"],
    [86_400 * 365 * 12.5, "12.5 y"],
    [2.34e-9, "0.00234 µs"],
  ])("%d s with three digits is %s", (seconds, text) => expect(formatDuration(seconds, 3)).toBe(text));

  test("reading what was written gives the same float64", () => {
    const seconds = fc.oneof(
      fc.double({ min: 0, max: DURATION_MAX, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc
        .tuple(fc.integer({ min: 0, max: 10_000 }), fc.constantFrom(1e-6, 1e-3, 1, 60, 3600, 86_400, 31_536_000))
        .map(([n, unit]) => n * unit),
    );
    fc.assert(
      fc.property(seconds, (value) => parseDuration(formatDuration(value)) === value),
      { numRuns: 2000, seed: 1 },
    );
  });
});

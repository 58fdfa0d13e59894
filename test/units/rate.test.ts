import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatRate, parseRate, RATE_MAX } from "../../src/units/rate.ts";
import { UnitError } from "../../src/units/unit-error.ts";

describe("a rate is read per second", () => {
  test.each([
    ["400/s", 400],
    ["400 /s", 400],
    ["400 / s", 400],
    ["120/min", 2],
    ["36/h", 0.01],
    ["864/d", 0.01],
    ["0.1/s", 0.1],
    ["0/s", 0],
    ["0", 0],
    [0, 0],
  ])("%s", (text, perSecond) => expect(parseRate(text)).toBe(perSecond));

  test.each<[string | number, RegExp]>([
    ["400", /a number without a unit/],
    [400, /a number without a unit/],
    ["400 cps", /unknown unit "cps"/], // one word per concept
    ["400 s", /unknown unit "s"/],
    ["400/y", /unknown unit "\/y"/],
    ["-1/s", /a negative rate/],
    ["1e300/s", /too high/],
    ["1e-400/s", /too low/],
    ["fast", /"fast"/],
    [Number.NaN, /NaN/],
    [Infinity, /found Infinity;/],
  ])("%s is refused", (value, found) => {
    expect(() => parseRate(value)).toThrow(UnitError);
    expect(() => parseRate(value)).toThrow(found);
    expect(() => parseRate(value)).toThrow(/such as/);
  });
});

describe("a rate is written shortly", () => {
  test.each([
    [400, "400/s"],
    [0.1, "0.1/s"],
    [1 / 3600, "1/h"],
    [2 / 86_400, "2/d"],
    [0, "0/s"],
  ])("%d", (perSecond, text) => expect(formatRate(perSecond)).toBe(text));

  test.each([
    [123.456, "123/s"],
    [1 / 59.97, "1.00/min"],
    [1 / 5_400_000, "0.0160/d"],
  ])("%d with three digits is %s", (perSecond, text) => expect(formatRate(perSecond, 3)).toBe(text));

  test("reading what was written gives the same float64", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: RATE_MAX, noNaN: true }), (rate) => parseRate(formatRate(rate)) === rate),
      { numRuns: 2000, seed: 1 },
    );
  });

  test("nothing is written for what is no rate", () => {
    for (const rate of [-1, Number.NaN, Infinity]) expect(() => formatRate(rate)).toThrow(UnitError);
  });
});

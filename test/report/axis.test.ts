/** Axes chosen from data: round, few, around everything. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { fraction, hasPlace, spanOf, tickLabel } from "../../src/report/charts/axis.ts";

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 });

test("a growing axis holds all values between its first and last tick, with 3 to 9 even ticks", () => {
  fc.assert(
    fc.property(numbers, (values) => {
      fc.pre(Math.max(...values) - Math.min(...values) > 1e-3 || values.some((value) => Math.abs(value) > 1e-3));
      const { low, high, ticks } = spanOf({ title: "t" }, values, true);
      const slack = (high - low) * 1e-9;
      expect(Math.min(...values)).toBeGreaterThanOrEqual(low - slack);
      expect(Math.max(...values)).toBeLessThanOrEqual(high + slack);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(9);
      const step = (high - low) / (ticks.length - 1);
      for (const [index, { value }] of ticks.entries())
        expect(Math.abs(value - low - index * step)).toBeLessThan(step / 1e3);
    }),
    { seed: 5 },
  );
});

test("labels read back as their ticks, each another", () => {
  fc.assert(
    fc.property(numbers, (values) => {
      fc.pre(Math.max(...values) - Math.min(...values) > 1e-2);
      const { ticks, high, low } = spanOf({ title: "t" }, values, false);
      for (const { value, label } of ticks) {
        expect(Math.abs(Number(label.replaceAll("\u2009", "").replace("−", "-")) - value)).toBeLessThan(
          (high - low) / 100,
        );
      }
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
    }),
    { seed: 6 },
  );
});

test("numbers are written for people", () => {
  expect([0, 1250, 10_000, 1_234_567, -5, -0].map((value) => tickLabel(value))).toEqual([
    "0",
    "1250",
    "10\u2009000",
    "1\u2009234\u2009567",
    "−5",
    "0",
  ]);
  expect(tickLabel(-0.04, 1)).toBe("0.0");
});

test("the unit stands behind the title, and an axis without data is refused", () => {
  expect(spanOf({ title: "MTTF", unit: "h" }, [1, 2], false).title).toBe("MTTF [h]");
  expect(() => spanOf({ title: "MTTF" }, [Number.NaN], true)).toThrow("nothing to show on MTTF");
});

test("values that differ by the rounding of the machine are one value, with ticks", () => {
  const { low, high, ticks } = spanOf({ title: "t" }, [0.21, 0.21 * (1 - 1e-12)], true);
  expect([low, high]).toEqual([0, 0.25]);
  expect(ticks.map(({ label }) => label)).toEqual(["0.00", "0.05", "0.10", "0.15", "0.20", "0.25"]);
});

test("on a logarithmic axis equal factors are equal steps, ticks are 1, 2 and 5 times powers of ten, and 0 has no place", () => {
  const span = spanOf({ title: "MTTF", unit: "h", scale: "log" }, [0, 3, 400], false);
  expect([span.title, span.low, span.high]).toEqual(["MTTF [h]", 3, 400]);
  expect(span.ticks.map(({ label }) => label)).toEqual(["5", "10", "20", "50", "100", "200"]);
  expect(fraction(span, Math.sqrt(3 * 400))).toBeCloseTo(0.5, 12);
  expect(fraction(span, 30) - fraction(span, 3)).toBeCloseTo(fraction(span, 300) - fraction(span, 30), 12);
  expect([hasPlace(span, 0), hasPlace(span, 1e-9)]).toEqual([false, true]);
  const wide = spanOf({ title: "U", scale: "log" }, [3e-9, 0.2], true);
  expect([wide.low, wide.high]).toEqual([2e-9, 0.2]);
  expect(wide.ticks.map(({ label }) => label)).toEqual(["10⁻⁸", "10⁻⁶", "0.0001", "0.01"]);
  const narrow = spanOf({ title: "t", scale: "log" }, [61, 64], false);
  expect(narrow.ticks.map(({ value }) => value)).toEqual([61, 61.5, 62, 62.5, 63, 63.5, 64]);
  expect(() => spanOf({ title: "t", scale: "log" }, [0, -1], true)).toThrow("nothing to show on t, a logarithmic axis");
});

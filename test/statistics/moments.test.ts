import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Moments } from "../../src/statistics/moments.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 });

/** The definition, in two passes. */
function textbook(sample: readonly number[]): { mean: number; variance: number } {
  const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
  return { mean, variance: sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1) };
}

describe("moments", () => {
  test("are those of the definition", () => {
    fc.assert(
      fc.property(values, (sample) => {
        const moments = Moments.of(sample);
        const { mean, variance } = textbook(sample);
        expect(moments.n).toBe(sample.length);
        expect(Math.abs(moments.mean - mean)).toBeLessThan(1e-8);
        expect(Math.abs(moments.variance - variance)).toBeLessThan(1e-9 * variance + 1e-8);
        expect(moments.min).toBe(Math.min(...sample));
        expect(moments.max).toBe(Math.max(...sample));
        expect(moments.sum).toBeCloseTo(mean * sample.length, 5);
      }),
      { seed: 1 },
    );
  });

  test("do not cancel when the spread is tiny beside the mean", () => {
    const moments = Moments.of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
    expect(moments.variance).toBe(30);
    expect(moments.standardDeviation).toBe(Math.sqrt(30));
    expect(moments.standardError).toBe(Math.sqrt(30 / 4));
  });

  test("after a reset are those of what follows", () => {
    const moments = Moments.of([-5, 7]);
    moments.reset();
    for (const value of [2, 4]) moments.add(value);
    const { n, mean, variance, min, max } = moments;
    expect({ n, mean, variance, min, max }).toEqual({ n: 2, mean: 3, variance: 2, min: 2, max: 4 });
  });

  test("of two samples merged are those of one", () => {
    fc.assert(
      fc.property(values, fc.nat(60), (sample, cut) => {
        const one = Moments.of(sample);
        const merged = Moments.of(sample.slice(0, cut));
        const rest = Moments.of(sample.slice(cut));
        const before = rest.data();
        merged.merge(rest);
        expect(rest.data()).toEqual(before);
        expect(merged.n).toBe(one.n);
        expect(merged.min).toBe(one.min);
        expect(merged.max).toBe(one.max);
        expect(Math.abs(merged.mean - one.mean)).toBeLessThan(1e-8);
        expect(Math.abs(merged.variance - one.variance)).toBeLessThan(1e-9 * one.variance + 1e-8);
      }),
      { seed: 1 },
    );
  });

  test("of nothing are no numbers, of one value have no variance", () => {
    const moments = new Moments();
    expect([moments.n, moments.mean, moments.variance, moments.min, moments.max]).toEqual([
      0,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    moments.add(3);
    expect([moments.n, moments.mean, moments.variance, moments.min]).toEqual([1, 3, Number.NaN, 3]);
    moments.reset();
    expect(moments.data()).toEqual(new Moments().data());
  });

  test.each([Number.NaN, Infinity, -Infinity])("refuse %d and stay as they were", (value) => {
    const moments = Moments.of([1, 2]);
    expect(() => moments.add(value)).toThrow(RangeError);
    expect(moments.data()).toEqual(Moments.of([1, 2]).data());
  });

  test("survive JSON, also empty", () => {
    for (const sample of [[], [5], [1, 2, 4]]) {
      const moments = Moments.of(sample);
      const restored = Moments.from(JSON.parse(JSON.stringify(moments.data())));
      expect(restored.data()).toEqual(moments.data());
      moments.add(9);
      restored.add(9);
      expect(restored.data()).toEqual(moments.data());
    }
  });
});

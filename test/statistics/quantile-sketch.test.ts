import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { QuantileSketch } from "../../src/statistics/quantile-sketch.ts";

const bound = 2 ** -10;
const shares = [0, 0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1];

const duration = fc.oneof(
  fc.double({ min: 2 ** -40, max: 1e12, noNaN: true }),
  fc.double({ min: 1e-4, max: 10, noNaN: true }),
  fc.constantFrom(0, 0.001, 0.5, 32),
);
const durations = fc.array(duration, { minLength: 1, maxLength: 100 });

function sketchOf(values: Iterable<number>): QuantileSketch {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

/** The value of rank ⌈p·n⌉ of the sorted sample. */
function exactQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(Math.ceil(p * sorted.length) - 1, 0)]!;
}

describe("a quantile sketch", () => {
  test("is within 0.1 % of the sorted sample at every rank", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const sketch = sketchOf(values);
        expect(sketch.count).toBe(values.length);
        for (const p of shares) {
          const exact = exactQuantile(values, p);
          expect(Math.abs(sketch.quantile(p) - exact)).toBeLessThanOrEqual(bound * exact);
        }
        expect([sketch.min, sketch.max]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("reaches that bound: the buckets are not finer than said", () => {
    const sketch = sketchOf([0.5, 1 + 2 ** -30, 2]);
    expect(sketch.quantile(0.5)).toBe(1 + bound);
  });

  test("knows the quantiles of a million exponential variates", () => {
    const stream = new Stream("x", 1);
    const sketch = new QuantileSketch();
    const n = 1_000_000;
    for (let i = 0; i < n; i++) sketch.add(0.001 * stream.exponential());
    for (const p of [0.01, 0.5, 0.95, 0.999]) {
      const truth = -0.001 * Math.log1p(-p);
      const error = (0.001 * Math.sqrt(p / (1 - p))) / Math.sqrt(n); // √(p(1−p)/n) over the density 1000(1−p)
      expect(Math.abs(sketch.quantile(p) - truth)).toBeLessThan(3.5 * error + bound * truth);
    }
  });

  test("merged is one sketch of all values", () => {
    fc.assert(
      fc.property(fc.array(duration, { maxLength: 50 }), fc.array(duration, { maxLength: 50 }), (a, b) => {
        const merged = sketchOf(a);
        const other = sketchOf(b);
        merged.merge(other);
        expect(merged.data()).toEqual(sketchOf([...a, ...b]).data());
        expect(other.data()).toEqual(sketchOf(b).data());
      }),
      { seed: 1 },
    );
  });

  test("that is reset is as good as a new one", () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const sketch = sketchOf(a);
        sketch.reset();
        expect(sketch.count).toBe(0);
        for (const value of b) sketch.add(value);
        expect(sketch.data()).toEqual(sketchOf(b).data());
      }),
      { seed: 1 },
    );
  });

  test("survives JSON", () => {
    fc.assert(
      fc.property(fc.array(duration, { maxLength: 50 }), (values) => {
        const sketch = sketchOf(values);
        const restored = QuantileSketch.from(JSON.parse(JSON.stringify(sketch.data())));
        expect(restored.data()).toEqual(sketch.data());
        for (const p of values.length > 0 ? shares : []) expect(restored.quantile(p)).toBe(sketch.quantile(p));
      }),
      { seed: 1 },
    );
  });

  test("is exact for a constant", () => {
    const sketch = sketchOf([0.0012, 0.0012, 0.0012]);
    for (const p of shares) expect(sketch.quantile(p)).toBe(0.0012);
  });

  test("takes less than a picosecond for nothing", () => {
    const sketch = sketchOf([0, 1e-13, 1]);
    expect(sketch.quantile(0.6)).toBe(0);
    expect(sketch.quantile(0.7)).toBe(1);
    expect([sketch.min, sketch.max]).toEqual([0, 1]);
    expect(sketchOf([0, 0]).max).toBe(0);
  });

  test("of nothing has no quantiles", () => {
    const sketch = new QuantileSketch();
    expect([sketch.quantile(0.5), sketch.min, sketch.max]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...sketch.buckets()]).toEqual([]);
  });

  test("its buckets hold every value and follow each other", () => {
    const stream = new Stream("x", 2);
    const sketch = sketchOf(Array.from({ length: 1000 }, () => stream.exponential()));
    let [last, total] = [0, 0];
    for (const { from, to, count } of sketch.buckets()) {
      expect(from).toBeGreaterThanOrEqual(last);
      expect(to / from - 1).toBeLessThanOrEqual(2 ** -9);
      total += count;
      last = to;
    }
    expect(total).toBe(1000);
  });

  test.each([-1, -1e-300, Number.NaN, Infinity, 2 ** 60])("refuses %d", (value) => {
    const sketch = sketchOf([1]);
    expect(() => sketch.add(value)).toThrow(RangeError);
    expect(sketch.count).toBe(1);
  });

  test.each([-0.1, 1.1, Number.NaN])("has no quantile of p = %d", (p) => {
    expect(() => sketchOf([1]).quantile(p)).toThrow(RangeError);
  });
});

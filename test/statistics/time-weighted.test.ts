import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimeWeighted } from "../../src/statistics/time-weighted.ts";

describe("a time average", () => {
  test("weighs each value by how long it lasted", () => {
    const queue = new TimeWeighted();
    queue.set(2, 3); // 0 for 2 s
    queue.set(6, 1); // 3 for 4 s
    expect(queue.mean(10)).toBe(1.6); // 1 for 4 s
    expect(queue.integral(10)).toBe(16);
    expect(queue.duration(10)).toBe(10);
    expect(queue.variance(10)).toBeCloseTo(4 - 1.6 ** 2, 14);
    expect([queue.min, queue.max, queue.value]).toEqual([0, 3, 1]);
  });

  test("of up and of down add up to the horizon", () => {
    const steps = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(steps, (spans) => {
        const up = new TimeWeighted(5, 1);
        const down = new TimeWeighted(5, 0);
        let now = 5;
        spans.forEach((span, i) => {
          now += span;
          up.set(now, i % 2);
          down.set(now, 1 - (i % 2));
        });
        expect(up.integral(now + 1) + down.integral(now + 1)).toBeCloseTo(now + 1 - 5, 9);
      }),
      { seed: 1 },
    );
  });

  test("does not notice a value set again, nor looking", () => {
    const one = new TimeWeighted(0, 2);
    const other = new TimeWeighted(0, 2);
    other.set(1, 2);
    other.mean(2);
    other.set(3, 2);
    for (const series of [one, other]) series.set(4, 5);
    expect(other.mean(6)).toBe(one.mean(6));
    expect(other.variance(6)).toBe(one.variance(6));
  });

  test("after a warm-up forgets the past, but not the present value", () => {
    const calls = new TimeWeighted();
    calls.add(1, 7);
    calls.restart(10);
    expect([calls.value, calls.min, calls.max]).toEqual([7, 7, 7]);
    calls.add(12, -7);
    expect(calls.mean(14)).toBe(3.5);
    calls.restart(20, 1);
    expect(calls.mean(21)).toBe(1);
  });

  test("before any time has passed is no number", () => {
    expect(new TimeWeighted(3, 1).mean(3)).toBeNaN();
    expect(new TimeWeighted(3, 1).variance(3)).toBeNaN();
  });

  test("refuses a clock that runs backwards", () => {
    const series = new TimeWeighted(5);
    expect(() => series.set(4, 1)).toThrow(/found the time 4; expected one from 5 on/);
    expect(() => series.mean(4)).toThrow(RangeError);
    expect(() => series.set(Number.NaN, 1)).toThrow(RangeError);
  });
});

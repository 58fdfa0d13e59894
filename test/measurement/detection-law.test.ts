/** Timers are found again from times drawn by the laws of domain practice, and from hand-made ones; ridges are called by name. */
import { expect, test } from "vitest";
import type { LawName } from "../../src/detectors/estimated.ts";
import { fitDetection } from "../../src/measurement/detection-law.ts";
import { Stream } from "../../src/random/stream.ts";
import { less } from "../long.ts";

const request = { known: {}, free: [], bootstrap: 0, seed: 1 };

/** Detection times by the laws themselves, written out once more. */
const drawn = (law: "poll" | "vrrp" | "totem", n: number, replication: number): number[] => {
  const stream = new Stream("detection", 5, replication);
  return Array.from({ length: n }, () => {
    const [u, after] = [stream.uniform(), 0.002 * stream.exponential()];
    if (law === "poll") return 1 - u + 0.5 + after; // every 1 s, time-out 0.5 s
    if (law === "vrrp") return 3.609375 - u + after; // RFC 5798: advertisement 1 s, priority 100
    return 2.2 - 0.18 * u + after; // token 1 s, consensus 1.2 s
  });
};

const TRUTH: readonly (readonly [LawName & ("poll" | "vrrp" | "totem"), Readonly<Record<string, number>>])[] = [
  ["poll", { interval: 1, timeout: 0.5 }],
  ["vrrp", { advertisement: 1 }],
  ["totem", { token: 1 }],
];

/** In the long tests 12. */
const SAMPLES = less(4, 12);

test.each(TRUTH)(
  "%s: intervals from 12 failures cover the timers as often as they say, and are not vain",
  (law, truth) => {
    for (const [timer, value] of Object.entries(truth)) {
      let covered = 0;
      const widths: number[] = [];
      for (let i = 0; i < SAMPLES; i++) {
        const fit = fitDetection(law, drawn(law, 12, i), request);
        const found = fit.intervals.find(({ parameter }) => parameter === timer)!;
        if ((found.low ?? 0) <= value && value <= (found.high ?? Infinity)) covered++;
        widths.push(((found.high ?? Infinity) - (found.low ?? 0)) / value);
      }
      expect(covered, timer).toBeGreaterThanOrEqual(0.75 * SAMPLES); // of 12 are 11.4 expected; four standard deviations are 3
      expect(widths.sort((a, b) => a - b)[SAMPLES / 2], timer).toBeLessThan(1.5);
    }
  },
);

test("VRRP version 2: the skew is a part of a second whatever the interval, and of the priority that is known", () => {
  const stream = new Stream("detection", 6);
  const values = Array.from({ length: 40 }, () => 3 * 3 + 246 / 256 - 3 * stream.uniform()); // RFC 3768: 3 s, priority 10
  const { intervals, distance } = fitDetection("vrrp", values, { ...request, known: { version: 2, priority: 10 } });
  expect(Math.abs(intervals[0]!.estimate - 3)).toBeLessThan(0.06);
  expect(intervals[0]!.low).toBeLessThan(3);
  expect(intervals[0]!.high).toBeGreaterThan(3);
  expect(distance).toBeLessThan(0.25);
});

test("the range of a uniform law by hand: 3 checks at most 0.9 s late bound the interval to (0.9, 0.9·20^(1/3))", () => {
  // likelihood d^(−n) for d ≥ max; the interval ends where n·ln(d/max) = ln 20, half of the quantile of χ² with 2 degrees
  const fit = fitDetection("check", [0.3, 0.6, 0.9], { ...request, known: { delay: 1e-9 } });
  const [interval] = fit.intervals;
  expect(interval!.estimate).toBeCloseTo(0.9, 1);
  expect(interval!.high).toBeCloseTo(0.9 * 20 ** (1 / 3), 1);
});

test("token and ratio show in their product only: neither is told, their product is", () => {
  const fit = fitDetection("totem", drawn("totem", 12, 1), { ...request, free: ["ratio"] });
  const bounds = (name: string) => {
    const { low, high } = fit.intervals.find(({ parameter }) => parameter === name)!;
    return { low: low ?? 0, high: high ?? Infinity };
  };
  expect(bounds("token").high / Math.max(bounds("token").low, 1e-9)).toBeGreaterThan(1.5);
  const told = fitDetection("totem", drawn("totem", 12, 1), request).intervals[0]!;
  expect(told.high! / told.low!).toBeLessThan(1.1);
});

test("the bootstrap refuses the wrong law: heartbeats lie in the upper third, checks anywhere", () => {
  const values = Array.from({ length: 30 }, (_, i) => 2 + (i + 0.5) / 30);
  const right = fitDetection("heartbeat", values, { ...request, bootstrap: 39 });
  const wrong = fitDetection("check", values, { ...request, bootstrap: 39 });
  expect(right.p).toBeGreaterThan(0.2);
  expect(wrong.p).toBe(1 / 40);
});

test("an interval holds its estimate: 60 checks every 2 s with a time-out of 0.7 s", () => {
  const stream = new Stream("sixty checks", 1);
  const values = Array.from({ length: 60 }, () => 2 * stream.uniform() + 0.7);
  for (const known of [{}, { timeout: 0.7 }]) {
    for (const { low, high, estimate, parameter } of fitDetection("poll", values, { ...request, known }).intervals) {
      expect(estimate, parameter).toBeGreaterThanOrEqual(low ?? 0);
      expect(estimate, parameter).toBeLessThanOrEqual(high ?? Infinity);
    }
  }
});

test("too few times are refused", () => {
  expect(() => fitDetection("poll", [1, 2], request)).toThrow("found 2 detection times");
  expect(() => fitDetection("poll", [1, 2, -1], request)).toThrow(
    "found 1 of 3 durations outside of 1 ns … 1e9 s, such as -1 s",
  );
});

test("of very many detection times the ends are told by the outermost: interval 1 s, within 1/n of it", () => {
  const stream = new Stream("detection", 6, 0);
  const many = Array.from({ length: 20_000 }, () => 2 + stream.uniform());
  const [interval] = fitDetection("heartbeat", many, { ...request, known: { delay: 1e-6 } }).intervals;
  expect(interval!.estimate).toBeCloseTo(1, 2);
  expect(interval!.high! - interval!.low!).toBeLessThan(0.01);
});

/** The test of Poisson arrivals: by hand, its level on Poisson arrivals of a changing rate, and what it notices. */
import { expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { poissonTest } from "../../src/statistics/poisson-arrivals.ts";
import { less } from "../long.ts";

const QUARTERS = { block: 900, cells: 15, least: 10 };

test("by hand: counts of two cells, gaps of the transformation", () => {
  // one block of 8 s in 2 cells: arrivals at 1, 2 and 6 s; counts 2 and 1 about a mean of 1.5
  const found = poissonTest([1, 2, 6], { from: 0, until: 8 }, { block: 8, cells: 2, least: 3 })!;
  expect([found.n, found.blocks, found.cell]).toEqual([3, 1, 4]);
  expect(found.dispersion.index).toBeCloseTo((0.5 ** 2 + 0.5 ** 2) / 1.5, 12);
  const gaps = [3 * Math.log(8 / 7), 2 * Math.log(7 / 6), Math.log(6 / 2)].map((x) => 1 - Math.exp(-x)).sort();
  const distance = Math.max(...gaps.flatMap((u, i) => [u - i / 3, (i + 1) / 3 - u]));
  expect(found.gaps.distance).toBeCloseTo(distance, 12);
  expect(poissonTest([1, 2, 6], { from: 0, until: 8 }, { block: 8, cells: 2, least: 4 })).toBeNull();
  expect(poissonTest([1, 2, 6], { from: 1, until: 8 }, { block: 8, cells: 2, least: 3 })).toBeNull(); // half a block
});

/** A day of Poisson arrivals whose rate goes up and down like a sine, some 2 a minute. */
function day(random: Stream): number[] {
  const arrivals: number[] = [];
  for (let t = random.exponential() / 0.06; t < 86_400; t += random.exponential() / 0.06)
    if (random.uniform() < 0.55 + 0.45 * Math.sin((2 * Math.PI * t) / 86_400)) arrivals.push(t);
  return arrivals;
}
const window = { from: 0, until: 86_400 };
/** Share of days that each test rejects at 5 %. */
function rejected(days: number, of: (random: Stream) => number[]): [dispersion: number, gaps: number] {
  let [dispersion, gaps] = [0, 0];
  for (let i = 0; i < days; i++) {
    const found = poissonTest(
      of(new Stream("days", 4, i)).sort((a, b) => a - b),
      window,
      QUARTERS,
    )!;
    if (found.dispersion.p < 0.05) dispersion++;
    if (found.gaps.pValue < 0.05) gaps++;
  }
  return [dispersion / days, gaps / days];
}

test("Poisson arrivals of a changing rate are rejected in one of twenty days, also when whole seconds are spread", () => {
  const days = less(60, 1000);
  const most = less(0.15, 0.07);
  for (const share of rejected(days, day)) expect(share).toBeLessThanOrEqual(most);
  const spread = (random: Stream) => day(random).map((t) => Math.floor(t) + random.uniform());
  for (const share of rejected(days, spread)) expect(share).toBeLessThanOrEqual(most);
});

test("bursts and even arrivals are noticed on every day, and ties that are not spread look like bursts", () => {
  const twice = (random: Stream) =>
    day(random).flatMap((t) => (random.bernoulli(0.3) ? [t, Math.min(t + 5, 86_399)] : [t]));
  expect(rejected(10, twice)[0]).toBe(1);
  const even = (random: Stream) => Array.from({ length: 2800 }, (_, i) => 30 * i + 10 * random.uniform());
  expect(rejected(10, even)).toEqual([1, 1]);
  const busy = (random: Stream) => Array.from({ length: 80_000 }, () => Math.floor(86_400 * random.uniform()));
  expect(rejected(3, busy)[1]).toBe(1);
  expect(rejected(3, (random) => busy(random).map((t) => t + random.uniform()))[1]).toBe(0);
});

/** Arrivals whose rate varies: a profile over the day, and a Markov-modulated Poisson process. */
import { expect, test } from "vitest";
import { Stream } from "../../src/random/stream.ts";
import { arrivalLaw, meanOfProfile, meanOfStates, rateAt, timeShares } from "../../src/sip/arrival-law.ts";
import type { Arrivals, BurstState } from "../../src/sip/traffic.ts";
import { misfitOfCounts } from "../experiment/goodness-of-fit.ts";

/** Counts of arrivals in windows of equal width, in one replication. */
function countsOf(arrivals: Exclude<Arrivals, { kind: "rounds" }>, width: number, replication: number): number[] {
  const law = arrivalLaw(arrivals, new Stream("arrivals", 1, replication));
  law.start();
  const { start, duration } = arrivals;
  const counts = new Array<number>(Math.round(duration / width)).fill(0);
  for (let time = law.next(start, 0), i = 1; time < start + duration; time = law.next(time, i++))
    counts[Math.floor((time - start) / width)]!++;
  return counts;
}

/** Mean of values and half of its 99.9 % interval, by Student with many degrees of freedom. */
function estimate(values: readonly number[]): { mean: number; half: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, half: 3.6 * Math.sqrt(variance / values.length) }; // t of 0.9995 with 35 degrees and more
}

const hour = 3600;
const points = [
  { at: 0, rate: 0.1 },
  { at: 6 * hour, rate: 0.1 },
  { at: 10 * hour, rate: 2 },
  { at: 16 * hour, rate: 1.2 },
  { at: 20 * hour, rate: 0.4 },
];
const profile = (between: "lines" | "steps", days = 1, start = 0) =>
  ({
    kind: "profile",
    rate: meanOfProfile(points, 24 * hour, between),
    period: 24 * hour,
    points,
    between,
    start,
    count: Infinity,
    duration: days * 24 * hour,
  }) as const;

/** The integral of the profile over an hour, by hand: between points it is a trapezium or a rectangle. */
const hourly = {
  lines: [6, 7, 8, 9].map((h) => (0.1 + (1.9 / 4) * (h - 6 + 0.5)) * hour),
  steps: [0.1, 0.1, 0.1, 0.1].map((rate) => rate * hour),
};

test("a profile goes along lines or by steps, and around midnight", () => {
  const at = (between: "lines" | "steps", h: number) => rateAt(points, 24 * hour, between, h * hour);
  expect([3, 8, 10, 13, 18, 22].map((h) => at("lines", h))).toEqual(
    [0.1, 1.05, 2, 1.6, 0.8, 0.25].map((rate) => expect.closeTo(rate, 12)),
  );
  expect([3, 8, 10, 13, 18, 22].map((h) => at("steps", h))).toEqual([0.1, 0.1, 2, 2, 1.2, 0.4]);
  const late = [
    { at: 8 * hour, rate: 1 },
    { at: 20 * hour, rate: 3 },
  ]; // over midnight it falls again
  expect(rateAt(late, 24 * hour, "lines", 2 * hour)).toBeCloseTo(2, 12);
  expect(rateAt(late, 24 * hour, "steps", 2 * hour)).toBe(3);
});

test.each(["lines", "steps"] as const)("the counts of each hour follow the profile: %s", (between) => {
  const days = 40;
  const counts = new Array<number>(24).fill(0);
  for (const [i, count] of countsOf(profile(between, days, 500), hour, 0).entries()) counts[i % 24]! += count;
  const grid = 60;
  const expected = counts.map((_, h) => {
    let area = 0; // midpoint rule, exact for lines that bend on the hour
    for (let i = 0; i < grid; i++)
      area += rateAt(points, 24 * hour, between, (h + (i + 0.5) / grid) * hour) * (hour / grid);
    return area;
  });
  expect(expected.slice(6, 10)).toEqual(hourly[between].map((area) => expect.closeTo(area, 6)));
  const all = expected.reduce((sum, area) => sum + area, 0);
  expect(all).toBeCloseTo(meanOfProfile(points, 24 * hour, between) * 24 * hour, 6);
  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(Math.abs(total - days * all)).toBeLessThan(3.29 * Math.sqrt(days * all));
  expect(
    misfitOfCounts(
      counts,
      expected.map((area) => area / all),
    ),
  ).toBeLessThan(1);
  expect(
    misfitOfCounts(
      counts,
      expected.map(() => 1 / 24),
    ),
  ).toBeGreaterThan(1); // the check can fail
});

const bursts: readonly BurstState[] = [
  { rate: 2, mean: 8, next: [0, 1] },
  { rate: 40, mean: 2, next: [1, 0] },
];
const mmpp = (states: readonly BurstState[], duration: number) =>
  ({ kind: "mmpp", rate: meanOfStates(states), states, start: 0, count: Infinity, duration }) as const;

/** Index of dispersion for counts of an MMPP with two states (Heffes and Lucantoni 1986): Var N(t) / E N(t). */
function indexOfDispersion([one, two]: readonly BurstState[], t: number): number {
  const leave1 = 1 / one!.mean;
  const leave2 = 1 / two!.mean;
  const both = leave1 + leave2;
  const excess =
    (2 * (one!.rate - two!.rate) ** 2 * leave1 * leave2) / (both ** 2 * (one!.rate * leave2 + two!.rate * leave1));
  return 1 + excess * (1 - (1 - Math.exp(-both * t)) / (both * t));
}

test.each([0.5, 5, 50])("counts of an MMPP in windows of %d s are as dispersed as the closed form says", (width) => {
  const duration = 4000;
  const mean = 9.6 * width; // (2 · 8 + 40 · 2)/10 per second
  const indexes = Array.from({ length: 40 }, (_, replication) => {
    const counts = countsOf(mmpp(bursts, duration), width, replication);
    return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length / mean;
  });
  const { mean: index, half } = estimate(indexes);
  const exact = indexOfDispersion(bursts, width);
  expect(Math.abs(index - exact)).toBeLessThan(half);
  expect(half).toBeLessThan(0.12 * exact);
  expect(exact).toBeGreaterThan(5); // a Poisson process would have 1
});

test("states with probabilities of their own: shares of time and mean rate against a hand computation", () => {
  // A → B always; B → A or C evenly; C → A always. Visits A : B : C = 2 : 2 : 1.
  const three: readonly BurstState[] = [
    { rate: 10, mean: 1, next: [0, 1, 0] },
    { rate: 0, mean: 3, next: [0.5, 0, 0.5] },
    { rate: 100, mean: 2, next: [1, 0, 0] },
  ];
  expect(timeShares(three)).toEqual([2, 6, 2].map((share) => expect.closeTo(share / 10, 9)));
  expect(meanOfStates(three)).toBeCloseTo(22, 7);
  const counts = Array.from({ length: 40 }, (_, r) => countsOf(mmpp(three, 500), 500, r)[0]! / 500);
  const { mean, half } = estimate(counts);
  expect(Math.abs(mean - 22)).toBeLessThan(half);
  expect(half).toBeLessThan(3);
});

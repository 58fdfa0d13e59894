/** Fits to times of which some are censored: closed forms, the equations of maximum likelihood by hand, coverage on lists of known laws. */
import { expect, test } from "vitest";
import { type CensoredTimes, censoredFits, chosenLaw, lawsOf, timesIn } from "../../src/measurement/lifetime-laws.ts";
import type { Outage } from "../../src/measurement/outages.ts";
import { Stream } from "../../src/random/stream.ts";
import { less } from "../long.ts";

const outage = (component: string, start: number, end: number | null, of?: string): Outage => ({
  ...{ component, start, end, line: 0 },
  ...(of !== undefined && { class: of }),
});
const window = (until: number) => ({ from: 0, until, endsWithList: false });
const fitOf = (times: CensoredTimes, family: string) => censoredFits(times).find((fit) => fit.family === family)!;
const sum = (values: readonly number[], of: (x: number) => number) => values.reduce((total, x) => total + of(x), 0);

test("by hand: lives begin with repairs, other classes and the end of the watch censor them", () => {
  const list = [
    outage("a", 10, 12, "process"), // the life before it has no known begin
    outage("a", 40, 45, "host"),
    outage("a", 60, 61, "process"),
    outage("b", -5, 3, "host"), // its end begins a life
    outage("b", 50, null, "process"),
    outage("c", 99, 120, "host"),
  ];
  expect(timesIn(list, window(100), null)).toEqual({
    lives: { ended: [28, 47, 15], going: [39] },
    repairs: { ended: [2, 5, 1], going: [50, 1] },
  });
  expect(timesIn(list, window(100), "process")).toEqual({
    lives: { ended: [47, 15], going: [28, 39] },
    repairs: { ended: [2, 1], going: [50] },
  });
});

/** Lives by their logarithms' quantiles: spread as a Weibull law of shape 2, every third censored half way. */
const SOME: CensoredTimes = {
  ended: Array.from({ length: 20 }, (_, i) => 100 * Math.sqrt(-Math.log(1 - (i + 0.5) / 20))),
  going: Array.from({ length: 10 }, (_, i) => 50 * Math.sqrt(-Math.log(1 - (i + 0.5) / 10))),
};

test("exponential: total time over ends, and an interval that loses 1.92 of the likelihood to either side", () => {
  const { intervals, logLikelihood } = fitOf(SOME, "exponential");
  const [{ estimate, low, high }] = intervals as readonly [(typeof intervals)[0]];
  const total = sum([...SOME.ended, ...SOME.going], (x) => x);
  expect(estimate / (total / 20)).toBeCloseTo(1, 5);
  expect(logLikelihood).toBeCloseTo(-20 * (Math.log(total / 20) + 1), 6);
  for (const bound of [low!, high!])
    expect(20 * (Math.log(bound / estimate) + estimate / bound - 1)).toBeCloseTo(1.959964 ** 2 / 2, 3);
});

test("Weibull: shape and scale solve the equations of maximum likelihood under censoring", () => {
  const { distribution } = fitOf(SOME, "weibull") as { distribution: { shape: number; mean: number } };
  const { shape: k, mean } = distribution;
  const all = [...SOME.ended, ...SOME.going];
  const powers = sum(all, (x) => x ** k);
  // Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data (2002), section 3.6
  expect(sum(all, (x) => x ** k * Math.log(x)) / powers - 1 / k).toBeCloseTo(sum(SOME.ended, Math.log) / 20, 4);
  let gamma = 0; // Γ(1 + 1/k) by Simpson's rule on ∫ e^(−t^k) dt, which it is
  const [steps, end] = [20_000, 12];
  for (let i = 0; i <= steps; i++)
    gamma += (i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4) * Math.exp(-(((end * i) / steps) ** k));
  gamma *= end / steps / 3;
  expect(mean / ((powers / 20) ** (1 / k) * gamma)).toBeCloseTo(1, 4);
  expect(k).toBeGreaterThan(1.5);
});

test("without censoring a lognormal law has the moments of the logarithms", () => {
  const { intervals } = fitOf({ ended: SOME.ended, going: [] }, "lognormal");
  const logs = SOME.ended.map(Math.log);
  const m = sum(logs, (x) => x) / 20;
  const v = sum(logs, (x) => (x - m) ** 2) / 20;
  expect(intervals.find(({ parameter }) => parameter === "mean")!.estimate / Math.exp(m + v / 2)).toBeCloseTo(1, 4);
});

test("few lives, equal ones and those of no length have no law", () => {
  expect(censoredFits({ ended: SOME.ended.slice(0, 9), going: SOME.going })).toEqual([]);
  expect(censoredFits({ ended: Array(20).fill(5), going: [] })).toEqual([]);
  expect(censoredFits({ ended: [...SOME.ended, 0], going: [] })).toEqual([]);
});

/** Six nodes watched for 1000: lives by a Weibull law of mean 100, repairs exponential of mean 1. */
function drawn(replication: number, shape: number, scale: number): Outage[] {
  const stream = new Stream(`lives ${shape}`, 14, replication);
  const life = () => scale * stream.exponential() ** (1 / shape);
  return Array.from({ length: 6 }, (_, i) => {
    const own: Outage[] = [];
    for (let now = life(); now < 1000; now += life()) {
      const end = now + stream.exponential();
      own.push(outage(`n${i}`, now, end < 1000 ? end : null));
      now = end;
    }
    return own;
  }).flat();
}

// Γ(3/2) = √π/2, Γ(2) = 1, Γ(5/2) = 3√π/4 at shapes 2, 1 and 2/3
test.each([
  ["ageing", 2, 100 / (Math.sqrt(Math.PI) / 2)],
  ["exponential", 1, 100],
  ["infant mortality", 2 / 3, 100 / ((3 * Math.sqrt(Math.PI)) / 4)],
])(
  "intervals cover what was drawn: %s",
  (_, shape, scale) => {
    const runs = less(12, 1000);
    let [means, shapes, lost, taken] = [0, 0, 0, 0];
    const holds = (one: { readonly low: number | null; readonly high: number | null }, truth: number) =>
      (one.low ?? 0) <= truth && truth <= (one.high ?? Infinity) ? 1 : 0;
    for (let i = 0; i < runs; i++) {
      const list = drawn(i, shape, scale);
      const { timeToFailure, unavailability } = lawsOf(list, window(1000), null);
      const { intervals } = timeToFailure.find(({ family }) => family === "weibull")!;
      shapes += holds(intervals[0]!, shape);
      means += holds(intervals[1]!, 100);
      lost += holds(unavailability!, 1 / 101);
      if (chosenLaw(timeToFailure)!.family !== "exponential") taken++;
    }
    // 95 % less what chance and the approximation by χ² take: three standard errors and a hundredth
    const least = runs * (0.94 - 3 * Math.sqrt((0.95 * 0.05) / runs));
    expect(shapes, "shapes").toBeGreaterThanOrEqual(least);
    expect(means, "means").toBeGreaterThanOrEqual(least);
    expect(lost, "unavailability").toBeGreaterThanOrEqual(least - 0.02 * runs);
    if (shape === 2) expect(taken).toBeGreaterThan(0.95 * runs);
    if (shape === 1) expect(taken).toBeLessThan(0.35 * runs);
  },
  600_000,
);

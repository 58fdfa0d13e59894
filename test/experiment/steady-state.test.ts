import { expect, test } from "vitest";
import { longRun } from "../../src/experiment/long-run.ts";
import { warmUpStudy } from "../../src/experiment/warm-up-study.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { less } from "../long.ts";

function queue({
  rate,
  seconds,
  seed = 1,
  more = "",
}: {
  rate: number;
  seconds: number;
  seed?: number;
  more?: string;
}) {
  const { scenario, problems } = parseScenario(
    `
architecture: { preset: single, tiers: { proxies: { queue: unlimited, service: { each: { exponential: 5 ms } } } } }
traffic: { ${more} options: { rate: ${rate}/s, arrivals: poisson, duration: ${seconds} s } }
run: { horizon: ${seconds} s, seed: ${seed} }`,
    "queue.yaml",
  );
  expect(problems ?? []).toEqual([]);
  return scenario as Scenario;
}

const STORM = "users: 2000, registration: { within: 1 s, expires: 1 h }, clients: { retransmission: false },";

test("a storm of registrations at the start is cut off where it has drained", () => {
  // 2000 registrations of 5 ms beside a load of one half: 2000 · 5 ms / (1 − ½) = 20 s until the queue is empty.
  const storm = queue({ rate: 100, seconds: 200, more: STORM });
  const study = warmUpStudy(storm, "native", "sojournTime", 5)!;
  expect(study.reached).toBe(true);
  expect(study.warmUp).toBeGreaterThan(18);
  expect(study.warmUp, "MSER-5 may cut more than it must, but never more than half").toBeLessThan(100);
  expect(study.meanOfAll).toBeGreaterThan(0.1);
  expect(study.meanAfter, "M/M/1: 1 / (200 − 100) s").toBeCloseTo(0.01, 3);
  const peak = study.curve.reduce((a, b) => (b.mean > a.mean ? b : a));
  expect(peak.time, "Welch's curve is highest in the storm").toBeLessThan(18);
});

test("a queue that is offered more than it can serve has no steady state", () => {
  expect(warmUpStudy(queue({ rate: 300, seconds: 50 }), "native", "sojournTime", 2)!.reached).toBe(false);
});

test("without calls there is no curve of their times", () => {
  expect(warmUpStudy(queue({ rate: 10, seconds: 50 }), "native", "callSetupTime", 2)).toBeNull();
});

test("batch means of one run cover the mean of M/M/1 as often as they say", () => {
  let covered = 0;
  for (let seed = 1; seed <= less(20, 60); seed++) {
    const batches = longRun(queue({ rate: 100, seconds: 200, seed }), "native").batches.get("sojournTime")!;
    const { low, high, n } = batches.interval;
    expect(n).toBe(30);
    expect(high! - low!, "a few per cent wide").toBeLessThan(0.0015);
    if (low! <= 0.01 && 0.01 <= high!) covered++;
  }
  // Binomial(60, 0.95): fewer than 51 once in 4000 studies; of 20 fewer than 16 once in 400.
  expect(covered).toBeGreaterThanOrEqual(less(16, 51));
});

test("a run that is short for its load has no interval, however little its batches seem alike", () => {
  // At a load of 0.8 a value is worth 1/82 of an independent one (Whitt 1989): 160/s for 25 s are worth 49.
  const longer = (rate: number, seconds: number) =>
    longRun(queue({ rate, seconds }), "native").batches.get("sojournTime")!.longer;
  expect(longer(160, 25) / ((100 * 82.3) / 4000)).toBeCloseTo(1, 0);
  expect(longer(160, 150)).toBe(1);
  expect(longer(196, 60)).toBeGreaterThan(50);
  expect(longer(210, 60)).toBe(Infinity);
});

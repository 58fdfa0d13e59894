/** OPTIONS requests through a whole world, from the callers over the network to a proxy and back, against queueing theory. */
import { beforeAll, describe, expect, test } from "vitest";
import { mg1, mm1k, mmc, type QueueMeasures } from "../../src/analysis/closed-form/queueing.ts";
import { type Distribution, exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";
import { figure, poisson, scenario, single, worldOf } from "../architecture/fixture.ts";
import { less, some } from "../long.ts";
import { sojournVariance } from "./busy-cycle.ts";

interface Queue {
  readonly rate: number;
  readonly service: Distribution;
  readonly workers?: number;
  readonly queue?: number;
  readonly speed?: number;
}

const warmUp = 2;
const seconds = 60;

/** A queue under plain load, measured for `seconds` after the warm-up. */
function loaded(
  { rate, service, workers = 1, queue = Infinity, speed = 1 }: Queue,
  seed: number,
  length = seconds,
): Scenario {
  const tier = { workers, queue, speed: { A: speed }, service: { each: service, byMethod: {}, lookup: 0 } };
  return scenario(single(tier), {
    traffic: { options: { arrivals: poisson(rate, { duration: warmUp + length }), access: "round robin" } },
    run: { seed, warmUp, horizon: warmUp + length },
  });
}

function replicate(queue: Queue, seed: number, replications: number, length = seconds): Float64Array[] {
  const replicator = new Replicator(loaded(queue, seed, length), engineNamed("native"));
  return Array.from({ length: replications }, (_, r) => replicator.run(r));
}

const rate = 600;
const cases: [string, Queue, QueueMeasures][] = [
  ["M/M/1", { rate, service: exponential(1e-3) }, mmc(rate, 1000, 1)],
  ["M/M/4 (Erlang C)", { rate, service: exponential(4e-3), workers: 4 }, mmc(rate, 250, 4)],
  [
    "M/G/1 with lognormal service (Pollaczek and Khinchine)",
    { rate, service: { kind: "lognormal", mean: 1e-3, cv: 0.8 } },
    mg1(rate, 1e-3, (0.8 * 1e-3) ** 2),
  ],
  ["M/D/1", { rate, service: { kind: "deterministic", value: 1e-3 } }, mg1(rate, 1e-3, 0)],
  ["M/M/1/8", { rate: 950, service: exponential(1e-3), queue: 7 }, mm1k(950, 1000, 8)],
];

describe.each(some(cases, [1, 2, 4]))("%s", (_, queue, theory) => {
  let figures: Float64Array[];
  beforeAll(() => {
    figures = replicate(queue, 20, 16);
  });

  test("the mean sojourn time covers theory, and the interval is narrow", () => {
    const { low, high, halfWidth } = studentInterval(
      figures.map((one) => figure(one, "sojournTime")),
      0.999,
    );
    expect(low).toBeLessThan(theory.sojournMean);
    expect(high).toBeGreaterThan(theory.sojournMean);
    expect(halfWidth! / theory.sojournMean).toBeLessThan(0.02);
  });

  test("the share of lost requests covers theory", () => {
    const { low, high, halfWidth } = studentInterval(
      figures.map((one) => figure(one, "droppedMessages") / (queue.rate * seconds)),
      0.999,
    );
    expect(low).toBeLessThanOrEqual(theory.lossProbability);
    expect(high).toBeGreaterThanOrEqual(theory.lossProbability);
    expect(halfWidth).toBeLessThanOrEqual(0.035 * theory.lossProbability);
  });
});

test("the width of the M/M/1 interval is the one that the busy cycle predicts", () => {
  const [runs, length] = [40, less(20, seconds)];
  const figures = replicate(cases[0]![1], 21, runs, length).map((one) => figure(one, "sojournTime"));
  const { halfWidth } = studentInterval(figures);
  const customers = rate * length * runs;
  const predicted = 1.96 * Math.sqrt(sojournVariance(rate, 1000) / customers);
  // A standard deviation estimated from 40 values is within a third of the truth with probability 99.7 %.
  expect(halfWidth! / predicted).toBeGreaterThan(2 / 3);
  expect(halfWidth! / predicted).toBeLessThan(4 / 3);
  expect(halfWidth! / (1 / 400)).toBeLessThan(less(0.02, 0.01));
});

test("half the speed and half the work are the same queue", () => {
  const [fast] = replicate({ rate, service: exponential(1e-3) }, 23, 1);
  const [slow] = replicate({ rate, service: exponential(0.5e-3), speed: 0.5 }, 23, 1);
  expect(figure(slow!, "sojournTime")).toBe(figure(fast!, "sojournTime"));
});

test.each(cases)("Little's law holds to the last digit on every path: %s", (_, queue) => {
  let sojourns = 0;
  const { run, ...rest } = loaded(queue, 22);
  const world = worldOf({ ...rest, run: { ...run, warmUp: 0 } }, undefined, {
    otherProcessed: (delay) => {
      sojourns += delay;
    },
  });
  const { station } = world.nodes[0]!;
  let area = 0;
  let last = 0;
  world.engine.observe((time) => {
    area += station.occupancy * (time - last);
    last = time;
  });
  world.start(0);
  world.engine.run(90); // until the queue has run empty
  expect(station.occupancy).toBe(0);
  expect(area).toBeGreaterThan(10);
  expect(area / sojourns).toBeCloseTo(1, 9);
});

import { expect, test } from "vitest";
import { exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { summarise } from "../../src/experiment/summary.ts";
import { queueMemory } from "../../src/statistics/batch-means.ts";
import { poisson, scenario, single } from "../architecture/fixture.ts";
import { less } from "../long.ts";

const intervals = less(100, 400);
const rate = 500;
const mean = 1 / 500; // M/M/1 with service rate 1000/s

/** An M/M/1 queue at half load. Its memory fades within 12 ms, so that a warm-up of 0.2 s is plenty. */
const queue = (seed: number) =>
  scenario(single({ service: { each: exponential(1e-3), byMethod: {}, lookup: 0 } }), {
    traffic: { options: { arrivals: poisson(rate, { duration: 1.2 }), access: "round robin" } },
    run: { seed, warmUp: 0.2, horizon: 1.2 },
  });

test(`${intervals} independent 95 % intervals cover the truth as often as they say`, () => {
  let covering = 0;
  let width = 0;
  for (let seed = 0; seed < intervals; seed++) {
    const replicator = new Replicator(queue(seed), engineNamed("native"));
    const figures = Array.from({ length: 10 }, (_, replication) => replicator.run(replication));
    const { interval } = summarise(figures, 1).find(({ metric }) => metric.name === "sojournTime")!;
    if (interval.low! <= mean && mean <= interval.high!) covering++;
    width += (interval.high! - interval.low!) / 2 / intervals;
  }
  // Within three standard errors, and in the long tests closer.
  expect(covering / intervals).toBeGreaterThanOrEqual(less(0.89, 0.92));
  expect(covering / intervals).toBeLessThanOrEqual(less(0.99, 0.98));
  // Student's half-width: t(9) = 2.262157, c₄(10) = 0.972659, and a replication of 500 values is worth 500 / memory independent ones.
  const student = (2.262157 * 0.972659 * Math.sqrt(queueMemory(rate / 1000) / 500)) / Math.sqrt(10);
  expect(width / mean / student, "an interval so wide would cover anything").toBeLessThan(1.05);
});

/** How often the intervals of the search cover: against queues played customer by customer, and against a service of messages. */
import { expect, test } from "vitest";
import {
  capacityOf,
  covering,
  expectAround,
  lossOfMM1K,
  QUEUES,
  registrar,
  registrationRateOf,
  sixVisits,
  slowOfMMc,
  slowTwice,
  solved,
} from "./oracles.ts";

const SEEDS = 120;

/** Of 120 intervals of 95 % fewer than 92 % cover with a probability of 6 %, and of all 580 fewer than 93 % with 2 %. */
const EACH = 0.92;
const TOGETHER = 0.93;
let [searches, successes] = [0, 0];

function expectCovering(name: string, covered: number, seeds: number): void {
  process.stdout.write(`${name}: ${covered} of ${seeds} intervals cover\n`);
  searches += seeds;
  successes += covered;
  expect(covered / seeds).toBeGreaterThanOrEqual(EACH);
}

test.each(Object.entries(QUEUES))("%s", async (name, { truth, search }) => {
  expectCovering(name, await covering(truth, 0.03, SEEDS, search), SEEDS);
});

test("at most 80 % busy: 0.8 μ / 6", async () => {
  const found = await capacityOf(sixVisits(1, "unlimited"), { loss: 0.005, utilisation: 0.8 });
  expectAround(found, 800 / 6);
  expect(found.criterion).toBe("utilisation");
});

test("p95 of the set-up ≤ 1.35 s: two visits beside 0.5 s of ringing and four hops of 200 ms", async () => {
  const bounds = { loss: 0.005, setup: { quantile: 0.95, limit: 1.35 } };
  const truth = (workers: number) =>
    solved((rate) => slowTwice(6 * rate, 1000, workers, 0.05), 0.05, 50, (workers * 999) / 6);
  // One worker: two sojourns are Erlang-2 with rate μ − 6 λ, whose p95 is 4.7439 of its units.
  expect(truth(1)).toBeCloseTo((1000 - 4.7439 / 0.05) / 6, 1);
  for (const workers of [1, 2]) expectAround(await capacityOf(sixVisits(workers, "unlimited"), bounds), truth(workers));
});

test("REGISTERs of M/M/2 and M/M/4, p95 of the response ≤ 10 ms beside two hops of 0.1 ms", async () => {
  const bounds = { loss: 0.01, response: { quantile: 0.95, limit: 10.2e-3 } };
  for (const workers of [2, 4]) {
    const scenario = registrar(`workers: ${workers}, queue: unlimited, service: { each: { exponential: 1 ms } }`);
    const truth = solved((rate) => slowOfMMc(rate, 1000, workers, 10e-3), 0.05, 500, workers * 999);
    const found = await registrationRateOf(scenario, bounds);
    expectAround(found, truth);
    expect(found.criterion).toBe("response");
  }
});

test("challenged REGISTERs are two, and so the rate is half of it", async () => {
  const challenged = "authentication: { nonce: once, refusal: 1 ms, check: 0 s }";
  const scenario = registrar(`workers: 4, service: { each: 1 ms }, ${challenged}`);
  expectAround(await registrationRateOf(scenario, { loss: 0.01, utilisation: 0.5 }), (4 * 0.5) / 2e-3);
});

test("a service of messages", async () => {
  const p = 1 - 0.99 ** (1 / 4);
  const rho = solved((rho) => lossOfMM1K(rho, 20), p, 0.01, 2);
  const truth = (1000 * rho) / (1 + 2 * (1 - p) + 2 * (1 - p) ** 2 + (1 - p) ** 3);
  let covered = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const { interval } = await capacityOf(sixVisits(1, 19, seed), { loss: 0.01 });
    if (interval[0]! <= truth && truth <= interval[1]!) covered++;
  }
  expectCovering("six visits, 1 % lost", covered, 100);
});

test("all of them together", () => {
  process.stdout.write(`${successes} of ${searches} intervals cover\n`);
  expect(searches).toBe(580);
  expect(successes / searches).toBeGreaterThanOrEqual(TOGETHER);
});

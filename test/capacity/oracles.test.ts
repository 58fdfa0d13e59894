/** Capacities of services that are queues of textbooks. */
import { expect, test } from "vitest";
import { capacityOf, lossOfMM1K, sixVisits, slowTwice, solved } from "./oracles.ts";

/** The interval covers the truth and is as narrow as asked. */
function expectAround(found: Awaited<ReturnType<typeof capacityOf>>, truth: number, precision = 0.05): void {
  const [low, high] = found.interval;
  expect(low).toBeLessThan(truth);
  expect(high).toBeGreaterThan(truth);
  expect((high! - low!) / 2 / truth).toBeLessThan(precision * 1.01);
}

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
  expectAround(await capacityOf(sixVisits(1, "unlimited"), bounds), truth(1)); // two workers: coverage.long.ts
});

test("1 % of the calls lost by a queue of 19", async () => {
  // Of 6 messages each is dropped with probability p, and then those behind it are not sent; a lost 180 or ACK fails no call.
  const found = await capacityOf(sixVisits(1, 19), { loss: 0.01 });
  const p = 1 - 0.99 ** (1 / 4);
  const rho = solved((rho) => lossOfMM1K(rho, 20), p, 0.01, 2);
  const [once, twice, thrice] = [1 - p, (1 - p) ** 2, (1 - p) ** 3];
  expectAround(found, (1000 * rho) / (1 + 2 * once + 2 * twice + thrice));
  expect(found).toMatchObject({ criterion: "loss", limitedBy: "proxies", causes: ["queueOverflow"] });
});

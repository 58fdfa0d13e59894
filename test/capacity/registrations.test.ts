/** The registration rate of RFC 7502 §6.7, against queues that textbooks know and one that is played by hand. */
import { expect, test } from "vitest";
import { expectRegistrations } from "../../src/capacity/steady-registrations.ts";
import { SteadyService } from "../../src/capacity/steady-service.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { expectAround, lossOfMM1K, played, registrar, registrationRateOf, solved, uniforms } from "./oracles.ts";

test("2 % of the REGISTERs turned away by M/M/1/10", async () => {
  const found = await registrationRateOf(registrar("queue: 9, service: { each: { exponential: 1 ms } }"), {
    loss: 0.02,
  });
  const truth = 1000 * solved((rho) => lossOfMM1K(rho, 10), 0.02, 0.01, 2);
  expectAround(found, truth);
  expect(found).toMatchObject({ criterion: "loss", limitedBy: "proxies", counted: "registrations" });
  // The same customer by customer, with other random numbers: standard error 0.0006 of 16 runs.
  const random = uniforms(5);
  const one = () =>
    played(truth, random, { service: () => -Math.log(random()) / 1000, workers: 1, room: 10, limit: 1 });
  const lost = Array.from({ length: 16 }, () => one().lost).reduce((sum, share) => sum + share, 0) / 16;
  expect(lost).toBeGreaterThan(0.018);
  expect(lost).toBeLessThan(0.022);
});

/** Mean share of a worker's time at a rate, of which one replication has 2000 REGISTERs. */
function busyAt(scenario: Scenario, rate: number, tier = "proxies", down: readonly string[] = []): number {
  const service = new SteadyService(scenario, { loss: 0.01 }, down, "registrations");
  const group = service.groups.findIndex((servers) => servers.tier === tier);
  return [0, 1, 2].reduce((sum, i) => sum + service.observe(rate, i).busy[group]! / 3, 0);
}

test("one-time nonces double the REGISTERs", () => {
  const challenged = "authentication: { nonce: once, refusal: 1 ms, check: 0 s }";
  expect(busyAt(registrar("workers: 4, service: { each: 1 ms }"), 1000)).toBeCloseTo(0.25, 1.9);
  expect(busyAt(registrar(`workers: 4, service: { each: 1 ms }, ${challenged}`), 1000)).toBeCloseTo(0.5, 1.6);
});

test("where bindings are in a database, each REGISTER is written there", () => {
  const scenario = registrar("workers: 16, queue: unlimited, service: { each: 1 ms, lookup: 0 s }", {
    tiers: "database: { role: database, active: [db], workers: 2, service: { each: 4 ms } }",
    bindings: "{ database: { tier: database } }",
  });
  expect(busyAt(scenario, 200, "database")).toBeCloseTo((200 * 4e-3) / 2, 1.9);
  // A proxy's worker waits for the answer: 1 ms of its own, 4 ms, 0.1 ms on each way, and a little in the database's queue.
  const proxies = (200 * 5.2e-3) / 16;
  expect(busyAt(scenario, 200)).toBeGreaterThan(0.98 * proxies);
  expect(busyAt(scenario, 200)).toBeLessThan(1.25 * proxies);
});

test("the calls of a file and its own refreshes are left out, what comes beside them stays", () => {
  const refreshed = (more: string) =>
    registrar("workers: 4, service: { each: 1 ms, lookup: 0 s }", {
      traffic: `registration: { refresh: 10 s }, ${more}`,
    });
  expect(busyAt(refreshed("calls: { rate: 300/s, arrivals: poisson, duration: 10 s }"), 1000)).toBeCloseTo(0.25, 1.9);
  const options = refreshed("options: { rate: 1000/s, arrivals: poisson, duration: 10 s }");
  expect(busyAt(options, 1000)).toBeCloseTo(0.5, 1.8);
});

test("with one of two registrars behind directors down the other does the work of both", () => {
  const pair = registrar("", { preset: "ppdr, proxies: 2" });
  expect(busyAt(pair, 500, "proxies", ["proxy-1"]) / busyAt(pair, 500)).toBeCloseTo(2, 1.2);
});

test("users with connections are refused", () => {
  expect(() =>
    expectRegistrations(registrar("service: { each: 1 ms }", { traffic: "clients: { transport: tcp }" })),
  ).toThrow("connections or NATs");
});

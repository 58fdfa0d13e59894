/** Bindings in a database: connections, queue, time-outs, and what its death costs. */
import { describe, expect, test } from "vitest";
import { deterministic, exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import {
  calls,
  figure,
  kill,
  paced,
  poisson,
  type Story,
  scenario,
  withDatabase,
  worldOf,
} from "../architecture/fixture.ts";
import { instants, wiretap } from "../sip/wire.ts";

const constant = (time: number) => ({ each: deterministic(time), byMethod: {}, lookup: 0 });

function observed(architecture: ReturnType<typeof withDatabase>, story: Story, until: number) {
  const described = scenario(architecture, story);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { world, seen };
}

const hop = 0.2e-3;

test("the pool's connections limit how many queries are answered at once", () => {
  const burst = { traffic: { calls: calls(paced(1e6, { count: 8 })) } };
  const answers = (connections: number) => {
    const database = { workers: connections, service: constant(10e-3) };
    const { seen } = observed(withDatabase(0, { proxies: { workers: 8 }, database }), burst, 0.2);
    return instants(seen, "answer", "A")
      .slice(0, 8)
      .map((at) => Math.round(at * 100) / 100);
  };
  expect(answers(8)).toEqual(new Array(8).fill(0.01));
  expect(answers(4)).toEqual([0.01, 0.01, 0.01, 0.01, 0.02, 0.02, 0.02, 0.02]);
  expect(answers(1)).toEqual([0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08]);
});

test("a proxy with one worker waits for each answer: a call costs it 6 messages and 3 round trips to the database", () => {
  const demand = 6 * 0.2e-3 + 3 * (2 * hop + 0.5e-3);
  const count = 200;
  const story = { traffic: { calls: calls(paced(1e6, { count })) } };
  const { seen } = observed(withDatabase(0, { database: { service: constant(0.5e-3) } }), story, 10);
  const answers = instants(seen, "200 BYE", "callers");
  expect(answers).toHaveLength(count);
  // The worker is never idle from the first INVITE on, until some hops before the end.
  const worked = answers.at(-1)! - hop;
  expect(worked).toBeGreaterThanOrEqual(count * demand);
  expect(worked).toBeLessThan(count * demand + 2 * hop);
});

const load = { traffic: { calls: calls(paced(10, { duration: 10 })) } };

describe("the database dies", () => {
  test("its process: connections are refused, calls fail with 500 within milliseconds", () => {
    const { seen, world } = observed(withDatabase(0), { ...load, faults: [kill("DB", 4, "process")] }, 60);
    expect(world.calls.successful).toBe(40);
    expect(instants(seen, "500", "callers")).toHaveLength(60);
    const refused = instants(seen, "500", "callers").map((at, i) => at - instants(seen, "INVITE", "SAP-A")[40 + i]!);
    for (const time of refused) expect(time).toBeCloseTo(hop + 0.2e-3 + 2 * hop, 9);
  });

  test.each(["host", "link"] as const)("its %s: every query runs into its time-out, and the worker with it", (kind) => {
    const { seen, world } = observed(
      withDatabase(0, { timeout: 0.05 }),
      { ...load, faults: [kill("DB", 4, kind)] },
      60,
    );
    expect(world.calls.successful).toBe(40);
    const refused = instants(seen, "500", "callers").map((at, i) => at - instants(seen, "INVITE", "SAP-A")[40 + i]!);
    expect(refused).toHaveLength(60);
    for (const time of refused) expect(time).toBeCloseTo(hop + 0.2e-3 + 0.05, 9);
  });

  test("its process, with queries at work and waiting: their connections are reset too", () => {
    const database = { workers: 1, service: constant(0.5) };
    const story = { traffic: { calls: calls(paced(1e6, { count: 3 })) }, faults: [kill("DB", 0.1, "process")] };
    const { seen } = observed(withDatabase(0, { proxies: { workers: 3 }, database }), story, 10);
    const refused = instants(seen, "500", "callers");
    expect(refused).toHaveLength(3);
    for (const at of refused) expect(at).toBeCloseTo(0.1 + hop, 4);
  });

  test("with a cache proxies serve on; only registrations fail", () => {
    const story: Story = {
      traffic: { ...load.traffic, users: 5, registration: { expires: 60, refresh: 5 } },
      faults: [kill("DB", 4)],
    };
    const { seen, world } = observed(withDatabase(0, { cache: true, timeout: 0.05 }), story, 11);
    expect(world.calls.successful).toBe(100);
    expect(instants(seen, "200 REGISTER", "callees")).toHaveLength(4);
    expect(instants(seen, "500", "callees").length).toBeGreaterThan(5);
  });
});

test("a query that comes back after its time-out is not taken for the next one's answer", () => {
  const database = { workers: 1, service: { each: exponential(0.02), byMethod: {}, lookup: 0 } };
  const story = {
    traffic: { users: 50, calls: calls(poisson(40, { duration: 60 })), registration: { expires: 3600 } },
    run: { drain: 10 },
  };
  const architecture = withDatabase(0, { database, timeout: 0.03, proxies: { workers: 4 } });
  const described = scenario(architecture, story);
  const figures = new Replicator(described, engineNamed("native")).run(0);
  // Everybody is registered, so nobody may ever be missing.
  expect(figure(figures, "failedCalls.bindingMissing")).toBe(0);
  expect(figure(figures, "failedCalls.databaseFailure")).toBeGreaterThan(100);
  expect(figure(figures, "successfulCalls")).toBeGreaterThan(20);
});

test("the data survive the proxy: after a takeover nothing is missing", () => {
  const story = { traffic: { calls: calls(paced(20, { duration: 20 })) }, faults: [kill("A", 5)] };
  const figures = new Replicator(scenario(withDatabase(1), story), engineNamed("native")).run(0);
  expect(figure(figures, "failovers")).toBe(1);
  expect(figure(figures, "failedCalls.bindingMissing")).toBe(0);
  expect(Math.abs(figure(figures, "failedCalls") - 20 * figure(figures, "outageTime"))).toBeLessThanOrEqual(1);
});

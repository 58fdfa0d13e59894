/** Overload: 503 with Retry-After, and clients that are asked to send less (RFC 7339, RFC 7415). */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { causeIndex } from "../../src/sip/calls.ts";
import type { Traffic } from "../../src/sip/traffic.ts";
import type { OverloadDefence } from "../../src/tiers/description.ts";
import { calls, figure, paced, poisson, scenario, single, worldOf } from "../architecture/fixture.ts";
import { instants, wiretap } from "./wire.ts";

/** Six messages of 1 ms: 1000/6 calls per second. */
const CAPACITY = 1000 / 6;
const DURATION = 60;
const service = { each: deterministic(1e-3), byMethod: {}, lookup: 0 };
const defence = (differs: Partial<OverloadDefence> = {}): OverloadDefence => ({
  queue: Infinity,
  delay: Infinity,
  refusal: 0.05e-3,
  retryAfter: null,
  control: null,
  ...differs,
});
const control = (algorithm: "loss" | "rate", target = 0.9) => ({ algorithm, target, interval: 1 });

function run(load: number, overload?: OverloadDefence, traffic: Partial<Traffic> = {}) {
  const architecture = single({ service, queue: 5000, ...(overload && { overload }) });
  const described = scenario(architecture, {
    traffic: { calls: calls(poisson(load * CAPACITY, { duration: DURATION })), retransmission: true, ...traffic },
    run: { horizon: DURATION },
  });
  return new Replicator(described, engineNamed("native")).run(0);
}
const goodput = (figures: Float64Array) => figure(figures, "successfulCalls") / DURATION / CAPACITY;

test("at twice the capacity goodput collapses, unless the server refuses, and stays near the capacity with control", () => {
  expect(goodput(run(0.8))).toBeGreaterThan(0.78);
  expect(goodput(run(2))).toBeLessThan(0.3); // retransmissions of calls that fail in the end fill the queue
  expect(goodput(run(2, defence({ queue: 50 })))).toBeGreaterThan(0.75);
  for (const algorithm of ["loss", "rate"] as const) {
    const held = goodput(run(2, defence({ queue: 50, control: control(algorithm) })));
    expect(held).toBeGreaterThan(0.83);
    expect(held).toBeLessThan(0.92);
  }
});

/** What callers have kept back and created once the control has settled, until the end. */
function settled(load: number, overload: OverloadDefence): { held: number; created: number } {
  const world = worldOf(
    scenario(single({ service, queue: 500, overload }), {
      traffic: { calls: calls(poisson(load * CAPACITY, { duration: DURATION })), retransmission: true },
    }),
  );
  world.start(0);
  world.engine.run(10);
  const before = { held: world.calls.failedBy[causeIndex("throttled")]!, created: world.calls.created };
  world.engine.run(DURATION);
  return {
    held: world.calls.failedBy[causeIndex("throttled")]! - before.held,
    created: world.calls.created - before.created,
  };
}

test.each([1.5, 2, 4])("clients of a server at %d times its capacity keep back 1 − target/ρ of their calls", (load) => {
  const { held, created } = settled(load, defence({ queue: 50, control: control("loss") }));
  expect(Math.abs(held / created - (1 - 0.9 / load))).toBeLessThan(0.015); // the announcement itself is a whole percentage
});

test("a server that is not overloaded asks for nothing and refuses nobody", () => {
  for (const algorithm of ["loss", "rate"] as const) {
    const figures = run(0.5, defence({ queue: 50, delay: 0.05, control: control(algorithm) }));
    expect(figure(figures, "failedCalls.throttled")).toBe(0);
    expect(figure(figures, "failedCalls.overload")).toBe(0);
    expect(figure(figures, "failedCalls")).toBe(0);
  }
});

test("the rate that clients are told is the rate at which the server reaches its target", () => {
  const { held, created } = settled(3, defence({ queue: 50, control: control("rate") }));
  expect(Math.abs((created - held) / (DURATION - 10) / CAPACITY - 0.9)).toBeLessThan(0.01);
});

function wire(overload: OverloadDefence, differs: Partial<Traffic>, until = 60) {
  const described = scenario(single({ service: { each: deterministic(0.1), byMethod: {}, lookup: 0 }, overload }), {
    traffic: { retransmission: true, ...differs },
    run: { horizon: until },
  });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { seen, world };
}

test("a refusal waits its turn, costs what it costs, and names the address; the caller acknowledges it", () => {
  const rounds = { kind: "rounds", at: [1], spacing: 0.01 } as const; // six calls in 50 ms, 100 ms of service each
  const { seen, world } = wire(defence({ queue: 1, refusal: 0.02 }), {
    users: 3,
    calls: calls(rounds),
    retransmission: false,
  });
  expect(instants(seen, "503", "callers").length).toBeGreaterThan(0);
  expect(instants(seen, "ACK failure", "SAP-A")).toHaveLength(instants(seen, "503", "callers").length);
  // The first is served at once, the second waits, the third finds one waiting: 503 at 1 + 0.2 + 0.02 s.
  expect(instants(seen, "503", "callers")[0]).toBeCloseTo(1 + 0.2e-3 + 0.1 + 0.1 + 0.02, 9);
  expect(world.calls.failedBy[causeIndex("overload")]).toBe(instants(seen, "503", "callers").length);
});

test("a delay instead of a length: refused while the first in the queue has waited so long", () => {
  const rounds = { kind: "rounds", at: [1], spacing: 0.04 } as const; // at 0, 40, 80, 120, 160, 200 ms
  const { seen } = wire(defence({ delay: 0.05, refusal: 0 }), { users: 3, calls: calls(rounds) });
  // The second has waited for 40 ms when the third comes and is in service when the fourth comes; by then the third has waited for
  // 40 ms, and for 80 ms when the fifth comes at 160 ms: that is the first to be refused.
  expect(instants(seen, "503", "callers").length).toBeGreaterThanOrEqual(1);
  const [first] = instants(seen, "503", "callers");
  expect(first!).toBeGreaterThan(1.16);
});

test("after a 503 with Retry-After callers send nothing for so long, then try again", () => {
  const load = { calls: calls(paced(20, { duration: 20 })), retransmission: false };
  const { seen, world } = wire(defence({ queue: 0, refusal: 0.01, retryAfter: 5 }), load);
  const [refused] = instants(seen, "503", "callers");
  const heard = refused! + 0.2e-3;
  const sent = instants(seen, "INVITE", "SAP-A");
  expect(sent.filter((at) => at > heard && at < heard + 5)).toEqual([]);
  expect(sent.filter((at) => at >= heard + 5).length).toBeGreaterThan(0);
  expect(world.calls.failed).toBeGreaterThan(80);
});

test("REGISTER, OPTIONS and SUBSCRIBE are refused as well; what belongs to a call is not", () => {
  const one = { arrivals: paced(20, { duration: 3 }), access: "round robin" as const };
  const { seen, world } = wire(defence({ queue: 0, refusal: 0.01 }), {
    options: one,
    subscribe: one,
    registration: { expires: 100, refresh: Infinity, within: 3, with: "every address", backOff: null, avalanche: null },
    retransmission: false,
  });
  expect(instants(seen, "503", "callees").length).toBeGreaterThan(0);
  expect(instants(seen, "503", "callers").length).toBeGreaterThan(0);
  for (const method of ["OPTIONS", "SUBSCRIBE"] as const) {
    const requests = world.population.requests(method)!;
    expect(requests.answered).toBeLessThan(requests.created);
    expect(requests.undecided).toBe(0); // each has its 200 or its 503
  }
});

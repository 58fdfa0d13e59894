/** Requests outside calls beside them, and what RFC 6076 makes of it all. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Traffic } from "../../src/sip/traffic.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  poisson,
  type Story,
  scenario,
  single,
  standbyGroup,
  worldOf,
} from "../architecture/fixture.ts";
import { instants, wiretap } from "./wire.ts";

const run = (story: Story, architecture = single()) =>
  new Replicator(scenario(architecture, story), engineNamed("native")).run(0);
const requests = (rate: number, duration: number) => ({
  arrivals: paced(rate, { duration }),
  access: "round robin" as const,
});

function wire(traffic: Partial<Traffic>, faults: Story["faults"], until: number) {
  const described = scenario(single(), { traffic, faults: faults ?? [], run: { horizon: until } });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { seen, world };
}
const since = (times: readonly number[]) => times.map((at) => Math.round((at - times[0]!) * 1e3) / 1e3);

test("an unanswered SUBSCRIBE is sent again like any request (timers E and F); an OPTIONS is sent once", () => {
  const one = { arrivals: paced(1, { count: 1 }), access: "round robin" as const };
  const { seen, world } = wire({ options: one, subscribe: one, retransmission: true }, [kill("A", 0)], 100);
  expect(since(instants(seen, "SUBSCRIBE", "SAP-A"))).toEqual([
    0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5,
  ]);
  expect(since(instants(seen, "OPTIONS", "SAP-A"))).toEqual([0]);
  expect(world.engine.pending).toBe(0);
});

test("a request takes two hops and its service; copies of an answer count once", () => {
  const figures = run({ traffic: { options: requests(10, 10), subscribe: requests(5, 10) }, run: { horizon: 20 } });
  for (const method of ["options", "subscribe"] as const) {
    expect(figure(figures, `${method}ResponseTime`)).toBeCloseTo(0.2e-3 * 3, 5);
    expect(figure(figures, `${method}SuccessRatio`)).toBe(1);
  }
  // A slow proxy: the SUBSCRIBEs of 0 and 0.5 s are both answered, 0.8 s after each; the first answer counts.
  const service = { each: deterministic(0), byMethod: { SUBSCRIBE: deterministic(0.8) }, lookup: 0 };
  const one = { arrivals: paced(0.5, { count: 1 }), access: "round robin" as const };
  const slow = run(
    { traffic: { subscribe: one, retransmission: true }, run: { horizon: 60 } },
    single({ workers: 9, service }),
  );
  expect(figure(slow, "subscribeResponseTime")).toBeCloseTo(0.8 + 0.4e-3, 9);
  expect(figure(slow, "subscribeSuccessRatio")).toBe(1);
});

test("many open requests are told apart: during an outage all fail, before it and after none", () => {
  const architecture = standbyGroup(1, 1, { detector: heartbeat({ interval: 1, misses: 10, stagger: 0.5 }) });
  const traffic = { options: requests(100, 40), subscribe: requests(100, 40), retransmission: false };
  const figures = run({ traffic, faults: [kill("A", 10.001)], run: { horizon: 100 } }, architecture);
  const outage = figure(figures, "outageTime");
  for (const method of ["options", "subscribe"] as const)
    expect(Math.abs((1 - figure(figures, `${method}SuccessRatio`)) * 4000 - 100 * outage)).toBeLessThanOrEqual(2);
  const carried = run(
    { traffic: { ...traffic, retransmission: true }, faults: [kill("A", 10.001)], run: { horizon: 100 } },
    architecture,
  );
  expect(figure(carried, "subscribeSuccessRatio")).toBe(1);
  expect(figure(carried, "subscribeResponseTime")).toBeGreaterThan(outage / 8); // a quarter of them waits half of it
});

test("what is on its way when the run ends is not held against anybody", () => {
  const figures = run({ traffic: { options: requests(1000, 10) }, run: { horizon: 5.0001 } });
  expect(figure(figures, "optionsSuccessRatio")).toBe(1);
});

test("each kind of traffic has its own arrivals: they share a worker as one Poisson stream (M/D/1)", () => {
  const rates = { options: 300, subscribe: 200 };
  const service = { each: deterministic(1.6e-3), byMethod: {}, lookup: 0 }; // utilisation 0.8
  const traffic = Object.fromEntries(
    Object.entries(rates).map(([method, rate]) => [
      method,
      { arrivals: poisson(rate, { duration: 400 }), access: "round robin" },
    ]),
  ) as Partial<Traffic>;
  const figures = run({ traffic, run: { horizon: 400 } }, single({ service }));
  const waiting = (0.8 * 1.6e-3) / (2 * (1 - 0.8)); // Pollaczek–Khinchine
  for (const method of ["options", "subscribe"] as const)
    expect(figure(figures, `${method}ResponseTime`) / (waiting + 1.6e-3 + 0.4e-3)).toBeCloseTo(1, 1);
});

test("RFC 6076 on a run that can be counted by hand: 30 calls, a fifth declined, an outage of 10", () => {
  const busy = run({ traffic: { calls: calls(paced(1, { duration: 30 }), { busy: 1 }) } });
  expect(figure(busy, "ser")).toBe(0);
  expect(figure(busy, "seer")).toBe(1); // declining is an answer
  expect(figure(busy, "isa")).toBe(0);
  expect(figure(busy, "scr")).toBe(0);
  const ringing = run({ traffic: { calls: calls(paced(1, { duration: 30 }), { ring: deterministic(2.5) }) } });
  expect(figure(ringing, "srd")).toBeCloseTo(4 * 0.2e-3 + 2 * 0.2e-3, 9);
  expect(figure(ringing, "callSetupTime")).toBeCloseTo(2.5 + 6 * 0.2e-3, 9);
  expect(figure(ringing, "scr")).toBe(1);
  const outage = run({
    traffic: { calls: calls(paced(1, { duration: 30 })) },
    faults: [kill("A", 20)],
    run: { drain: 5 },
  });
  expect(figure(outage, "isa")).toBeCloseTo(10 / 30, 12);
  expect(figure(outage, "seer")).toBeCloseTo(20 / 30, 12);
  // A call that was answered and then lost its BYE is no ineffective attempt, but not complete either.
  const late = run({
    traffic: { calls: calls(paced(1, { duration: 30 }), { hold: deterministic(100) }) },
    faults: [kill("A", 60)],
    run: { horizon: 200 },
  });
  expect(figure(late, "isa")).toBe(0);
  expect(figure(late, "scr")).toBe(0);
  expect(figure(late, "ser")).toBe(1);
});

test("registrations: delay and ineffective attempts", () => {
  const registration = { expires: 100, refresh: 10, within: 10 };
  const figures = run({ traffic: { users: 10, registration }, run: { horizon: 40.2 } });
  expect(figure(figures, "rrd")).toBeCloseTo(3 * 0.2e-3, 9);
  expect(figure(figures, "ira")).toBe(0);
  // First registrations and refreshes at 0.5, 1.5, … 39.5 s; the proxy is dead from 30 s on.
  const dead = run({ traffic: { users: 10, registration }, faults: [kill("A", 30)], run: { horizon: 80 } });
  const [answered, begun, young] = [30, 80, 10]; // of the last 32 s only the last REGISTER of each user is undecided
  expect(figure(dead, "ira")).toBeCloseTo((begun - young - answered) / (begun - young), 12);
});

import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { causeIndex } from "../../src/sip/calls.ts";
import {
  calls,
  figure,
  kill,
  paced,
  type Story,
  scenario,
  single,
  standbyGroup,
  withDatabase,
  worldOf,
} from "../architecture/fixture.ts";
import { instants, wiretap } from "./wire.ts";

function play(scenario: Scenario, until: number) {
  const world = worldOf(scenario);
  const seen = wiretap(world, scenario);
  world.start(0);
  world.engine.run(until);
  return { world, seen };
}

const users = 5;

test("every user registers with every active address, and each registration is answered", () => {
  const story = { traffic: { users, registration: { within: 1 } } };
  const { seen, world } = play(scenario(standbyGroup(3, 1), story), 2);
  for (const address of ["SAP-A", "SAP-B", "SAP-C"]) expect(instants(seen, "REGISTER", address)).toHaveLength(users);
  expect(instants(seen, "200 REGISTER", "callees")).toHaveLength(3 * users);
  expect(world.registrations.acknowledgedUntil.every((until) => until > 3600)).toBe(true);
});

test("registrations are refreshed once in a refresh period, spread evenly from the start", () => {
  const story = { traffic: { users, registration: { expires: 30, refresh: 20, within: 10 } } };
  const { seen } = play(scenario(single(), story), 60);
  const expected = [1, 3, 5, 7, 9].flatMap((first) => [first, first + 20, first + 40]);
  expect(instants(seen, "REGISTER", "SAP-A").map((at) => Math.round(at * 1e6) / 1e6)).toEqual(
    expected.sort((x, y) => x - y),
  );
});

/** Calls at 0.5, 1.5, 2.5, … s. */
const load = calls(paced(1, { duration: 30 }));
const figures = (story: Story, architecture = single()) =>
  new Replicator(scenario(architecture, story), engineNamed("native")).run(0);

test("after its expiry a binding is gone: calls are refused with 404", () => {
  const expiring = figures({ traffic: { users, registration: { expires: 10 }, calls: load } });
  expect(figure(expiring, "successfulCalls")).toBe(10);
  expect(figure(expiring, "failedCalls.bindingMissing")).toBe(20);
  expect(figure(expiring, "registeredBindings")).toBe(0);
  const stored = figures({ traffic: { users, registration: { expires: 10 }, calls: load } }, withDatabase(0));
  expect(figure(stored, "failedCalls.bindingMissing")).toBe(20);
});

test("a refresh before the expiry keeps it", () => {
  const refreshed = figures({ traffic: { users, registration: { expires: 10, refresh: 6 }, calls: load } });
  expect(figure(refreshed, "successfulCalls")).toBe(30);
  expect(figure(refreshed, "registeredBindings")).toBe(users);
});

test("a callee who has not registered yet cannot be called", () => {
  const late = figures({ traffic: { users: 1, registration: { within: 20 }, calls: load } }); // at 10 s
  expect(figure(late, "failedCalls.bindingMissing")).toBe(10);
  expect(figure(late, "successfulCalls")).toBe(20);
});

test("a REGISTER refused by 500 has its final answer: it is not sent again before the next refresh", () => {
  const story = {
    traffic: { users: 1, registration: { expires: 90, refresh: 60, within: 1 }, retransmission: true },
    faults: [kill("DB", 0, "process")],
  };
  const { seen } = play(scenario(withDatabase(0), story), 80);
  expect(instants(seen, "500", "callees")).toHaveLength(2);
  expect(instants(seen, "REGISTER", "SAP-A")).toHaveLength(2);
});

test("a refresh replaces the transaction before it: a long outage does not multiply retransmissions", () => {
  const story = {
    traffic: { users: 1, registration: { expires: 90, refresh: 10, within: 0.001 }, retransmission: true },
    faults: [kill("A", 0)],
  };
  const { seen } = play(scenario(single(), story), 99.9);
  // Each refresh goes out at 0, 0.5, 1.5, 3.5, 7.5 s before the next one takes its place.
  const rounds = Array.from({ length: 10 }, (_, i) => [0, 0.5, 1.5, 3.5, 7.5].map((at) => 10 * i + at)).flat();
  expect(instants(seen, "REGISTER", "SAP-A").map((at) => Math.round(at * 100) / 100)).toEqual(rounds);
});

test("calls to a user whose registrar has lost the binding fail with 404, not by time-out", () => {
  const story = { traffic: { users, calls: load }, faults: [kill("A", 5.6)] };
  const { world } = play(scenario(standbyGroup(1, 1, { checkpoint: { mode: "none" } }), story), 40);
  expect(world.calls.failedBy[causeIndex("bindingMissing")]).toBe(24);
  expect(world.lostBindings).toBe(users);
});

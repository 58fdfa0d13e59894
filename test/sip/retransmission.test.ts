import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { causeIndex } from "../../src/sip/calls.ts";
import { calls, heartbeat, kill, paced, scenario, single, standbyGroup, worldOf } from "../architecture/fixture.ts";
import { instants, type Seen, wiretap } from "./wire.ts";

/** RFC 3261: INVITE doubles its interval without bound; other requests, and answers without ACK, up to T2 = 4 s. */
const inviteInstants = [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5];
const otherInstants = [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5];

/** One call at 1 s. */
const oneCall = paced(0.5, { count: 1 });

function play(scenario: Scenario, until = 100) {
  const world = worldOf(scenario);
  const seen = wiretap(world, scenario);
  world.start(0);
  world.engine.run(until);
  return { world, seen, cause: (name: Parameters<typeof causeIndex>[0]) => world.calls.failedBy[causeIndex(name)] };
}

/** Seconds between the first message of a kind and all of them, to the microsecond. */
function since(seen: readonly Seen[], what: string, to: string): number[] {
  const at = instants(seen, what, to);
  return at.map((time) => Math.round((time - at[0]!) * 1e6) / 1e6);
}

test("an INVITE to a dead proxy goes out at 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s and is given up at 32 s", () => {
  const story = { traffic: { calls: calls(oneCall), retransmission: true }, faults: [kill("A", 0)] };
  const { world, seen, cause } = play(scenario(single(), story), 32.9999);
  expect(since(seen, "INVITE", "SAP-A")).toEqual(inviteInstants);
  expect(world.calls.open).toBe(1);
  world.engine.run(33.0001);
  expect(world.calls.open).toBe(0);
  expect(cause("nodeDown")).toBe(1);
});

test("without retransmission it goes out once and waits for ever", () => {
  const { world, seen } = play(scenario(single(), { traffic: { calls: calls(oneCall) }, faults: [kill("A", 0)] }), 1e6);
  expect(since(seen, "INVITE", "SAP-A")).toEqual([0]);
  expect(world.calls.open).toBe(1);
});

test("a 180 ends the retransmission of INVITE: ringing for 20 s costs no message", () => {
  const story = { traffic: { calls: calls(oneCall, { ring: deterministic(20) }), retransmission: true } };
  const { world, seen } = play(scenario(single(), story));
  expect(since(seen, "INVITE", "SAP-A")).toEqual([0]);
  expect(world.calls.successful).toBe(1);
});

test("a BYE to a dead proxy is sent up to every 4 s and given up 32 s after the first (timers E and F)", () => {
  const story = {
    traffic: { calls: calls(oneCall, { hold: deterministic(10) }), retransmission: true },
    faults: [kill("A", 5)],
  };
  const { world, seen, cause } = play(scenario(single(), story), 42.9);
  expect(since(seen, "BYE", "SAP-A")).toEqual(otherInstants);
  expect(world.calls.open).toBe(1);
  world.engine.run(43.1);
  expect(cause("nodeDown")).toBe(1);
});

test("a REGISTER to a dead registrar is sent up to every 4 s for 32 s (timers E and F)", () => {
  const story = {
    traffic: { users: 1, registration: { expires: 3600, within: 1 }, retransmission: true },
    faults: [kill("A", 0)],
  };
  const { seen } = play(scenario(single(), story));
  expect(since(seen, "REGISTER", "SAP-A")).toEqual(otherInstants);
});

/** A proxy that dies just after it has passed on the INVITE of the call at 1 s: hop, service and half a hop later. */
const afterInvite = 1 + 0.2e-3 + 0.2e-3 + 0.1e-3;

test("a 200 without ACK is sent again by the callee up to every 4 s for 32 s (RFC 3261 §13.3.1.4)", () => {
  const story = { traffic: { calls: calls(oneCall), retransmission: true }, faults: [kill("A", afterInvite)] };
  const { seen } = play(scenario(single(), story));
  expect(since(seen, "200 INVITE", "SAP-A")).toEqual(otherInstants);
});

test("a 486 without ACK likewise (timers G and H)", () => {
  const story = {
    traffic: { calls: calls(oneCall, { busy: 1 }), retransmission: true },
    faults: [kill("A", afterInvite)],
  };
  const { seen } = play(scenario(single(), story));
  expect(since(seen, "486", "SAP-A")).toEqual(otherInstants);
});

test("once a successor is there the 200 comes through, is acknowledged, and rests", () => {
  const story = {
    traffic: { calls: calls(oneCall, { ring: deterministic(1) }), retransmission: true },
    faults: [kill("A", 1.5)], // between 180 and 200
  };
  const { world, seen } = play(scenario(standbyGroup(1, 1, { detector: heartbeat({ misses: 20 }) }), story));
  // The outage ends at some 3.5 s: the copies of 2, 2.5 and 3.5 s are lost, the one of 5.5 s arrives, and so does its ACK.
  expect(since(seen, "200 INVITE", "SAP-A")).toEqual([0, 0.5, 1.5, 3.5]);
  expect(instants(seen, "200 INVITE", "callers")).toHaveLength(1);
  expect(instants(seen, "ACK", "callees")).toHaveLength(1);
  expect(world.calls.successful).toBe(1);
});

test("a refused call: one 486 to the caller, one ACK to the callee, nothing again", () => {
  const story = { traffic: { calls: calls(oneCall, { busy: 1 }), retransmission: true } };
  const { seen, cause } = play(scenario(single(), story));
  const ladder = [
    "INVITE SAP-A",
    "INVITE callees",
    "486 SAP-A",
    "486 callers",
    "ACK failure SAP-A",
    "ACK failure callees",
  ];
  expect(seen.map(({ what, to }) => `${what} ${to}`)).toEqual(ladder);
  expect(cause("busy")).toBe(1);
});

test("a copy of an INVITE that arrives after refusal and ACK is absorbed (RFC 3261 §17.2.1, Confirmed)", () => {
  const service = { each: deterministic(0), byMethod: { INVITE: deterministic(1) }, lookup: 0 };
  const story = { traffic: { calls: calls(oneCall, { busy: 1 }), retransmission: true } };
  const { seen } = play(scenario(single({ workers: 2, service }), story));
  // The INVITEs of 0 and 0.5 s reach the callee at 1 and 1.5 s; in between it has declined and heard the ACK.
  expect(instants(seen, "INVITE", "callees")).toHaveLength(2);
  expect(instants(seen, "486", "SAP-A")).toHaveLength(1);
  expect(instants(seen, "200 INVITE", "SAP-A")).toHaveLength(0);
});

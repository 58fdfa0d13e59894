/** For how long an address had two owners, and callers were misled. */

import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { MetricName } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { calls, figure, heartbeat, kill, paced, scenario, standbyGroup, vrrp } from "./fixture.ts";

function measured(group: ReturnType<typeof standbyGroup>, faults: readonly Fault[], loss = 0) {
  const traffic = { calls: calls(paced(100, { duration: 60 })) };
  const story = { traffic, faults, network: { loss }, run: { horizon: 60 } };
  const replicator = new Replicator(scenario(group, story), engineNamed("native"));
  const figures = replicator.run(0);
  const claimedAt = replicator.world.failovers.failovers[0]?.claimedAt ?? Number.NaN;
  return { of: (name: MetricName) => figure(figures, name), claimedAt };
}

test("routers that no longer hear each other both have the address from the claim to the end", () => {
  const { of, claimedAt } = measured(standbyGroup(1, 1, { detector: vrrp() }), [
    { verb: "cut", at: 10, cut: ["A", "S1"] },
  ]);
  expect(claimedAt).toBeGreaterThan(12.6);
  expect(of("sharedAddressTime")).toBeCloseTo(60 - claimedAt, 6);
  expect(of("sharedAddresses")).toBe(1);
  expect(of("failedCalls")).toBe(0);
});

test("a lost ARP beside a hang: two owners until the members hear of each other again, and callers are misled after it", () => {
  const takeover = { staleArp: deterministic(7) };
  const faults: Fault[] = [
    { verb: "loseArp", at: 1, loseArp: "S1", next: 9 },
    { verb: "hang", at: 10, hang: "A", for: 5 },
  ];
  const { of, claimedAt } = measured(standbyGroup(1, 1, { detector: heartbeat(), takeover }), faults);
  expect(of("sharedAddressTime")).toBeCloseTo(15 - claimedAt, 2);
  expect(of("staleAddressTime")).toBeCloseTo(7, 2);
  expect(of("sharedAddresses")).toBe(0);
});

test("a failover has no more than one owner at a time; callers are misled for as long as a gratuitous ARP takes", () => {
  const { of } = measured(standbyGroup(1, 1), [kill("A", 10)]);
  expect(of("sharedAddressTime")).toBe(0);
  expect(of("staleAddressTime")).toBeCloseTo(0.2e-3, 9);
  const unplugged = measured(standbyGroup(1, 1), [kill("A", 10, "link")]);
  expect(unplugged.of("sharedAddressTime")).toBe(0);
});

test("bindings that nobody has after a restart are lost: those of both processes that crash on the same message", () => {
  const { scenario: both } = parseScenario(
    `architecture: { preset: iprs, active: 1, standby: 1 }
traffic: { users: 200, registration: { expires: 3600 s, refresh: 1800 s }, calls: { rate: 5/s, duration: 60 s } }
faults:
  - { at: 20 s, kill: proxy-1, kind: process, for: 5 s }
  - { at: 20 s, kill: proxy-2, kind: process, for: 5 s }
  - { at: 40 s, kill: proxy-1, kind: host }
run: { horizon: 60 s }`,
    "both.yaml",
  );
  const figures = new Replicator(both!, engineNamed("native")).run(0);
  // Each counts once, though the successor of 40 s has not got them either; a few were registered again in the meantime.
  expect(figure(figures, "lostBindings")).toBe(200);
});

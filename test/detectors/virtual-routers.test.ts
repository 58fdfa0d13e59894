/** Several addresses under VRRP: each has its own master and its own backups (RFC 3768 §4.2 shares load among routers so). */
import { describe, expect, test } from "vitest";
import type { World } from "../../src/architecture/world.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { virtualRouters } from "../../src/detectors/vrrp/description/virtual-routers.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import { calls, kill, paced, scenario, standbyGroup, vrrp, worldOf } from "../architecture/fixture.ts";

type Vrrp = Extract<Detector, { kind: "vrrp" }>;

function play(architecture: Architecture, faults: readonly Fault[], until: number, replication = 0): World {
  const world = worldOf(scenario(architecture, { faults, traffic: { calls: calls(paced(100, { duration: until })) } }));
  world.start(replication);
  world.engine.run(until);
  return world;
}

/** Who has each address, in the order of the addresses: by the neighbours' tables, and nobody else who lives. */
function owners({ network, nodes, registrations }: World): string[] {
  return registrations.addresses.map((address) => {
    const [owner, ...others] = nodes.filter(({ host, running }) => running && network.addresses.has(host, address));
    expect(others).toEqual([]);
    expect(network.resolve[address]).toBe(owner!.host);
    return owner!.name;
  });
}

const back = (name: string, at: number): Fault => ({ verb: "restart", at, restart: name, takes: 0 });
const routersOf = (architecture: Architecture) =>
  virtualRouters(architecture.watches[0]!.detector as Vrrp, architecture, architecture.watches[0]!.tier);

test("priorities: the owner 255, standbys evenly below the first, what the file says for all or for one address", () => {
  const detector = vrrp({ priorities: { A: 200, S1: 90 }, virtualRouters: { "SAP-B": { A: 120, S2: 130 } } });
  expect(routersOf(standbyGroup(2, 2, { detector })).map(({ members }) => members)).toEqual([
    [
      { name: "A", priority: 200 },
      { name: "S1", priority: 90 },
      { name: "S2", priority: 50 },
    ],
    [
      { name: "B", priority: 255 },
      { name: "S2", priority: 130 },
      { name: "A", priority: 120 },
      { name: "S1", priority: 90 },
    ],
  ]);
});

describe("two active nodes and one standby", () => {
  const group = standbyGroup(2, 1, { detector: vrrp() });

  test("the address of the dead moves after 3 advertisements + skew less U(0, 1 s); the other stays", () => {
    for (let replication = 0; replication < 20; replication++) {
      const world = play(group, [kill("A", 5)], 12, replication);
      expect(owners(world)).toEqual(["S1", "B"]);
      const [{ failedAt, detectedAt } = world.failovers.failovers[0]!, ...more] = world.failovers.failovers;
      expect(more).toEqual([]);
      expect(detectedAt - failedAt).toBeGreaterThan(2.609375);
      expect(detectedAt - failedAt).toBeLessThan(3.609375 + 0.001);
    }
  });

  test("the standby becomes master of both, one after the other", () => {
    const world = play(group, [kill("A", 5), kill("B", 10)], 20);
    expect(owners(world)).toEqual(["S1", "S1"]);
    expect(world.failovers.failovers.map(({ dead, by }) => `${dead.name} → ${by.name}`)).toEqual(["A → S1", "B → S1"]);
  });

  test("who comes back takes his own address and no other", () => {
    const deaths = [kill("A", 5), kill("B", 10)];
    expect(owners(play(group, [...deaths, back("B", 20)], 30))).toEqual(["S1", "B"]);
    expect(owners(play(group, [...deaths, back("B", 20), back("A", 25)], 35))).toEqual(["A", "B"]);
  });

  test("a master of both that dies and comes back alone is no master of theirs", () => {
    const faults = [kill("A", 5), kill("B", 10), back("A", 20), back("B", 20), kill("S1", 25), back("S1", 35)];
    expect(owners(play(group, faults, 45))).toEqual(["A", "B"]);
  });
});

describe("two active nodes that back up each other", () => {
  const crossed = vrrp({ virtualRouters: { "SAP-A": { B: 100 }, "SAP-B": { A: 100 } } });
  const pair = standbyGroup(2, 0, { detector: crossed });

  test("whoever is left has both addresses, until the other is back", () => {
    expect(owners(play(pair, [], 5))).toEqual(["A", "B"]);
    expect(owners(play(pair, [kill("A", 5)], 12))).toEqual(["B", "B"]);
    expect(owners(play(pair, [kill("B", 5)], 12))).toEqual(["A", "A"]);
    expect(owners(play(pair, [kill("A", 5), back("A", 12)], 20))).toEqual(["A", "B"]);
  });

  test("unless the file says so, they do not", () => {
    const world = play(standbyGroup(2, 0, { detector: vrrp() }), [kill("A", 5)], 30);
    expect(world.failovers.failovers).toEqual([]);
    expect(world.network.resolve[world.registrations.addresses[0]!]).toBe(world.nodes[0]!.host);
  });

  test("a planned stop gives away all addresses that a node has", () => {
    const drain: Fault = { verb: "drain", at: 20, drain: "B", within: 10, takes: 60 };
    const world = play(standbyGroup(2, 1, { detector: crossed }), [kill("A", 5), drain], 30);
    expect(owners(world)).toEqual(["S1", "S1"]);
  });

  test("a partition makes each side master of both; when it heals, each has his own again", () => {
    const divided: Fault = { verb: "partition", at: 5, partition: [["A"], ["B"]], for: 10 };
    const during = play(pair, [divided], 12);
    const [a, b] = during.nodes.map(({ host }) => host);
    for (const address of during.registrations.addresses)
      expect(during.network.addresses.owners(address)).toEqual([a, b]);
    expect(owners(play(pair, [divided], 25))).toEqual(["A", "B"]);
  });
});

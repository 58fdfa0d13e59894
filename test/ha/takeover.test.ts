import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { World } from "../../src/architecture/world.ts";
import type { Consequence } from "../../src/consequences/description.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { FaultKind } from "../../src/tiers/fault-kind.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  scenario,
  standbyGroup,
  totem,
  vrrp,
  worldOf,
} from "../architecture/fixture.ts";

/** Which node the neighbours send an address's traffic to, by names. */
function owners(world: World): Record<string, string> {
  const { network, nodes } = world;
  const nameOf = (host: number) => nodes.find((node) => node.host === host)?.name ?? "nobody";
  return Object.fromEntries(
    world.registrations.addresses.map((address, i) => [
      `SAP-${String.fromCharCode(65 + i)}`,
      nameOf(network.resolve[address]!),
    ]),
  );
}

function play(
  group: [active: number, standby: number],
  faults: readonly Fault[],
  until: number,
  differs: {
    detector?: Detector;
    takeover?: Partial<Consequence<"takeover">>;
    replication?: number;
    rate?: number;
  } = {},
): World {
  const { rate, replication = 0, ...parts } = differs;
  const traffic = rate === undefined ? {} : { calls: calls(paced(rate, { duration: until })) };
  const world = worldOf(scenario(standbyGroup(...group, parts), { traffic, faults }));
  world.start(replication);
  world.engine.run(until);
  return world;
}

const hop = 0.2e-3;
const service = 0.2e-3;

describe("the order of a takeover (thesis §3.2): detect, select, claim, announce, serve", () => {
  test("each step takes its time, and the first request is served a hop after the announcement at the earliest", () => {
    const rate = 2000;
    const world = play([1, 1], [kill("A", 1.0101)], 3, { rate });
    const [failover, ...more] = world.failovers.failovers;
    expect(more).toEqual([]);
    const { failedAt, detectedAt, selectedAt, claimedAt, announcedAt, restoredAt } = failover!;
    expect(failedAt).toBe(1.0101);
    expect(detectedAt).toBeGreaterThan(failedAt);
    expect(selectedAt - detectedAt).toBeCloseTo(0.01, 9);
    expect(claimedAt - selectedAt).toBeCloseTo(0.04, 9);
    expect(announcedAt).toBe(claimedAt);
    const earliest = announcedAt + hop + service;
    expect(restoredAt).toBeGreaterThanOrEqual(earliest);
    expect(restoredAt).toBeLessThan(earliest + 2 / rate);
    expect(owners(world)).toEqual({ "SAP-A": "S1" });
  });

  test("a REGISTER is a request as well: it ends an outage in which nobody calls", () => {
    const traffic = { users: 10, registration: { refresh: 2 } }; // one REGISTER every 0.2 s
    const world = worldOf(scenario(standbyGroup(1, 1), { traffic, faults: [kill("A", 1.0101)] }));
    world.start(0);
    world.engine.run(3);
    const { announcedAt, restoredAt } = world.failovers.failovers[0]!;
    expect(restoredAt - announcedAt).toBeGreaterThan(0);
    expect(restoredAt - announcedAt).toBeLessThan(0.201);
  });

  test("without gratuitous ARP the neighbours keep the dead node's entry until it has run out", () => {
    const world = play([1, 1], [kill("A", 1)], 30, { rate: 500, takeover: { gratuitousArp: false } });
    const { claimedAt, announcedAt, restoredAt } = world.failovers.failovers[0]!;
    expect(announcedAt).toBeNaN();
    expect(restoredAt - claimedAt).toBeGreaterThan(20);
    expect(restoredAt - claimedAt).toBeLessThan(20.01);
  });

  test("the standby is as slow as it is: everything after the takeover is served at its speed", () => {
    const tier = { speed: { S1: 2 / 3 }, service: { each: deterministic(1e-3), byMethod: {}, lookup: 0 } };
    const story = { traffic: { calls: calls(paced(20, { start: 5, count: 20 })) }, faults: [kill("A", 1)] };
    const figures = new Replicator(scenario(standbyGroup(1, 1, { tier }), story), engineNamed("native")).run(0);
    expect(figure(figures, "processingTime")).toBeCloseTo(1.5e-3, 9);
  });
});

describe("who steps in", () => {
  const detectors: [string, Detector][] = [
    ["heartbeats judged at the time-out", heartbeat()],
    ["heartbeats judged at own ticks", heartbeat({ judged: "at own tick" })],
    ["Totem", totem({ token: 0.3, consensus: 0.1, reform: 0.02 })],
  ];

  test("the first standby in the order of the tier; the other active keeps its address", () => {
    expect(owners(play([2, 2], [kill("A", 1)], 3))).toEqual({ "SAP-A": "S1", "SAP-B": "B" });
  });

  test("a world that has played a run plays the next as a new one does", () => {
    const faults = [kill("A", 1), kill("B", 2)];
    const used = play([2, 2], faults, 5, { rate: 100 });
    used.start(1);
    used.engine.run(5);
    const story = ({ failovers: { failovers } }: World) =>
      failovers.map(({ dead, by, ...times }) => ({ dead: dead.name, by: by.name, ...times }));
    expect(story(used).map(({ dead, by }) => `${dead}→${by}`)).toEqual(["A→S1", "B→S2"]);
    expect(story(used)).toEqual(story(play([2, 2], faults, 5, { rate: 100, replication: 1 })));
  });

  test("a standby that dies and comes back makes nobody announce anything", () => {
    const world = worldOf(scenario(standbyGroup(2, 2), { faults: [{ ...kill("S1", 1, "process"), for: 1 }] }));
    const announced: number[] = [];
    world.network.tap = { sent: () => {}, arrived: () => {}, lost: () => {}, announced: (at) => announced.push(at) };
    world.start(0);
    world.engine.run(5);
    expect(announced).toEqual([]);
  });

  test("nobody, if no standby is left: the address stays orphaned, the others are served", () => {
    const world = play([2, 1], [kill("A", 1), kill("B", 2)], 5, { rate: 100 });
    expect(owners(world)).toEqual({ "SAP-A": "S1", "SAP-B": "B" });
    expect(world.failovers.failovers.map(({ dead, by }) => `${dead.name}→${by.name}`)).toEqual(["A→S1"]);
    expect(world.calls.successful).toBeGreaterThan(250);
  });

  test.each(detectors)(
    "with 2 + 2 and %s two simultaneous deaths find two successors, whatever the phases",
    (_, detector) => {
      for (let replication = 0; replication < 60; replication++) {
        const world = play([2, 2], [kill("A", 1), kill("B", 1)], 3, { detector, replication });
        expect(Object.values(owners(world)).sort()).toEqual(["S1", "S2"]);
      }
    },
  );

  test.each(detectors)("with 2 + 1 and %s one of two deaths finds a successor", (_, detector) => {
    for (let replication = 0; replication < 30; replication++) {
      const world = play([2, 1], [kill("A", 1), kill("B", 1)], 3, { detector, replication });
      expect(Object.values(owners(world)).filter((owner) => owner === "S1")).toHaveLength(1);
    }
  });

  test.each(detectors)(
    "with %s a standby that dies before, during or after its takeover is replaced",
    (_, detector) => {
      for (let replication = 0; replication < 60; replication++) {
        const at = 0.6 + replication / 50; // A dies at 1 s, S1 between 0.6 and 1.8 s
        const world = play([1, 2], [kill("A", 1), kill("S1", at)], 4, { detector, replication });
        expect(owners(world), `S1 dies at ${at} s`).toEqual({ "SAP-A": "S2" });
      }
    },
  );

  test("in the end no address is orphaned while a standby idles, and nobody has two", () => {
    const story = fc.record({
      active: fc.integer({ min: 1, max: 3 }),
      standby: fc.integer({ min: 0, max: 3 }),
      detector: fc.constantFrom(...detectors.map(([, detector]) => detector)),
      replication: fc.nat(1000),
      deaths: fc.array(
        fc.record({
          index: fc.nat(5),
          at: fc.double({ min: 0.5, max: 2, noNaN: true }),
          kind: fc.constantFrom("host", "process"),
        }),
        { maxLength: 5 },
      ),
    });
    let takeovers = 0;
    fc.assert(
      fc.property(story, ({ active, standby, detector, replication, deaths }) => {
        const names = [..."ABC".slice(0, active), ...["S1", "S2", "S3"].slice(0, standby)];
        const faults = deaths
          .map(({ index, at, kind }) => kill(names[index % names.length]!, at, kind as FaultKind))
          .filter((fault, i, all) => all.findIndex((other) => other.kill === fault.kill) === i);
        const world = play([active, standby], faults, 6, { detector, replication });
        const dead = new Set(faults.map((fault) => fault.kill));
        const held = Object.values(owners(world));
        const orphaned = held.filter((owner) => dead.has(owner));
        const idle = names.slice(active).filter((name) => !dead.has(name) && !held.includes(name));
        const alive = held.filter((owner) => !dead.has(owner));
        expect(orphaned.length === 0 || idle.length === 0, `${held} with ${[...dead]} dead`).toBe(true);
        expect(new Set(alive).size).toBe(alive.length);
        takeovers += world.failovers.failovers.length;
      }),
      { numRuns: 250, seed: 12 },
    );
    expect(takeovers).toBeGreaterThan(100);
  });
});

describe("who is cut off", () => {
  test.each([true, false])(
    "an isolated standby claims for itself and harms nobody (gratuitous ARP: %s)",
    (gratuitousArp) => {
      const world = play([2, 1], [kill("S1", 1, "link")], 60, { rate: 20, takeover: { gratuitousArp } });
      expect(owners(world)).toEqual({ "SAP-A": "A", "SAP-B": "B" });
      expect(world.calls.successful).toBeGreaterThan(1190);
      expect(world.calls.failed).toBe(0);
    },
  );

  test("a second standby minds the isolation of the first only when an active dies", () => {
    const isolated = play([2, 2], [kill("S1", 1, "link")], 10);
    expect(owners(isolated)).toEqual({ "SAP-A": "A", "SAP-B": "B" });
    expect(owners(play([2, 2], [kill("S1", 1, "link"), kill("A", 5)], 10))).toEqual({ "SAP-A": "S2", "SAP-B": "B" });
  });

  test("an isolated active is replaced: two believe to own the address, the neighbours know one", () => {
    const world = play([1, 1], [kill("A", 1, "link")], 5, { rate: 100 });
    expect(owners(world)).toEqual({ "SAP-A": "S1" });
    expect(world.nodes.map(({ name, running }) => `${name} ${running}`)).toEqual(["A true", "S1 true"]);
  });

  test("a standby cut off while the neighbours' entries grow stale is not found by them", () => {
    const world = play([1, 2], [kill("A", 1), kill("S1", 3, "link")], 60, { takeover: { gratuitousArp: false } });
    expect(owners(world)).toEqual({ "SAP-A": "S2" });
  });
});

describe("VRRP with two backups", () => {
  const detector = vrrp();
  /** Priorities 100 and 50: after a death the second backup waits 0.195 s longer than the first. */
  const skews = [156 / 256, 206 / 256] as const;

  test("the first one takes over, and advertises, so that the second stays where it is", () => {
    const world = play([1, 2], [kill("A", 2)], 60, { detector });
    expect(owners(world)).toEqual({ "SAP-A": "S1" });
    expect(world.failovers.failovers).toHaveLength(1);
  });

  test("the second takes over from the first", () => {
    const world = play([1, 2], [kill("A", 2), kill("S1", 10)], 20, { detector });
    expect(owners(world)).toEqual({ "SAP-A": "S2" });
    const { dead, failedAt, detectedAt } = world.failovers.failovers[1]!;
    expect(dead.name).toBe("S1");
    expect(detectedAt - failedAt).toBeGreaterThan(2 + skews[1]);
    expect(detectedAt - failedAt).toBeLessThan(3 + skews[1] + 0.001);
  });

  test("the second takes over if the first is dead already", () => {
    for (let replication = 0; replication < 20; replication++) {
      const world = play([1, 2], [kill("S1", 1), kill("A", 5)], 12, { detector, replication });
      expect(owners(world)).toEqual({ "SAP-A": "S2" });
      const [{ failedAt, detectedAt } = world.failovers.failovers[0]!] = world.failovers.failovers;
      expect(detectedAt - failedAt).toBeGreaterThan(2 + skews[1]);
      expect(detectedAt - failedAt).toBeLessThan(3 + skews[1] + 0.001);
    }
  });

  test("whatever dies when, the living first backup has the address in the end", () => {
    for (let replication = 0; replication < 60; replication++) {
      const at = 3 + replication / 10;
      const world = play([1, 2], [kill("A", 5), kill("S1", at)], 20, { detector, replication });
      expect(owners(world), `S1 dies at ${at} s`).toEqual({ "SAP-A": "S2" });
    }
  });

  test("two masters do not last: who comes back learns who has the address, and the highest keeps it (RFC 5798, section 6.4.3)", () => {
    const failure = fc.record({
      name: fc.constantFrom("A", "S1", "S2"),
      at: fc.integer({ min: 1, max: 16 }).map((half) => half / 2 + 0.25),
      kind: fc.constantFrom<FaultKind>("host", "link", "process"),
      lasts: fc.integer({ min: 1, max: 12 }).map((half) => half / 2),
    });
    fc.assert(
      fc.property(fc.array(failure, { maxLength: 3 }), (failures) => {
        const faults = failures.map(({ name, at, kind, lasts }) => ({ ...kill(name, at, kind), for: lasts }));
        const world = play([1, 2], faults, 60, { detector, takeover: { failback: "preempt" } });
        const { addresses, hosts, resolve } = world.network;
        expect(addresses.owners(hosts)).toEqual([resolve[hosts]]);
        expect(owners(world)).toEqual({ "SAP-A": "A" });
      }),
      { numRuns: 150, seed: 4 },
    );
  });
});

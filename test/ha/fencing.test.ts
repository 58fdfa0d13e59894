/** A node that is considered down is switched off before anybody takes its addresses. Heartbeats every 100 ms, dead after three: noticed within 0.2 to 0.3 s. */
import { describe, expect, test } from "vitest";
import type { World } from "../../src/architecture/world.ts";
import type { Fencing } from "../../src/consequences/takeover/description/fencing.ts";
import type { Quorum } from "../../src/consequences/takeover/description/quorum.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import { figure, kill, scenario, standbyGroup, totem, worldOf } from "../architecture/fixture.ts";
import { less } from "../long.ts";

const EITHER: Quorum = { twoNode: true, waitForAll: false };
const fenced = (differs: Partial<Fencing> = {}): Fencing => ({ time: 5, probability: 1, delay: [], ...differs });
const parted = (at: number, lasting?: number): Fault<"partition"> => ({
  ...{ verb: "partition", at, partition: [["S1"]], for: lasting },
});

interface Differs {
  readonly quorum?: Quorum;
  readonly nodes?: readonly [number, number];
  readonly replication?: number;
  readonly detector?: Parameters<typeof totem>[0];
}

function begun(
  fencing: Fencing,
  faults: readonly Fault[],
  { quorum, nodes = [1, 1], replication = 0, detector }: Differs = {},
) {
  const takeover = { fencing, ...(quorum && { quorum }) };
  const world = worldOf(
    scenario(standbyGroup(...nodes, { takeover, ...(detector && { detector: totem(detector) }) }), { faults }),
  );
  world.start(replication);
  return world;
}

/** Who runs, and who that is up has the address, at a time. */
function looked(world: World, at: number) {
  world.engine.run(at);
  const { network, nodes } = world;
  const has = (host: number) => network.addresses.has(host, network.hosts);
  return {
    running: nodes.filter(({ running }) => running).map(({ name }) => name),
    owners: nodes.filter(({ isUp, host }) => isUp && has(host)).map(({ name }) => name),
  };
}

describe("a takeover", () => {
  test("takes detection + fencing + select + claim", () => {
    const world = begun(fenced(), [kill("A", 1)]);
    world.engine.run(20);
    const [{ failedAt, detectedAt, selectedAt, claimedAt }] = [world.failovers.failovers[0]!];
    expect(detectedAt - failedAt).toBeGreaterThan(0.2);
    expect(detectedAt - failedAt).toBeLessThan(0.31);
    expect(selectedAt - detectedAt).toBeCloseTo(5 + 0.01, 9);
    expect(claimedAt - selectedAt).toBeCloseTo(0.04, 9);
    expect(world.failovers.failovers).toHaveLength(1);
  });

  test("of a favoured node takes its delay as well", () => {
    const world = begun(fenced({ delay: [["A", 7]] }), [kill("A", 1)]);
    world.engine.run(20);
    const { detectedAt, selectedAt } = world.failovers.failovers[0]!;
    expect(selectedAt - detectedAt).toBeCloseTo(7 + 5 + 0.01, 9);
  });

  test("from a node that lives and is out of sight: it is off before anybody else has the address", () => {
    const world = begun(fenced({ reboot: 60, delay: [["S1", 20]] }), [kill("A", 1, "link")]);
    expect(looked(world, 6)).toEqual({ running: ["A", "S1"], owners: [] });
    expect(looked(world, 1 + 0.31 + 5 + 0.051)).toEqual({ running: ["S1"], owners: ["S1"] });
    expect(world.addressTimes.sharedTime).toBe(0);
    expect(looked(world, 67)).toEqual({ running: ["A", "S1"], owners: ["S1"] });
  });

  test("is counted as false where the node had not died", () => {
    const story = scenario(standbyGroup(1, 1, { takeover: { fencing: fenced({ delay: [["S1", 20]] }) } }), {
      faults: [parted(1)],
      run: { horizon: 30 },
    });
    expect(figure(new Replicator(story, engineNamed("native")).run(0), "falseFailovers")).toBe(1);
  });
});

describe("two nodes that cannot see each other", () => {
  test("shoot each other: a request that has been made is carried out", () => {
    for (let replication = 0; replication < 10; replication++)
      expect(looked(begun(fenced(), [parted(1)], { quorum: EITHER, replication }), 20)).toEqual({
        running: [],
        owners: [],
      });
  });

  test("unless the request for one is held back for longer than fencing takes: that one survives", () => {
    for (const [name, other] of [
      ["A", "S1"],
      ["S1", "A"],
    ] as const) {
      const delay = [[name, 6]] as const;
      const world = begun(fenced({ delay }), [parted(1)], { quorum: EITHER });
      expect(looked(world, 20)).toEqual({ running: [name], owners: [name] });
      expect(other).not.toBe(name);
    }
    expect(looked(begun(fenced({ delay: [["A", 3]] }), [parted(1)], { quorum: EITHER }), 20).running).toEqual([]);
  });

  test("of equal times with Totem as well, whose sides notice a hold and a hop apart", () => {
    expect(looked(begun(fenced(), [parted(1)], { quorum: EITHER, detector: {} }), 20).running).toEqual([]);
    const survivor = begun(fenced({ delay: [["A", 6]] }), [parted(1)], { quorum: EITHER, detector: {} });
    expect(looked(survivor, 20)).toEqual({ running: ["A"], owners: ["A"] });
  });

  test("a majority shoots a minority, which does not shoot", () => {
    const quorum: Quorum = { twoNode: false, waitForAll: false };
    const world = begun(fenced(), [parted(1)], { quorum, nodes: [1, 2] });
    expect(looked(world, 20)).toEqual({ running: ["A", "S2"], owners: ["A"] });
  });
});

describe("fencing that fails", () => {
  const failing = { probability: 0, manualRecovery: 100 };

  test("stops the service until people come", () => {
    let waited = 0;
    const runs = less(50, 200);
    for (let replication = 0; replication < runs; replication++) {
      const world = begun(fenced(failing), [kill("A", 1)], { replication });
      expect(looked(world, 6.4).owners).toEqual([]);
      world.engine.run(3000);
      const [{ selectedAt, detectedAt }] = [world.failovers.failovers[0]!];
      waited += selectedAt - detectedAt - 5.01;
    }
    // An exponential time of mean 100 s.
    expect(Math.abs(waited / runs - 100)).toBeLessThan((3 * 100) / Math.sqrt(runs));
  });

  test("a node that is back before them serves nobody until they have come; who had nothing blocks nothing", () => {
    const patient = fenced({ probability: 0, manualRecovery: 1e9 });
    const world = begun(patient, [{ ...kill("A", 1), for: 20 }]);
    world.engine.run(40);
    expect(world.nodes.map(({ isBlocked }) => isBlocked)).toEqual([true, false]);
    const standby = begun(patient, [{ ...kill("S1", 1), for: 20 }]);
    standby.engine.run(40);
    expect(standby.nodes.map(({ isBlocked }) => isBlocked)).toEqual([false, false]);
  });
});

test("a program that tells of the death of its process spares the host: nothing is to be fenced", () => {
  const world = begun(fenced(), [kill("A", 3, "process")], { detector: { supervisor: 0.008 } });
  const { owners } = looked(world, 3.1);
  expect(owners).toEqual(["S1"]);
});

/**
 * A server process as a resource of Pacemaker: its monitor looks every so often, it is stopped and started where it is, and given up there after so many failures.
 * Expectations are reckoned by hand: U(0, interval), then stop, start or what another node needs.
 */
import { describe, expect, test } from "vitest";
import type { World } from "../../src/architecture/world.ts";
import type { Consequence } from "../../src/consequences/description.ts";
import { processDeathLaw } from "../../src/detectors/analysed.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import { figure, kill, scenario, standbyGroup, totem, worldOf } from "../architecture/fixture.ts";

type Takeover = Consequence<"takeover">;
type Resource = NonNullable<Takeover["resource"]>;
type Monitor = NonNullable<Extract<Detector, { kind: "totem" }>["monitor"]>;

const HOP = 0.2e-3;
/** Choosing and claiming, in these tests. */
const MOVE = 0.01 + 0.04;
const looks = (differs: Partial<Monitor> = {}): Monitor => ({ interval: 10, timeout: 20, asks: false, ...differs });
const resource = (differs: Partial<Resource> = {}): Resource => ({
  ...{ start: 2, stop: 1, stopTimeout: 20, stopSucceeds: 1, startSucceeds: 1, clone: false },
  ...{ migrationThreshold: Infinity, failureTimeout: Infinity, startFailureIsFatal: true, failback: undefined },
  ...differs,
});
const group = (takeover: Partial<Takeover>, monitor: Partial<Monitor> = {}) =>
  standbyGroup(1, 1, { detector: totem({ monitor: looks(monitor), hold: 0.1 }), takeover });

function begun(takeover: Partial<Takeover>, faults: readonly Fault[], monitor: Partial<Monitor> = {}, replication = 0) {
  const world = worldOf(scenario(group(takeover, monitor), { faults }));
  world.start(replication);
  return world;
}

/** Who runs, and who that is up has the address, at a time. */
function looked(world: World, at: number) {
  world.engine.run(at);
  const { network, nodes } = world;
  return {
    running: nodes.filter(({ running }) => running).map(({ name }) => name),
    owners: nodes.filter(({ isUp, host }) => isUp && network.addresses.has(host, network.hosts)).map((n) => n.name),
  };
}

/** When a node stops running for the n-th time and runs again, in steps of a millisecond. */
function backAt(world: World, name: string, from: number, until: number): number {
  const node = world.nodes.find((each) => each.name === name)!;
  for (let at = from; at < until; at += 0.001) {
    world.engine.run(at);
    if (node.running) return at;
  }
  return Number.NaN;
}

describe("a process that dies", () => {
  test("is found at the next look: U(0, interval), 5 s on average for 10 s", () => {
    const runs = 400;
    const replicator = new Replicator(
      scenario(group({}), { faults: [kill("A", 11.3, "process")], run: { horizon: 25 } }),
      engineNamed("native"),
    );
    const times = Array.from({ length: runs }, (_, i) => figure(replicator.run(i), "detectionTime"));
    expect(Math.min(...times)).toBeGreaterThan(HOP);
    expect(Math.max(...times)).toBeLessThan(10 + HOP);
    const mean = times.reduce((sum, time) => sum + time, 0) / runs;
    expect(Math.abs(mean - 5)).toBeLessThan(3.3 * (10 / Math.sqrt(12 * runs)));
    const law = processDeathLaw({
      kind: "totem",
      token: 1,
      consensus: 0.2,
      reform: 0.05,
      hold: 5e-3,
      monitor: looks(),
    });
    expect([law.min, law.mean, law.max]).toEqual([0, 5, 10]);
    // The greatest distance between sample and law, Kolmogorov's bound at 0.1 %.
    const sorted = times.toSorted((x, y) => x - y);
    expect(Math.max(...sorted.map((time, i) => Math.abs((i + 0.5) / runs - law.cdf(time))))).toBeLessThan(
      1.95 / Math.sqrt(runs),
    );
  });

  test("starts again in place: until then nobody serves, and nobody takes over", () => {
    const world = begun({ resource: resource() }, [kill("A", 11.3, "process")]);
    const back = backAt(world, "A", 11.31, 30);
    expect(back).toBeGreaterThan(11.3 + 3);
    expect(back).toBeLessThan(11.3 + 10 + 3.002);
    expect(looked(world, 40)).toEqual({ running: ["A", "S1"], owners: ["A"] });
    expect(world.failovers.failovers).toHaveLength(0);
  });

  test("a host that dies is found by the ring, as ever, and what goes elsewhere is started there", () => {
    const world = begun({ resource: resource() }, [kill("A", 11.3)]);
    world.engine.run(30);
    const { failedAt, detectedAt, claimedAt } = world.failovers.failovers[0]!;
    expect(detectedAt - failedAt).toBeGreaterThan(1.25 - 0.11);
    expect(detectedAt - failedAt).toBeLessThan(1.36);
    expect(claimedAt - detectedAt).toBeCloseTo(MOVE + 2, 9);
    const running = begun({ resource: resource({ clone: true }) }, [kill("A", 11.3)]);
    running.engine.run(30);
    const [first] = running.failovers.failovers;
    expect(first!.claimedAt - first!.detectedAt).toBeCloseTo(MOVE, 9);
  });

  test("moves at the first failure where migration-threshold is 1: stop here, start there, and nothing is fenced", () => {
    const fencing = { time: 50, probability: 1, delay: [] };
    const world = begun({ resource: resource({ migrationThreshold: 1 }), fencing }, [kill("A", 11.3, "process")]);
    world.engine.run(40);
    const [{ failedAt, detectedAt, claimedAt }] = [world.failovers.failovers[0]!];
    expect(detectedAt - failedAt).toBeGreaterThan(1);
    expect(detectedAt - failedAt).toBeLessThan(10 + 1 + HOP);
    expect(claimedAt - detectedAt).toBeCloseTo(MOVE + 2, 9);
    expect(looked(world, 41)).toEqual({ running: ["S1"], owners: ["S1"] });
    expect(world.nodes[0]!.hostRuns).toBe(true);
  });

  test("moves with the third failure where it is 3, unless failures are forgotten in between", () => {
    const faults = [20, 60, 100].map((at) => kill("A", at, "process"));
    const world = begun({ resource: resource({ migrationThreshold: 3 }) }, faults);
    expect(looked(world, 59)).toEqual({ running: ["A", "S1"], owners: ["A"] });
    expect(looked(world, 99)).toEqual({ running: ["A", "S1"], owners: ["A"] });
    expect(looked(world, 130)).toEqual({ running: ["S1"], owners: ["S1"] });
    const forgetful = begun({ resource: resource({ migrationThreshold: 3, failureTimeout: 25 }) }, faults);
    expect(looked(forgetful, 130)).toEqual({ running: ["A", "S1"], owners: ["A"] });
    expect(forgetful.failovers.failovers).toHaveLength(0);
  });

  test("is a spare again when its failures are forgotten, or when people have come", () => {
    const given = resource({ migrationThreshold: 1, failureTimeout: 60 });
    const world = begun({ resource: given }, [kill("A", 11.3, "process"), kill("S1", 120)]);
    expect(looked(world, 60)).toEqual({ running: ["S1"], owners: ["S1"] });
    expect(looked(world, 119)).toEqual({ running: ["A", "S1"], owners: ["S1"] });
    expect(looked(world, 130)).toEqual({ running: ["A"], owners: ["A"] });
  });

  test("that does not start again moves at once, or is tried until the threshold where that is not fatal", () => {
    const given = { startSucceeds: 0, migrationThreshold: 4 };
    const fatal = begun({ resource: resource(given) }, [kill("A", 11.3, "process")]);
    fatal.engine.run(60);
    const [first] = fatal.failovers.failovers;
    const patient = begun({ resource: resource({ ...given, startFailureIsFatal: false }) }, [
      kill("A", 11.3, "process"),
    ]);
    patient.engine.run(60);
    const [later] = patient.failovers.failovers;
    // The same look; stop and start three times, or once, and one more stop.
    expect(later!.detectedAt - first!.detectedAt).toBeCloseTo((3 - 1) * (1 + 2), 6);
  });

  test("is never noticed where nobody monitors it", () => {
    const world = begun({ resource: resource() }, [kill("A", 11.3, "process")], { interval: Infinity });
    expect(looked(world, 300)).toEqual({ running: ["S1"], owners: [] });
    expect(() =>
      processDeathLaw({
        ...{ kind: "totem", token: 1, consensus: 0.2, reform: 0.05, hold: 5e-3 },
        monitor: looks({ interval: Infinity }),
      }),
    ).toThrow(/nobody notices/);
  });

  test("without a resource its address moves at once, and the node is a spare when it is back", () => {
    const world = begun({}, [{ ...kill("A", 11.3, "process"), for: 20 }, kill("S1", 50, "process")]);
    expect(looked(world, 22)).toEqual({ running: ["S1"], owners: ["S1"] });
    expect(looked(world, 49)).toEqual({ running: ["A", "S1"], owners: ["S1"] });
    expect(looked(world, 61)).toEqual({ running: ["A"], owners: ["A"] });
  });
});

describe("a process that hangs", () => {
  const hang: Fault = { verb: "hang", at: 11.3, hang: "A" };

  test("is found by an agent that asks, after its time-out, and killed and started again", () => {
    const world = begun({ resource: resource() }, [hang], { asks: true });
    const works = () => world.nodes[0]!.works;
    let at = 11.31;
    world.engine.run(at);
    for (; at < 60 && !works(); at += 0.001) world.engine.run(at);
    expect(at).toBeGreaterThan(11.3 + 20 + 3);
    expect(at).toBeLessThan(11.3 + 10 + 20 + 3.002);
  });

  test("is not found by one that looks only, nor where it has gone on meanwhile", () => {
    const blind = begun({ resource: resource() }, [hang]);
    blind.engine.run(200);
    expect(blind.nodes[0]!.works).toBe(false);
    const short = begun({ resource: resource({ migrationThreshold: 1 }) }, [{ ...hang, for: 15 }], { asks: true });
    expect(looked(short, 60).owners).toEqual(["A"]);
  });

  test("and cannot be stopped: its node is fenced after the stop's time-out; without fencing nobody takes over", () => {
    const stuck = { resource: resource({ stopSucceeds: 0, stopTimeout: 15 }) };
    const fencing = { time: 5, probability: 1, delay: [] };
    const shot = begun({ ...stuck, fencing }, [hang], { asks: true });
    shot.engine.run(80);
    const [{ detectedAt, claimedAt }] = [shot.failovers.failovers[0]!];
    expect(detectedAt - 11.3).toBeGreaterThan(20 + 15);
    expect(detectedAt - 11.3).toBeLessThan(10 + 20 + 15 + HOP);
    expect(claimedAt - detectedAt).toBeCloseTo(5 + MOVE + 2, 9);
    expect(shot.nodes[0]!.hostRuns).toBe(false);
    const blocked = begun(stuck, [hang], { asks: true });
    blocked.engine.run(200);
    expect(blocked.failovers.failovers).toHaveLength(0);
    expect(blocked.nodes[0]!.works).toBe(false);
  });
});

test("a manager that outlives the process tells it again who is gone: it steps in for its successor", () => {
  // The host of S1 dies while the process of A is down and known to be.
  const world = begun({ resource: resource() }, [kill("A", 11.3, "process"), kill("S1", 11.4)]);
  expect(looked(world, 40)).toEqual({ running: ["A"], owners: ["A"] });
});

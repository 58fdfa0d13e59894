/** usrloc's modes, by their names: what is in memory, what has been written, and what a crash takes along. */
import { describe, expect, test } from "vitest";
import type { Bindings } from "../../src/bindings/description.ts";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { MetricName } from "../../src/metrics/catalogue.ts";
import type { Architecture } from "../../src/service/description.ts";
import { calls, figure, paced, scenario, standbyGroup } from "../architecture/fixture.ts";

const QUERY = 1e-3;
const START = 0.07;
const LOAD = 0.1e-3;
/** Users register one after the other, 100 a second, for 50 s; the server dies at 30.005 s and is back a second later. */
const users = 5000;
const within = 50;
const crash: Fault = { verb: "kill", at: 30.005, kill: "A", kind: "process", for: 1 };

const usrloc = (mode: Bindings<"usrloc">["mode"], differs: Partial<Bindings<"usrloc">> = {}): Architecture => {
  const { tiers, addresses, needs } = standbyGroup(1, 0);
  const service = { each: deterministic(QUERY), byMethod: {}, lookup: 0 };
  const base = {
    name: "database",
    role: "database" as const,
    nodes: [{ name: "db", speed: 1 }],
    active: 1,
    standby: 0,
  };
  const described = scenario(standbyGroup(1, 0)).architecture;
  return {
    ...described,
    ...{ addresses, needs, watches: [] },
    tiers: [...tiers, { ...base, workers: 1, queue: Infinity, service }],
    bindings: { kind: "usrloc", mode, tier: "database", interval: 60, start: START, load: LOAD, ...differs },
  };
};

function play(architecture: Architecture, faults: readonly Fault[] = [crash], replication = 0) {
  const described = scenario(architecture, {
    traffic: {
      users,
      registration: { within, expires: 3600, refresh: Infinity },
      calls: calls(paced(10, { start: 52, duration: 10 })),
    },
    faults,
    run: { horizon: 65 },
  });
  const replicator = new Replicator(described, engineNamed("native"));
  const figures = replicator.run(replication);
  return { of: (name: MetricName) => figure(figures, name), world: replicator.world };
}

describe("what a crash takes along", () => {
  test("memory: all that was registered, 100/s for 30 s", () => {
    expect(Math.abs(play(usrloc("memory")).of("lostBindings") - 3000)).toBeLessThanOrEqual(2);
  });

  test("write-through: nothing", () => {
    expect(play(usrloc("write-through")).of("lostBindings")).toBe(0);
  });

  test("write-back: what was registered since the timer last ticked, rate × U(0, interval)", () => {
    const lost = [0, 1, 2, 3, 4, 5, 6, 7].map((r) =>
      play(usrloc("write-back", { interval: 10 }), [crash], r).of("lostBindings"),
    );
    for (const one of lost) {
      expect(one).toBeGreaterThanOrEqual(0);
      expect(one).toBeLessThanOrEqual(100 * 10 + 1);
    }
    const mean = lost.reduce((sum, one) => sum + one, 0) / lost.length;
    // U(0, 1000): mean 500, standard deviation of the mean of eight 1000/√(12·8) = 102.
    expect(Math.abs(mean - 500)).toBeLessThan(3.3 * 102);
    expect(new Set(lost).size).toBeGreaterThan(4);
  });

  test("load only: all that was not there from the start", () => {
    expect(Math.abs(play(usrloc("load only")).of("lostBindings") - 3000)).toBeLessThanOrEqual(2);
  });
});

test("a process loads all bindings before it serves: start + N·load, and nobody is answered 404 for what was written", () => {
  const { world } = play(usrloc("write-through"));
  const back = 31.005 + START + 3000 * LOAD;
  // Of those who register while it is away, 100/s, nobody is heard (no retransmission).
  const missed = users - world.registrations.acknowledgedUntil.filter((until) => until > 0).length;
  expect(Math.abs(missed - 100 * (back - 30.005))).toBeLessThanOrEqual(2);
});

test("write-through: a REGISTER waits for the database, a round trip and its query; write-back answers at once", () => {
  const hop = scenario(standbyGroup(1, 0)).network.delay as number;
  const through = play(usrloc("write-through"), []).of("rrd");
  const back = play(usrloc("write-back"), []).of("rrd");
  expect(through - back).toBeCloseTo(2 * hop + QUERY, 6);
});

test("without its database a process does not start, and a write that fails is answered even so", () => {
  const dead: Fault = { verb: "kill", at: 20, kill: "db", kind: "host" };
  const { world, of } = play(usrloc("write-through"), [dead, crash]);
  expect(world.nodes[0]!.running).toBe(false);
  expect(of("lostBindings")).toBe(0); // nobody has counted: it never came back
  expect(play(usrloc("write-through"), [dead]).of("registeredBindings")).toBe(users);
});

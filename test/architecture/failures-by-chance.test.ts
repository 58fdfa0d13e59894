/** Failures by chance at accelerated rates, against closed forms within 99.9 % intervals. */
import { describe, expect, test } from "vitest";
import type { World } from "../../src/architecture/world.ts";
import { exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { RepairCrew } from "../../src/faults/by-chance.ts";
import type { Fault } from "../../src/faults/description.ts";
import { less, some } from "../long.ts";
import { figure, heartbeat, scenario, standbyGroup, worldOf } from "./fixture.ts";

const replications = 20;
/** 0.9995 quantile of Student's t with 19 degrees of freedom (tables). */
const t = 3.883;

const chance = (differs: Partial<Fault<"chance">> = {}): Fault<"chance"> => ({
  verb: "chance",
  at: 0,
  chance: ["proxies"],
  timeToFailure: exponential(10),
  timeToRepair: exponential(3),
  kind: "host",
  ...differs,
});

const crew = (size: number, differs: Partial<RepairCrew> = {}): RepairCrew => ({
  ...{ name: "crew", size, priorities: [], preemptive: false, pick: undefined },
  ...differs,
});

/** n proxies that watch each other lazily; nobody calls. */
const proxies = (n: number) => standbyGroup(n, 0, { detector: heartbeat({ interval: 1000 }) });

const story = (n: number, fault: Fault, horizon: number) => scenario(proxies(n), { faults: [fault], run: { horizon } });

function expectMean(values: readonly number[], expected: number): void {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  expect(Math.abs(mean - expected)).toBeLessThan(t * Math.sqrt(variance / values.length));
}

describe("the share of time that nodes are down", () => {
  const measured = (n: number, fault: Fault): number[] => {
    const replicator = new Replicator(story(n, fault, less(2000, 4000)), engineNamed("native"));
    return Array.from({ length: replications }, (_, i) => figure(replicator.run(i), "nodeUnavailability"));
  };

  const laws: [string, Fault<"chance">][] = [
    ["exponential lives and repairs", chance()],
    ["lives that hardly vary", chance({ timeToFailure: { kind: "uniform", low: 8, high: 12 } })],
    ["constant repairs of processes", chance({ kind: "process", timeToRepair: { kind: "deterministic", value: 3 } })],
  ];
  test.each(some(laws, [2]))(
    "with a crew for each is MTTR / (MTTF + MTTR), whatever the distributions: %s",
    (_, fault) => {
      expectMean(measured(3, fault), 3 / 13);
    },
  );

  const sizes = some([1, 2, 3], [1]);
  test.each(sizes)("with %d crews for four nodes is that of the machine repairman", (crews) => {
    const [lambda, mu, n] = [1 / 10, 1 / 3, 4];
    const weights = [1];
    for (let k = 1; k <= n; k++) weights.push((weights[k - 1]! * (n - k + 1) * lambda) / (Math.min(k, crews) * mu));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const broken = weights.reduce((sum, w, k) => sum + (k * w) / total, 0);
    expectMean(measured(n, chance({ crew: crew(crews) })), broken / n);
  });
});

/** Runs a world and hears of every death, with its time. */
function deaths(world: World, until: number): { time: number; name: string; kind: string }[] {
  const heard: { time: number; name: string; kind: string }[] = [];
  for (const node of world.nodes) {
    const { kill } = node;
    node.kill = (kind, now) => {
      heard.push({ time: now, name: node.name, kind });
      kill.call(node, kind, now);
    };
  }
  world.start(0);
  world.engine.run(until);
  return heard;
}

test("both of two nodes are down as often as the birth-death chain says, with one crew", () => {
  const rho = 3 / 10;
  const expected = (2 * rho ** 2) / (1 + 2 * rho + 2 * rho ** 2);
  const world = worldOf(story(2, chance({ crew: crew(1) }), 4000));
  const shares = Array.from({ length: replications }, (_, replication) => {
    let last = 0;
    let both = 0;
    world.engine.observe((time) => {
      if (world.nodes.every((node) => !node.running)) both += time - last;
      last = time;
    });
    world.start(replication);
    world.engine.run(4000);
    return both / last;
  });
  expectMean(shares, expected);
});

test("kinds of death come as often as they weigh", () => {
  const heard = deaths(worldOf(story(4, chance({ kind: { process: 6, host: 3, link: 1 } }), 5000)), 5000);
  expect(heard.length).toBeGreaterThan(1000);
  for (const [kind, share] of [
    ["process", 0.6],
    ["host", 0.3],
    ["link", 0.1],
  ] as const) {
    const seen = heard.filter((death) => death.kind === kind).length / heard.length;
    expect(Math.abs(seen - share), kind).toBeLessThan(3.29 * Math.sqrt((share * (1 - share)) / heard.length));
  }
});

test("a shock strikes each node with its probability, all at the same time", () => {
  const shock: Fault = {
    verb: "shock",
    at: 100,
    shock: ["A", "B"],
    every: exponential(10),
    probability: 0.4,
    timeToRepair: { kind: "deterministic", value: 0 },
    kind: "process",
  };
  const heard = deaths(worldOf(story(3, shock, 20_000)), 20_000);
  expect(Math.min(...heard.map(({ time }) => time))).toBeGreaterThan(100);
  expect(new Set(heard.map(({ name }) => name))).toEqual(new Set(["A", "B"]));
  const struck = new Map<number, number>();
  for (const { time } of heard) struck.set(time, (struck.get(time) ?? 0) + 1);
  const both = [...struck.values()].filter((n) => n === 2).length;
  const share = 0.4 ** 2 / (1 - 0.6 ** 2);
  expect(Math.abs(both / struck.size - share)).toBeLessThan(3.29 * Math.sqrt((share * (1 - share)) / struck.size));
  expect(Math.abs(heard.length - 2 * 0.4 * 1990)).toBeLessThan(3.29 * Math.sqrt(2 * 0.4 * 1990 * (1 + 0.4)));
});

test("of several that break at once, one crew finds any of them first", () => {
  const shock: Fault = {
    ...{ verb: "shock", at: 0, shock: ["A", "B", "C"], every: exponential(100), probability: 1, kind: "host" },
    ...{ crew: crew(1), timeToRepair: { kind: "deterministic", value: 1 } },
  };
  const world = worldOf(story(3, shock, 200_000));
  const first = new Map(world.nodes.map(({ name }) => [name, 0]));
  for (const node of world.nodes) {
    const { bringBack } = node;
    node.bringBack = (kind, now) => {
      if (world.nodes.every(({ isSound }) => !isSound)) first.set(node.name, first.get(node.name)! + 1);
      bringBack.call(node, kind, now);
    };
  }
  world.start(0);
  world.engine.run(200_000);
  const counts = [...first.values()];
  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThan(1500);
  // χ² with two degrees of freedom exceeds 13.8 once in a thousand (tables).
  expect(counts.reduce((sum, count) => sum + (count - total / 3) ** 2 / (total / 3), 0)).toBeLessThan(13.8);
});

test("a share of the failovers fails with the coverage; then nobody steps in until the repair", () => {
  const group = standbyGroup(1, 1, { detector: heartbeat(), takeover: { failback: "preempt" } });
  const lives = chance({
    chance: ["A"],
    timeToFailure: exponential(20),
    timeToRepair: { kind: "deterministic", value: 5 },
  });
  const run = { horizon: 8000 };
  const world = worldOf(
    scenario(group, { faults: [{ ...lives, coverage: { probability: 0.7, uncovered: "blocks place" } }], run }),
  );
  const dead = deaths(world, 8000).length;
  const covered = world.failovers.failovers.length;
  expect(dead).toBeGreaterThan(250);
  expect(Math.abs(covered / dead - 0.7)).toBeLessThan(3.29 * Math.sqrt((0.7 * 0.3) / dead));
});

test("a place is blocked until people have freed it once, however often its node breaks meanwhile", () => {
  const group = standbyGroup(1, 1, { detector: heartbeat(), takeover: { failback: "preempt" } });
  const lives = chance({
    chance: ["A"],
    timeToFailure: exponential(10),
    timeToRepair: { kind: "deterministic", value: 1 },
    coverage: { probability: 0, uncovered: "blocks place", manualRecovery: 30 },
  });
  const horizon = less(1000, 4000);
  const world = worldOf(scenario(group, { faults: [lives], run: { horizon } }));
  const spells = Array.from({ length: replications }, (_, replication) => {
    let [last, blocked, begun, was] = [0, 0, 0, false];
    world.engine.observe((time) => {
      if (was) blocked += time - last;
      const is = world.nodes.some(({ isBlocked }) => isBlocked);
      if (is && !was) begun++;
      [last, was] = [time, is];
    });
    world.start(replication);
    world.engine.run(horizon);
    return blocked / begun;
  });
  expectMean(spells, 30);
});

test("the chances of one node do not depend on those of another", () => {
  const times = (n: number) =>
    deaths(worldOf(story(n, chance(), 300)), 300)
      .filter(({ name }) => name === "A")
      .map(({ time }) => time);
  expect(times(3)).toEqual(times(2));
});

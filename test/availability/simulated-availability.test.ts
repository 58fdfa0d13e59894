import { describe, expect, test } from "vitest";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import type { AvailabilityModel, NodeGroup } from "../../src/analysis/model.ts";
import { modelOfServers, type Servers } from "../../src/analysis/server-model.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { simulateAvailability } from "../../src/availability/simulated-availability.ts";
import { allOf, anyOf, atLeast } from "../../src/structure/expression.ts";
import { less, some } from "../long.ts";

const HOUR = 3600;

function structureOf(model: AvailabilityModel) {
  const components = Object.fromEntries(
    model.groups.flatMap(({ nodes, mttf, repair }) =>
      nodes.map((name) => [name, { mttf, mttr: repair.mean }] as const),
    ),
  );
  return faultStructure(model.needs, components);
}

const farm = (more: Partial<Servers>): AvailabilityModel =>
  modelOfServers({ servers: 2, mttf: 1500 * HOUR, mttr: 72 * HOUR, ...more });

const failover = [
  { name: "detection", time: { mean: 3, stages: 1 } },
  { name: "takeover", time: { mean: 60, stages: 2 } },
] as const;

const commonAndMaintained: AvailabilityModel = {
  needs: atLeast(2, "a", "b", "c"),
  groups: [
    {
      name: "nodes",
      nodes: ["a", "b", "c"],
      active: 2,
      mttf: 1500 * HOUR,
      repair: { mean: 72 * HOUR, stages: 1 },
      standby: { failureFactor: 0.3, failover },
      commonCause: 0.05,
      maintenance: { every: 500 * HOUR, duration: 8 * HOUR },
    },
  ],
  crews: [],
};

/** Owners whose standbys are elected. */
function elected(owners: number, standbys: number, more: Partial<NodeGroup> = {}): AvailabilityModel {
  const nodes = Array.from({ length: owners + standbys }, (_, i) => `p${i}`);
  const group: NodeGroup = {
    ...{ name: "p", nodes, active: owners, mttf: 300 * HOUR, repair: { mean: 72 * HOUR, stages: 1 } },
    standby: { failureFactor: 0, failover, elected: true },
    ...more,
  };
  return { needs: atLeast(Math.min(2, owners), ...nodes), groups: [group], crews: [] };
}

/** A database that is repaired first, beside two proxies. */
function prioritised(preemptive: boolean, pick?: number): AvailabilityModel {
  const group = (name: string, count: number, mttf: number, mttr: number) => ({
    name,
    nodes: Array.from({ length: count }, (_, i) => `${name}-${i + 1}`),
    active: count,
    mttf: mttf * HOUR,
    repair: { mean: mttr * HOUR, stages: 1 },
    crew: "crew",
  });
  return {
    needs: allOf(anyOf("proxy-1", "proxy-2", "proxy-3"), anyOf("database-1", "database-2")),
    groups: [group("proxy", 3, 500, 48), group("database", 2, 1000, 24)],
    crews: [{ name: "crew", size: 1, priorities: ["database"], preemptive, ...(pick === undefined ? {} : { pick }) }],
  };
}

/** Every mechanism a model can hold, at unavailabilities from two to ten nines. */
const cases: readonly (readonly [string, AvailabilityModel])[] = [
  ["one server", farm({ servers: 1 })],
  ["2 servers", farm({})],
  ["3 of 4 servers", farm({ servers: 4, required: 3 })],
  ["2 servers, one repairman", farm({ crews: 1 })],
  ["4 servers", farm({ servers: 4 })],
  ["4 good servers", farm({ servers: 4, mttf: 10_000 * HOUR, mttr: 4 * HOUR })],
  ["1 + 1 cold", farm({ standbyFailureFactor: 0, crews: 1 })],
  ["1 + 2 warm with failover", farm({ servers: 3, standbyFailureFactor: 0.5, failover })],
  ["2 servers, fails group", farm({ crews: 1, coverage: { probability: 0.95, uncovered: "fails group" } })],
  [
    "3 servers, blocks group",
    farm({ servers: 3, coverage: { probability: 0.9, uncovered: "blocks group", manualRecovery: HOUR } }),
  ],
  [
    "2 + 1, blocks place",
    farm({
      servers: 3,
      required: 2,
      standbyFailureFactor: 1,
      failover,
      coverage: { probability: 0.9, uncovered: "blocks place", manualRecovery: HOUR },
    }),
  ],
  ["2 + 1 with common causes and maintenance", commonAndMaintained],
  ["2 + 2, elected", elected(2, 2)],
  [
    "2 + 2, elected, blocks place",
    elected(2, 2, { coverage: { probability: 0.8, uncovered: "blocks place", manualRecovery: 90 * HOUR } }),
  ],
  [
    "1 + 2, elected, blocks group",
    elected(1, 2, { coverage: { probability: 0.8, uncovered: "blocks group", manualRecovery: 9 * HOUR } }),
  ],
  ["2 + 1, elected, fails group", elected(2, 1, { coverage: { probability: 0.9, uncovered: "fails group" } })],
  [
    "3 + 1, elected, with common causes and maintenance",
    elected(3, 1, { commonCause: 0.05, maintenance: { every: 100 * HOUR, duration: 8 * HOUR } }),
  ],
  ["two groups, one repairman with a priority", prioritised(false)],
  ["two groups, work laid aside", prioritised(true)],
  ["two groups, a repairman who picks", prioritised(false, 10 * HOUR)],
  ["staged repair", farm({ servers: 3, required: 2, repairStages: 4, crews: 1 })],
];

describe("simulated unavailability", () => {
  test.each(cases)("of %s lies within its 99.9 % interval of the chain, and the interval is narrow", (_, model) => {
    const { unavailability } = serviceAvailability(model).outage;
    const found = simulateAvailability(model, structureOf(model), { seed: 2008, stepsMax: less(3e5, 1e6) });
    expect(found.unavailability).toBeDefined();
    const { mean, high } = found.unavailability!;
    expect(Math.abs(mean - unavailability)).toBeLessThanOrEqual(((high - mean) * 3.291) / 1.96);
    expect(found.relativeError).toBeLessThan(0.1);
  });

  test("reaches fourteen nines with a gain of more than a million, and says what it gained", () => {
    const model = farm({ servers: 4, mttf: 10_000 * HOUR, mttr: 4 * HOUR });
    const found = simulateAvailability(model, structureOf(model), { seed: 3 });
    expect(found.method).toBe("balanced failure biasing");
    expect(found.gain).toBeGreaterThan(1e6);
    expect(found.sentence).toContain("plain simulation would take");
  });

  test.each(some([12, 16, 24], [2]))(
    "of 1 of %i servers is within a third of the closed form after 60 000 events",
    (servers) => {
      const model = farm({ servers });
      const { unavailability } = simulateAvailability(model, structureOf(model), { seed: 1, stepsMax: 60_000 });
      const truth = (72 / 1572) ** servers;
      expect(unavailability!.mean / truth).toBeGreaterThan(2 / 3);
      expect(unavailability!.mean / truth).toBeLessThan(4 / 3);
      expect(unavailability!.low).toBeLessThanOrEqual(truth);
      expect(unavailability!.high).toBeGreaterThanOrEqual(truth);
    },
  );

  test("gives no number where too little was seen", () => {
    const model = farm({ servers: 4 });
    const found = simulateAvailability(model, structureOf(model), { seed: 1, stepsMax: 50 });
    expect(found.unavailability).toBeUndefined();
    expect(found.sentence).toMatch(/too little for a number/);
  });

  test("depends on the seed and on nothing else", () => {
    const model = farm({ crews: 1 });
    const run = (seed: number) => simulateAvailability(model, structureOf(model), { seed });
    expect(run(5)).toEqual(run(5));
    expect(run(5).unavailability!.mean).not.toBe(run(6).unavailability!.mean);
  });
});

test("cycles that are all alike leave 3.7 of as many to another kind: an interval is never rounding alone", () => {
  const model = farm({ servers: 1, mttf: 10_000 * HOUR, mttr: 4 * HOUR });
  const { unavailability, cycles } = simulateAvailability(model, structureOf(model), { seed: 1 });
  const { mean, low, high } = unavailability!;
  expect(mean).toBeCloseTo(4 / 10_004, 12);
  expect((high - mean) / mean).toBeCloseTo(-Math.log(0.025) / cycles, 9);
  expect(low).toBeLessThan(4 / 10_004);
});

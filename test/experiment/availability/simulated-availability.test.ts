import { describe, expect, test } from "vitest";
import { faultStructure } from "../../../src/analysis/fault-structure.ts";
import type { AvailabilityModel } from "../../../src/analysis/model.ts";
import { modelOfServers, type Servers } from "../../../src/analysis/server-model.ts";
import { serviceAvailability } from "../../../src/analysis/service-availability.ts";
import { simulateAvailability } from "../../../src/experiment/availability/simulated-availability.ts";

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
  ["staged repair", farm({ servers: 3, required: 2, repairStages: 4, crews: 1 })],
];

describe("simulated unavailability", () => {
  test.each(cases)("of %s lies within its 99.9 % interval of the chain, and the interval is narrow", (_, model) => {
    const { unavailability } = serviceAvailability(model).outage;
    const found = simulateAvailability(model, structureOf(model), { seed: 2008, stepsMax: 1e6 });
    expect(found.unavailability).toBeDefined();
    const { mean, high } = found.unavailability!;
    console.log(_, found.method, mean, unavailability, found.relativeError, found.gain, found.steps);
    expect(Math.abs(mean - unavailability)).toBeLessThanOrEqual(((high - mean) * 3.291) / 1.96);
    expect(found.relativeError).toBeLessThan(0.1);
  });
});

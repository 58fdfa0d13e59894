import { describe, expect, test } from "vitest";
import { farmAvailability } from "../../src/analysis/server-farm.ts";
import { farmServersNeeded, farmTolerableMttf, farmTolerableMttr } from "../../src/analysis/server-farm-inverse.ts";
import { modelOfServers } from "../../src/analysis/server-model.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { relativeDifference } from "./relative.ts";

const farm = { servers: 4, required: 2, mttf: 1500, mttr: 72 };

test("formula and chain give the same, mean time to the first outage included", () => {
  const found = farmAvailability(farm);
  const chain = serviceAvailability(modelOfServers(farm));
  expect(found.chain).toBeUndefined();
  expect(relativeDifference(found.outage.unavailability, chain.outage.unavailability)).toBeLessThan(1e-12);
  expect(relativeDifference(found.outage.failureFrequency, chain.outage.failureFrequency)).toBeLessThan(1e-12);
  expect(relativeDifference(found.meanTimeToFirstFailure, chain.meanTimeToFirstFailure)).toBeLessThan(1e-11);
});

describe("inverse questions where no formula inverts them", () => {
  const crewed = { ...farm, crews: 1 };

  test("the servers needed are enough, and one less is not", () => {
    const { servers: _, ...open } = crewed;
    const needed = farmServersNeeded(1e-4, open);
    expect(farmAvailability({ ...open, servers: needed }).outage.unavailability).toBeLessThanOrEqual(1e-4);
    expect(farmAvailability({ ...open, servers: needed - 1 }).outage.unavailability).toBeGreaterThan(1e-4);
  });

  test("the tolerable times are met to the last digits", () => {
    const mttf = farmTolerableMttf(1e-4, crewed);
    expect(relativeDifference(farmAvailability({ ...crewed, mttf }).outage.unavailability, 1e-4)).toBeLessThan(1e-10);
    const mttr = farmTolerableMttr(1e-4, crewed);
    expect(relativeDifference(farmAvailability({ ...crewed, mttr }).outage.unavailability, 1e-4)).toBeLessThan(1e-10);
    // Only the ratio of the two counts.
    expect(relativeDifference(mttf / crewed.mttr, crewed.mttf / mttr)).toBeLessThan(1e-10);
  });

  test("a bisection passes by lives so short that the service is always down, however the sum of many states is rounded", () => {
    const covered = {
      servers: 4,
      required: 2,
      mttr: 24 * 3600,
      crews: 1,
      standbyFailureFactor: 1,
      failover: [{ name: "takeover" as const, time: { mean: 1.32, stages: 1 } }],
      coverage: { probability: 0.999, uncovered: "blocks group" as const, manualRecovery: 1800 },
    };
    const mttf = farmTolerableMttf(1e-5, covered);
    const { unavailability } = serviceAvailability(modelOfServers({ ...covered, mttf })).outage;
    expect(relativeDifference(unavailability, 1e-5)).toBeLessThan(1e-9);
  });

  test("what more servers cannot mend is said", () => {
    const uncovered = {
      required: 1,
      mttf: 1500,
      mttr: 72,
      coverage: { probability: 0.9, uncovered: "fails group" } as const,
    };
    expect(() => farmServersNeeded(1e-6, uncovered)).toThrow(/more servers do not/);
  });
});

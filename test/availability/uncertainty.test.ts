import { expect, test } from "vitest";
import { modelOfServers } from "../../src/analysis/server-model.ts";
import { propagateUncertainty } from "../../src/availability/uncertainty.ts";

const HOUR = 3600;
const model = modelOfServers({ servers: 1, mttf: 1000 * HOUR, mttr: 10 * HOUR });

test("one server of uncertain MTTF: the probability of the target is that of the MTTF being long enough", () => {
  // U ≤ 0.01 ⇔ MTTF ≥ 990 h; uniform on [500 h, 1500 h].
  const uniform = { kind: "uniform", low: 500 * HOUR, high: 1500 * HOUR } as const;
  const found = propagateUncertainty(model, [["servers", { mttf: uniform, mttr: undefined }]], 0.01, 7);
  // Latin hypercube: one sample in each of 400 slices, so that the count is exact to one sample.
  expect(Math.abs(found.probabilityMet - 0.51)).toBeLessThanOrEqual(1 / 400);
  expect(found.p05).toBeCloseTo(10 / (10 + 1450), 4);
  expect(found.p95).toBeCloseTo(10 / (10 + 550), 4);
  expect(found.worthMeasuring).toEqual([{ parameter: "servers: MTTF", share: 1 }]);
});

test("the parameter that varies most is the one to measure", () => {
  const wide = { kind: "uniform", low: 100 * HOUR, high: 2000 * HOUR } as const;
  const narrow = { kind: "uniform", low: 9 * HOUR, high: 11 * HOUR } as const;
  const found = propagateUncertainty(model, [["servers", { mttf: wide, mttr: narrow }]], 0.01, 7);
  expect(found.worthMeasuring[0]!.parameter).toBe("servers: MTTF");
  expect(found.worthMeasuring[0]!.share).toBeGreaterThan(0.9);
  expect(found.sentence).toMatch(/most worth measuring is servers: MTTF/);
});

test("the same seed draws the same; nothing given is said to be assumed", () => {
  const run = () => propagateUncertainty(model, [], 0.01, 3);
  expect(run()).toEqual(run());
  expect(run().isAssumed).toBe(true);
});

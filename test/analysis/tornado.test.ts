import { expect, test } from "vitest";
import { parametersOf } from "../../src/analysis/parameters.ts";
import { modelOfServers } from "../../src/analysis/server-model.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { tornado } from "../../src/analysis/tornado.ts";

const failover = [
  { name: "detection", time: { mean: 3, stages: 1 } },
  { name: "takeover", time: { mean: 60, stages: 2 } },
] as const;

test("two servers that seldom fail: U grows as MTTR² and falls as MTTF²", () => {
  const bars = tornado(modelOfServers({ servers: 2, mttf: 1e6, mttr: 1 }));
  expect(bars.map(({ kind }) => kind).sort()).toEqual(["MTTF", "MTTR"]);
  for (const { kind, elasticity } of bars) expect(elasticity).toBeCloseTo(kind === "MTTR" ? 2 : -2, 4);
});

test("a pair whose downtime is its takeover: U is proportional to it", () => {
  const model = modelOfServers({ servers: 2, mttf: 1e9, mttr: 1000, standbyFailureFactor: 1, failover });
  const bar = tornado(model).find(({ kind }) => kind === "takeover")!;
  expect(bar.elasticity).toBeCloseTo(60 / 63, 2);
  expect(bar.atLow).toBeLessThan(serviceAvailability(model).outage.unavailability);
});

test("every parameter, put back to its own value, changes nothing", () => {
  const model = modelOfServers({
    servers: 3,
    required: 2,
    mttf: 1500,
    mttr: 72,
    standbyFailureFactor: 0.5,
    failover,
    coverage: { probability: 0.9, uncovered: "blocks group", manualRecovery: 2 },
  });
  const parameters = parametersOf(model);
  expect(parameters.map(({ kind }) => kind)).toEqual([
    "MTTF",
    "MTTR",
    "detection",
    "takeover",
    "lack of coverage",
    "manual recovery",
  ]);
  for (const parameter of parameters) expect(parameter.with(model, parameter.value)).toEqual(model);
});

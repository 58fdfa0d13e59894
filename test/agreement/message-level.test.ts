/** The message level by itself, against closed forms; and beside the chain, as the table of agreement has it. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { messageLevelDefects } from "../../src/agreement/message-level.ts";
import { messageLevelRow } from "../../src/agreement/message-row.ts";
import { shortened } from "../../src/agreement/shortened.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import type { Distribution } from "../../src/distributions/description.ts";
import { divided } from "../../src/distributions/description.ts";
import { momentsOf } from "../../src/distributions/law.ts";
import { shippedScenario } from "../../src/scenario/shipped.ts";
import { isLong, some } from "../long.ts";

const shipped = (settings: readonly string[]) => {
  const file = new URL("../../scenarios/failures-by-chance.yaml", import.meta.url);
  return studiedScenario(
    shippedScenario(readFileSync(file), "chance.yaml", [
      "faults=[]",
      "architecture.watches.membership.detector={heartbeat: {interval: 2 s, misses: 1}}",
      "traffic.registration.refresh=never",
      "availability={lifetimes: {timeToFailure: {exponential: 1500 h}, timeToRepair: {exponential: 72 h}}}",
      ...settings,
    ]),
  );
};

/** Mean number of n nodes that are down, with so many repairmen: the machine repairman (Trivedi, §8.2.3). */
function meanDown(n: number, rho: number, crews: number): number {
  const weights = [1];
  for (let k = 1; k <= n; k++) weights.push((weights[k - 1]! * (n - k + 1) * rho) / Math.min(k, crews));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return weights.reduce((sum, w, k) => sum + (k * w) / total, 0);
}

const CREWS = some([1, 3], [0]);

describe("calls whose address has no owner", () => {
  test.each(CREWS)("with three addresses and %d repairmen fail as the machine repairman says", async (crews) => {
    const service = shipped([
      ...["architecture.active=3", "architecture.standby=0", `availability.crew.size=${crews}`],
    ]);
    const short = shortened(service.scenario!, service.settings, 8e6);
    if (typeof short === "string") throw new Error(short);
    const { life, repair } = {
      life: (1500 * 3600) / short.by.lives,
      repair: (72 * 3600) / short.by.repairs,
    };
    expect(repair).toBeGreaterThanOrEqual(60);
    const { defectsPerMillion, standardError, ci95, causes } = (await messageLevelDefects(short))!;
    const truth = (1e6 * meanDown(3, repair / life, crews)) / 3;
    expect(standardError / defectsPerMillion).toBeLessThan(0.06);
    expect(Math.abs(defectsPerMillion - truth), `${defectsPerMillion} against ${truth}`).toBeLessThan(
      3.66 * standardError,
    );
    expect(ci95[0]).toBeLessThan(defectsPerMillion);
    expect(causes[0]!.cause).toBe("nodeDown"); // bindings that nobody refreshes are taken as permanent
    expect(causes.some(({ cause }) => cause === "bindingMissing")).toBe(false);
  });
});

test("the row of the table tells the chain for the same lifetimes, and how far apart they are", async () => {
  const row = await messageLevelRow(shipped(["architecture.active=2", "architecture.standby=1"]), 2e6);
  if (typeof row === "string") throw new Error(row);
  expect(row.method).toBe("message level");
  expect(Math.abs(row.deviation!)).toBeLessThan(4);
  expect(row.defectsPerMillion).toBeGreaterThan(1000);
  expect(row.sentence).toMatch(/lives \d+ times shorter, repairs \d+ times shorter, \d+ of \d+ calls failed/);
});

test("a run forgets that all was well at its start", async () => {
  const started = (settings: readonly string[]) => {
    const lives = "availability.lifetimes={timeToFailure: {exponential: 2000 s}, timeToRepair: {exponential: 96 s}}";
    const service = shipped([lives, ...settings]);
    const short = shortened(service.scenario!, service.settings, 8e6);
    if (typeof short === "string") throw new Error(short);
    return { service, ...short.scenario.run, by: short.by };
  };
  const users = started(["traffic.registration={expires: 1800 s, refresh: 1200 s}"]);
  expect(users.by.turns).toBeCloseTo(1.6, 12); // as repairs, of which the least is 60 s
  expect(users.warmUp).toBeGreaterThanOrEqual((3 * 1200) / 1.6);
  const people = started(["availability.coverage={probability: 95 %, manualRecovery: 1 h}"]);
  expect(people.warmUp).toBeGreaterThanOrEqual((4 * 3600) / people.by.repairs);
  // The defaults of a promotion: one of twenty fails, and people take half an hour.
  const base = started(["architecture={preset: ppdr, proxies: 2}", "availability.replicas={database: 2}"]);
  expect(base.warmUp).toBeGreaterThanOrEqual((4 * 1800) / base.by.repairs);
  if (!isLong) return;
  const row = await messageLevelRow(base.service, 8e6);
  if (typeof row === "string") throw new Error(row);
  expect(Math.abs(row.deviation!), row.sentence).toBeLessThan(3);
});

test("what cannot be played says why", () => {
  const said = (settings: readonly string[], events = 1e6) => {
    const service = shipped(settings);
    return shortened(service.scenario!, service.settings, events);
  };
  expect(said(["availability.maintenance={every: 30 d, duration: 1 h}"])).toContain("Maintenance");
  expect(said([], 1e4)).toContain("too few for an interval");
});

test("a law that is shortened keeps its form", () => {
  const laws: readonly Distribution[] = [
    { kind: "deterministic", value: 6 },
    { kind: "uniform", low: 2, high: 4 },
    { kind: "weibull", shape: 2, mean: 5 },
    { kind: "empirical", values: [1, 2, 6] },
    {
      kind: "hyperexponential",
      branches: [
        { probability: 0.5, mean: 1 },
        { probability: 0.5, mean: 9 },
      ],
    },
  ];
  for (const law of laws) {
    const [before, after] = [momentsOf(law), momentsOf(divided(law, 4))];
    expect(after.mean).toBeCloseTo(before.mean / 4, 12);
    expect(after.variance).toBeCloseTo(before.variance / 16, 12);
  }
});

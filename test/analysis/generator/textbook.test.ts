import { lusolve, type Matrix, matrix } from "mathjs";
import { describe, expect, test } from "vitest";
import { birthDeathPassage, machineRepair } from "../../../src/analysis/closed-form/birth-death.ts";
import { kOfNOutage } from "../../../src/analysis/closed-form/outage.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import { serviceAvailability, unavailabilityAt } from "../../../src/analysis/service-availability.ts";
import { birthDeathSteadyState } from "../birth-death-steady-state.ts";
import { relativeDifference } from "../relative.ts";
import { crewOf, groupOf, MTTF, MTTR, once, oneGroup } from "./models.ts";

const lambda = 1 / MTTF;
const mu = 1 / MTTR;

/** Steady state of a chain written as rows "from, to, rate", by mathjs. */
function solved(rows: readonly (readonly [string, string, number])[]): Map<string, number> {
  const names = [...new Set(rows.flatMap((row) => row.slice(0, 2) as string[]))];
  const n = names.length;
  const system = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (const [from, to, rate] of rows) {
    const [i, j] = [names.indexOf(from), names.indexOf(to)];
    system[j]![i]! += rate;
    system[i]![i]! -= rate;
  }
  system[n - 1] = new Array<number>(n).fill(1);
  const right = names.map((_, i) => [i === n - 1 ? 1 : 0]);
  const solution = (lusolve(matrix(system), matrix(right)) as Matrix).toArray() as number[][];
  return new Map(names.map((name, i) => [name, solution[i]![0]!]));
}

describe("k of n, hot", () => {
  test.each([
    [1, 2],
    [2, 3],
    [3, 5],
    [4, 4],
  ])("%i of %i with a repairman each: the closed form", (k, n) => {
    const { outage, states } = serviceAvailability(oneGroup(k, groupOf(n)));
    const expected = kOfNOutage(k, n, MTTF, MTTR);
    expect(states).toBe(n + 1);
    expect(relativeDifference(outage.unavailability, expected.unavailability)).toBeLessThan(1e-12);
    expect(relativeDifference(outage.failureFrequency, expected.failureFrequency)).toBeLessThan(1e-12);
  });

  test.each([1, 2, 3])("2 of 5 with %i in the crew: birth and death", (crews) => {
    for (const preemptive of [true, false]) {
      const found = serviceAvailability(oneGroup(2, groupOf(5), crewOf(crews, { preemptive })));
      const ladder = machineRepair(5, MTTF, MTTR, crews);
      const expected = birthDeathSteadyState(ladder)
        .slice(4)
        .reduce((a, b) => a + b);
      expect(found.states).toBe(6);
      expect(relativeDifference(found.outage.unavailability, expected)).toBeLessThan(1e-12);
      expect(relativeDifference(found.meanTimeToFirstFailure, birthDeathPassage(ladder, 0, 4))).toBeLessThan(1e-12);
    }
  });
});

describe("n + m with instant failover", () => {
  test.each([
    ["hot", 1],
    ["warm", 0.3],
    ["cold", 0],
  ])("3 + 2 %s, one crew and a repairman each", (_, failureFactor) => {
    const group = groupOf(5, { active: 3, standby: { failureFactor, failover: [] } });
    const failing = (down: number) => Math.min(3, 5 - down) + failureFactor * Math.max(0, 2 - down);
    for (const crews of [1, 2, Infinity]) {
      const model = crews === Infinity ? oneGroup(3, group) : oneGroup(3, group, crewOf(crews));
      const ladder = machineRepair(5, MTTF, MTTR, crews, failing);
      const expected = birthDeathSteadyState(ladder)
        .slice(3)
        .reduce((a, b) => a + b);
      const found = serviceAvailability(model);
      expect(found.states).toBe(6);
      expect(relativeDifference(found.outage.unavailability, expected)).toBeLessThan(1e-12);
      expect(relativeDifference(found.meanTimeToFirstFailure, birthDeathPassage(ladder, 0, 3))).toBeLessThan(1e-12);
    }
  });
});

describe("1 + 1 with failover, coverage and one crew", () => {
  const delta = 1 / 0.01; // failover takes 0.01 h
  const rho = 1 / 0.5; // manual recovery half an hour
  const c = 0.95;
  const group = groupOf(2, {
    active: 1,
    standby: { failureFactor: 1, failover: [{ name: "takeover", time: once(1 / delta) }] },
    coverage: { probability: c, manualRecovery: 1 / rho, uncovered: "blocks place" },
  });

  test("against the chain written by hand", () => {
    const expected = solved([
      ["both", "failover", lambda * c],
      ["both", "blocked", lambda * (1 - c)],
      ["both", "one", lambda],
      ["failover", "one", delta],
      ["failover", "none", lambda],
      ["failover", "failover, both", mu],
      ["failover, both", "both", delta],
      ["failover, both", "failover", 2 * lambda],
      ["blocked", "one", rho],
      ["blocked", "blocked, none", lambda],
      ["blocked", "blocked, both", mu],
      ["blocked, both", "both", rho],
      ["blocked, both", "blocked", 2 * lambda],
      ["blocked, none", "none", rho],
      ["blocked, none", "blocked", mu],
      ["one", "none", lambda],
      ["one", "both", mu],
      ["none", "one", mu],
    ]);
    const up = expected.get("both")! + expected.get("one")!;
    const down = [...expected].filter(([name]) => !["both", "one"].includes(name)).reduce((sum, [, p]) => sum + p, 0);
    const found = serviceAvailability(oneGroup(1, group, crewOf(1)));
    expect(found.states).toBe(expected.size);
    expect(relativeDifference(found.outage.unavailability, down)).toBeLessThan(1e-10);
    expect(found.capacityMean).toBeCloseTo(up, 12);
  });

  test("the budget adds up, and its lines are what their causes cost", () => {
    const { budget, outage } = serviceAvailability(oneGroup(1, group, crewOf(1)));
    expect(budget.map(({ cause }) => cause).sort()).toEqual(["coverage", "several failures", "takeover"]);
    const sum = budget.reduce((total, line) => total + line.unavailability, 0);
    expect(relativeDifference(sum, outage.unavailability)).toBeLessThan(1e-13);
    const frequency = budget.reduce((total, line) => total + line.frequency, 0);
    expect(relativeDifference(frequency, outage.failureFrequency)).toBeLessThan(1e-13);
    // One takeover of 0.01 h per covered failure of an active with a standby: nearly λ c · 0.01.
    const takeover = budget.find(({ cause }) => cause === "takeover")!;
    expect(relativeDifference(takeover.unavailability, (lambda * c) / delta)).toBeLessThan(0.1);
  });

  test("coverage that blocks the whole group: an active pair that reboots after an uncovered failure", () => {
    const pair = groupOf(2, { coverage: { probability: c, manualRecovery: 1 / rho, uncovered: "blocks group" } });
    const expected = solved([
      ["2", "1", 2 * lambda * c],
      ["2", "1 blocked", 2 * lambda * (1 - c)],
      ["1", "0", lambda * c],
      ["1", "0 blocked", lambda * (1 - c)],
      ["1", "2", mu],
      ["0", "1", mu],
      ["1 blocked", "1", rho],
      ["1 blocked", "0 blocked", lambda],
      ["1 blocked", "2 blocked", mu],
      ["2 blocked", "2", rho],
      ["2 blocked", "1 blocked", 2 * lambda],
      ["0 blocked", "0", rho],
      ["0 blocked", "1 blocked", mu],
    ]);
    const down = [...expected]
      .filter(([name]) => name === "0" || name.includes("blocked"))
      .reduce((sum, [, p]) => sum + p, 0);
    const found = serviceAvailability(oneGroup(1, pair, crewOf(1)));
    expect(found.states).toBe(6);
    expect(relativeDifference(found.outage.unavailability, down)).toBeLessThan(1e-10);
  });
});

describe("coverage that takes the group down", () => {
  test("1 + 1, one crew: 2 → 1 at 2λc, 2 → 0 at 2λ(1 − c), 1 → 0 at λ, repairs at μ", () => {
    const c = 0.9;
    // Balance across the cuts {2 | 1, 0} and {2, 1 | 0}.
    const p0 = (2 * lambda * (lambda + mu * (1 - c))) / mu ** 2;
    const p1 = (2 * lambda) / mu;
    const pair = groupOf(2, { coverage: { probability: c, uncovered: "fails group" } });
    const { outage, budget } = serviceAvailability(oneGroup(1, pair, crewOf(1)));
    expect(relativeDifference(outage.unavailability, p0 / (1 + p1 + p0))).toBeLessThan(1e-13);
    expect(budget.map(({ cause }) => cause)).toEqual(["coverage", "several failures"]);
  });
});

describe("common cause and maintenance", () => {
  test("a β-factor pair with a repairman each, against the chain written by hand", () => {
    const beta = 0.1;
    const expected = solved([
      ["2", "1", 2 * (1 - beta) * lambda],
      ["2", "0 struck", beta * lambda],
      ["1", "0", (1 - beta) * lambda],
      ["1", "0 struck", beta * lambda],
      ["1", "2", mu],
      ["0", "1", 2 * mu],
      ["0 struck", "1", 2 * mu],
    ]);
    const { outage, budget } = serviceAvailability(oneGroup(1, groupOf(2, { commonCause: beta })));
    const down = expected.get("0")! + expected.get("0 struck")!;
    expect(relativeDifference(outage.unavailability, down)).toBeLessThan(1e-10);
    const line = budget.find(({ cause }) => cause === "common cause")!;
    expect(relativeDifference(line.unavailability, expected.get("0 struck")!)).toBeLessThan(1e-10);
  });

  test("planned work on a single node: U = (λ/μ + d/e) / (1 + λ/μ + d/e)", () => {
    const group = groupOf(1, { maintenance: { every: 1000, duration: 4 } });
    const { outage, budget } = serviceAvailability(oneGroup(1, group));
    const odds = lambda / mu + 4 / 1000;
    expect(relativeDifference(outage.unavailability, odds / (1 + odds))).toBeLessThan(1e-13);
    const maintenance = budget.find(({ cause }) => cause === "maintenance")!;
    expect(relativeDifference(maintenance.unavailability, 0.004 / (1 + odds))).toBeLessThan(1e-13);
    expect(budget.find(({ cause }) => cause === "single failure")!.group).toBe("a");
  });

  test("planned work with a standby costs no downtime by itself", () => {
    const group = groupOf(2, {
      active: 1,
      standby: { failureFactor: 1, failover: [] },
      maintenance: { every: 1000, duration: 4 },
    });
    const { budget } = serviceAvailability(oneGroup(1, group));
    expect(budget.map(({ cause }) => cause)).toEqual(["several failures", "maintenance"]);
  });
});

describe("stages", () => {
  test("the unavailability of one node does not depend on the stages of its repair", () => {
    for (const stages of [1, 2, 10, 40]) {
      const { outage, states } = serviceAvailability(oneGroup(1, groupOf(1, { repair: { mean: MTTR, stages } })));
      expect(states).toBe(1 + stages);
      expect(relativeDifference(outage.unavailability, MTTR / (MTTF + MTTR))).toBeLessThan(1e-12);
    }
  });

  test("nor do n independent nodes: the closed form again", () => {
    const { outage } = serviceAvailability(oneGroup(2, groupOf(3, { repair: { mean: MTTR, stages: 3 } })));
    const expected = kOfNOutage(2, 3, MTTF, MTTR);
    expect(relativeDifference(outage.unavailability, expected.unavailability)).toBeLessThan(1e-12);
    expect(relativeDifference(outage.failureFrequency, expected.failureFrequency)).toBeLessThan(1e-12);
  });

  test("cold 1 + 1 whose repair is nearly constant: a second failure within it, 1 − e^(−λ MTTR)", () => {
    // Renewal at each return to one node down: the service fails if the active one dies before the repair ends.
    const group = groupOf(2, {
      active: 1,
      standby: { failureFactor: 0, failover: [] },
      repair: { mean: MTTR, stages: 100 },
    });
    const { meanTimeToFirstFailure } = serviceAvailability(oneGroup(1, group, crewOf(1)));
    const stage = 100 / MTTR;
    const survives = (stage / (stage + lambda)) ** 100;
    // From all well: MTTF; then each visit to one-down lasts (1 − survives) MTTF and fails with 1 − survives.
    const expected = MTTF + ((1 - survives) * MTTF + survives * MTTF) / (1 - survives);
    expect(relativeDifference(meanTimeToFirstFailure, expected)).toBeLessThan(1e-11);
  });
});

describe("transient", () => {
  test("an active pair with a repairman each: the square of one node's, at any time", () => {
    const service = generateChain(oneGroup(1, groupOf(2)));
    const sum = lambda + mu;
    for (const t of [0.01, 1, 24, 72, 8766]) {
      const one = (lambda / sum) * -Math.expm1(-sum * t);
      expect(relativeDifference(unavailabilityAt(service, t).instantaneous, one ** 2)).toBeLessThan(1e-9);
    }
  });

  test("interval unavailability of one node over a year", () => {
    const service = generateChain(oneGroup(1, groupOf(1)));
    const sum = lambda + mu;
    const t = 8766;
    const expected = (lambda / sum) * (1 + Math.expm1(-sum * t) / (sum * t));
    expect(relativeDifference(unavailabilityAt(service, t).interval, expected)).toBeLessThan(1e-9);
  });
});

/** Nodes that fail in several ways, each with a recovery of its own, against closed forms. */
import { describe, expect, test } from "vitest";
import { faultStructure } from "../../../src/analysis/fault-structure.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import type { AvailabilityModel, FailureWay, NodeGroup } from "../../../src/analysis/model.ts";
import { modelProblems } from "../../../src/analysis/model-problems.ts";
import { serviceAvailability } from "../../../src/analysis/service-availability.ts";
import { simulateAvailability } from "../../../src/availability/simulated-availability.ts";
import { anyOf, atLeast } from "../../../src/structure/expression.ts";
import { relativeDifference } from "../relative.ts";
import { crewOf, groupOf, once, oneGroup } from "./models.ts";

const way = (name: string, share: number, mean: number, more: Partial<FailureWay> = {}): FailureWay => ({
  ...{ name, share, attempts: [], repair: once(mean) },
  ...more,
});
const tried = (name: string, mean: number, succeeds: number, needed = 1) => ({
  name,
  time: once(mean),
  succeeds,
  needed,
});
const unavailability = (model: AvailabilityModel): number => serviceAvailability(model).outage.unavailability;
const close = (found: number, expected: number): void =>
  expect(relativeDifference(found, expected)).toBeLessThan(1e-11);

/** Failure rates of 1/50, 1/200 and 1/1000, and mean recoveries of 1, 10 and 72. */
const RATES = [1 / 50, 1 / 200, 1 / 1000];
const TOTAL = RATES[0]! + RATES[1]! + RATES[2]!;
const competing = [1, 10, 72].map((mean, i) => way(`class ${i}`, RATES[i]! / TOTAL, mean));

describe("competing ways to fail", () => {
  test("one node: A = 1 / (1 + Σ λ·m), whatever the stages", () => {
    const loss = RATES[0]! * 1 + RATES[1]! * 10 + RATES[2]! * 72;
    for (const stages of [1, 3]) {
      const ways = competing.map((one) => ({ ...one, repair: { ...one.repair, stages } }));
      close(unavailability(oneGroup(1, groupOf(1, { mttf: 1 / TOTAL, ways }))), loss / (1 + loss));
    }
  });

  test("escalation: the mean is t1 + (1 − p1)·(t2 + (1 − p2)·t3)", () => {
    const attempts = [tried("restart", 0.01, 0.9), tried("reboot", 0.1, 0.7)];
    const mean = 0.01 + 0.1 * (0.1 + 0.3 * 8);
    const model = oneGroup(1, groupOf(1, { mttf: 100, ways: [way("crash", 1, 8, { attempts })] }));
    close(unavailability(model), mean / (100 + mean));
    // With a way that waits in one case of four for a spare part.
    const spare = way("disk", 0.25, 8, { attempts: [tried("delivery", 24, 0, 0.25)] });
    const both = oneGroup(1, groupOf(1, { mttf: 100, ways: [way("crash", 0.75, 8, { attempts }), spare] }));
    const m = 0.75 * mean + 0.25 * (6 + 8);
    close(unavailability(both), m / (100 + m));
  });

  test("two crews, each for a way of its own: the product form of a closed network", () => {
    // Gordon and Newell 1967: π(k1, k2) ∝ (p1·m1)^k1 · (p2·m2)^k2 · MTTF^k0 / k0! with k0 = n − k1 − k2 nodes up.
    const [n, mttf, p1, m1, m2] = [4, 30, 0.7, 5, 11];
    const weight = (k1: number, k2: number): number => {
      const up = n - k1 - k2;
      return ((p1 * m1) ** k1 * ((1 - p1) * m2) ** k2 * mttf ** up) / [1, 1, 2, 6, 24][up]!;
    };
    const sum = (of: (down: number) => boolean): number => {
      let total = 0;
      for (let k1 = 0; k1 <= n; k1++) for (let k2 = 0; k1 + k2 <= n; k2++) if (of(k1 + k2)) total += weight(k1, k2);
      return total;
    };
    const ways = [way("software", p1, m1, { crew: "operators" }), way("hardware", 1 - p1, m2, { crew: "technicians" })];
    const crews = ["operators", "technicians"].map((name) => ({ ...crewOf(1), name }));
    const group = groupOf(n, { mttf, ways });
    const model = { needs: atLeast(2, ...group.nodes), groups: [group], crews };
    close(unavailability(model), sum((down) => down > 2) / sum(() => true));
  });

  test("one crew for two ways that take equally long", () => {
    // Told by how they failed, or not: where both take equally long it is one way, however the crew chooses.
    const alike = [way("one", 0.3, 9, { crew: "crew" }), way("other", 0.7, 9, { crew: "crew" })];
    const split = oneGroup(2, groupOf(4, { mttf: 40, ways: alike }), crewOf(1));
    const whole = oneGroup(2, groupOf(4, { mttf: 40, repair: once(9) }), crewOf(1));
    close(unavailability(split), unavailability(whole));
    for (const more of [{ preemptive: true }, { pick: 3 }])
      close(
        unavailability({ ...split, crews: [crewOf(1, more)] }),
        unavailability({ ...whole, crews: [crewOf(1, more)] }),
      );
  });

  test("ways that are alike are one way, with standbys, coverage, common causes and elections too", () => {
    const standby = { failureFactor: 0.5, failover: [{ name: "detection", time: once(0.5) }] } as const;
    const shapes: Partial<NodeGroup>[] = [
      { coverage: { probability: 0.8, uncovered: "blocks place", manualRecovery: 4 } },
      { coverage: { probability: 0.8, uncovered: "fails group" }, commonCause: 0.1 },
      { standby: { ...standby, elected: true }, commonCause: 0.1 },
      { coverage: { probability: 0.8, uncovered: "fails group" }, standby: { ...standby, elected: true } },
    ];
    for (const shape of shapes) {
      const group = groupOf(3, { active: 2, mttf: 40, repair: once(9), standby, ...shape });
      const ways = [way("one", 0.3, 9), way("other", 0.7, 9)];
      close(unavailability(oneGroup(1, { ...group, ways })), unavailability(oneGroup(1, group)));
    }
  });
});

/** Two racks of two servers: each server fails by itself, and its rack takes both down. */
function racks(own: number, shock: number, repair: number): AvailabilityModel {
  const groups = ["left", "right"].map((rack) => ({
    ...groupOf(2, { mttf: own, repair: once(repair) }, rack),
    ways: [way("own", 1, repair), way(`power ${rack}`, 0, repair)],
  }));
  return {
    needs: anyOf(...groups.flatMap(({ nodes }) => nodes)),
    groups,
    crews: [],
    shocks: ["left", "right"].map((rack) => ({ name: `power ${rack}`, every: shock, groups: [rack] })),
  };
}

describe("shocks", () => {
  test("two racks of two: each is a chain of three states", () => {
    const [own, shock, repair] = [100, 400, 10];
    const [l, s, m] = [1 / own, 1 / shock, 1 / repair];
    // p0·(2λ + σ) = p1·μ and p2·2μ = p0·σ + p1·(λ + σ).
    const one = (2 * l + s) / m;
    const two = (s + one * (l + s)) / (2 * m);
    close(unavailability(racks(own, shock, repair)), (two / (1 + one + two)) ** 2);
  });

  test("one shock for several groups takes them down together", () => {
    // Nodes that fail by the shock only are down with the probability σ·m / (1 + σ·m) each, and both once in all: they fall together.
    const groups = ["a", "b"].map((name) => ({
      ...groupOf(1, { mttf: Infinity, repair: once(10) }, name),
      ways: [way("site", 0, 10)],
    }));
    const model = {
      ...{ needs: anyOf("a1", "b1"), groups, crews: [] },
      shocks: [{ name: "site", every: 500, groups: ["a", "b"] }],
    };
    // States: none down, both, one. From both 2/m, from one 1/m and a shock strikes who is left.
    const [s, m] = [1 / 500, 1 / 10];
    const one = s / m;
    const both = (s + s * one) / (2 * m);
    close(unavailability(model), both / (1 + one + both));
    expect(generateChain(model).chain.states).toBe(4);
  });
});

test("the simulation of components covers the chain: escalation, two crews, a shock and standbys at once", () => {
  const attempts = [tried("restart", 0.2, 0.6), tried("delivery", 12, 0, 0.3)];
  const ways = [
    way("crash", 0.6, 3, { attempts, crew: "operators" }),
    way("disk", 0.4, 10, { crew: "technicians" }),
    way("site", 0, 5, { crew: "technicians" }),
  ];
  const standby = { failureFactor: 0.5, failover: [{ name: "detection", time: once(0.3) }] } as const;
  const group = groupOf(3, { active: 2, mttf: 60, repair: once(6), ways, standby });
  const other = groupOf(1, { mttf: 300, repair: once(5), ways: [way("own", 1, 5), way("site", 0, 5)] }, "b");
  const model: AvailabilityModel = {
    needs: { allOf: [atLeast(2, ...group.nodes), "b1"] },
    groups: [group, other],
    crews: ["operators", "technicians"].map((name) => ({ ...crewOf(1), name })),
    shocks: [{ name: "site", every: 900, groups: ["a", "b"] }],
  };
  const components = Object.fromEntries(
    model.groups.flatMap(({ nodes, mttf, repair }) =>
      nodes.map((name) => [name, { mttf, mttr: repair.mean }] as const),
    ),
  );
  const found = simulateAvailability(model, faultStructure(model.needs, components), {
    seed: 6,
    relativeErrorMax: 0.03,
  });
  const { mean, low, high } = found.unavailability!;
  expect(high - low).toBeLessThan(0.07 * mean);
  const chain = unavailability(model);
  expect(low).toBeLessThan(chain);
  expect(high).toBeGreaterThan(chain);
});

test("what is wrong with ways and shocks is told with its place", () => {
  const group = groupOf(1, { ways: [way("one", 0.5, 9, { crew: "nobody", attempts: [tried("restart", 1, 2)] })] });
  const model = { ...oneGroup(1, group), shocks: [{ name: "site", every: 0, groups: ["a"] }] };
  expect(modelProblems(model).map(({ path }) => path.join("."))).toEqual([
    "groups.0.ways",
    "groups.0.ways.0.crew",
    "groups.0.ways.0.attempts.0.succeeds",
    "shocks.0.every",
    "shocks.0.groups.0",
  ]);
});

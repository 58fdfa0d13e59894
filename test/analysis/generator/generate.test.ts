import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chainOutages } from "../../../src/analysis/chain/measures.ts";
import { steadyState } from "../../../src/analysis/chain/steady-state.ts";
import { faultStructure } from "../../../src/analysis/fault-structure.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import { expectedStates } from "../../../src/analysis/generator/state-count.ts";
import { interchangeable, interchangeableClasses } from "../../../src/analysis/interchangeable.ts";
import type { AvailabilityModel } from "../../../src/analysis/model.ts";
import { modelProblems } from "../../../src/analysis/model-problems.ts";
import { serviceAvailability } from "../../../src/analysis/service-availability.ts";
import { components } from "../../../src/structure/evaluation.ts";
import { allOf, anyOf, atLeast } from "../../../src/structure/expression.ts";
import { structures } from "../../structure/structures.ts";
import { clusterChain } from "../chain/cluster-chain.ts";
import { relativeDifference } from "../relative.ts";
import { clusterModel, crewOf, groupOf, MTTF, oneGroup, separate } from "./models.ts";

fc.configureGlobal({ seed: 2008 });

const unavailability = (model: AvailabilityModel): number => serviceAvailability(model).outage.unavailability;

describe("the chain and the fault structure", () => {
  test("agree on every structure of independent components, frequency included", () => {
    const times = fc.record({ mttf: fc.integer({ min: 100, max: 5000 }), mttr: fc.integer({ min: 1, max: 100 }) });
    fc.assert(
      fc.property(structures, fc.array(times, { minLength: 8, maxLength: 8 }), (needs, list) => {
        const given = Object.fromEntries(components(needs).map((name, i) => [name, list[i]!]));
        const chain = serviceAvailability(separate(needs, given)).outage;
        const structure = faultStructure(needs, given);
        expect(relativeDifference(chain.unavailability, structure.unavailability)).toBeLessThan(1e-11);
        expect(relativeDifference(chain.failureFrequency, structure.outage!.failureFrequency)).toBeLessThan(1e-11);
      }),
      { numRuns: 60 },
    );
  });
});

describe("lumping", () => {
  test("equal nodes counted or told apart give the same, with one shared crew", () => {
    const needs = allOf("db", atLeast(2, "a1", "a2", "a3", "a4"));
    const crew = crewOf(2, { preemptive: true });
    const node = { mttf: MTTF, mttr: 72 };
    const apart = separate(needs, { db: { mttf: 900, mttr: 72 }, a1: node, a2: node, a3: node, a4: node }, crew);
    const [db] = apart.groups;
    const counted = { ...apart, groups: [db!, groupOf(4, { crew: "crew" })] };
    const big = serviceAvailability(apart);
    const small = serviceAvailability(counted);
    expect([big.states, small.states]).toEqual([32, 10]);
    expect(relativeDifference(small.outage.unavailability, big.outage.unavailability)).toBeLessThan(1e-12);
    expect(relativeDifference(small.meanTimeToFirstFailure, big.meanTimeToFirstFailure)).toBeLessThan(1e-12);
  });

  test("equal repair times in random order: laying work aside or not makes no difference", () => {
    const needs = allOf("db", anyOf("a1", "a2"));
    const model = (preemptive: boolean): AvailabilityModel => ({
      needs,
      groups: [groupOf(2, { crew: "crew" }), { ...groupOf(1, { crew: "crew", mttf: 700 }, "db"), nodes: ["db"] }],
      crews: [crewOf(1, { preemptive })],
    });
    const [waits, shares] = [model(false), model(true)].map((each) => serviceAvailability(each));
    expect(relativeDifference(waits!.outage.unavailability, shares!.outage.unavailability)).toBeLessThan(1e-12);
    expect(waits!.states).toBeGreaterThan(shares!.states);
  });

  test("components are interchangeable only if the structure cannot tell", () => {
    const needs = anyOf(allOf("a", "x"), allOf("b", "y"), atLeast(2, "p", "q", "r"));
    expect(interchangeable(needs, "p", "r")).toBe(true);
    expect(interchangeable(needs, "a", "x")).toBe(true);
    expect(interchangeable(needs, "a", "b")).toBe(false);
    expect(interchangeableClasses(needs, components(needs))).toEqual([
      ["a", "x"],
      ["b", "y"],
      ["p", "q", "r"],
    ]);
  });
});

describe("priorities", () => {
  const times = { urgent: { mttf: 100, mttr: 10 }, other: { mttf: 50, mttr: 20 } };

  test("a crew that lays work aside: what is urgent never waits", () => {
    const crew = crewOf(1, { preemptive: true, priorities: ["urgent"] });
    expect(relativeDifference(unavailability(separate("urgent", times, crew)), 10 / 110)).toBeLessThan(1e-13);
    const waiting = unavailability(separate("other", times, crew));
    expect(waiting).toBeGreaterThan(20 / 70);
  });

  test("one that does not: urgent waits for the repair under way, other waits longer than without priority", () => {
    const first = crewOf(1, { priorities: ["urgent"] });
    const any = crewOf(1);
    expect(unavailability(separate("urgent", times, first))).toBeGreaterThan(10 / 110);
    // With two groups and one repairman nobody else can be waiting when he becomes free: priority changes nothing.
    const [withPriority, without] = [first, any].map((crew) => unavailability(separate("other", times, crew)));
    expect(relativeDifference(withPriority!, without!)).toBeLessThan(1e-13);
    const three = { ...times, third: { mttf: 60, mttr: 15 } };
    expect(unavailability(separate("urgent", three, first))).toBeLessThan(
      unavailability(separate("urgent", three, any)),
    );
  });

  test("one repairman, two unlike components, against the chain solved by hand", () => {
    const { mttf: fa, mttr: ra } = times.urgent;
    const { mttf: fb, mttr: rb } = times.other;
    const [la, ma, lb, mb] = [1 / fa, 1 / ra, 1 / fb, 1 / rb];
    // Balance: pA(lb+ma) = p0 la + pBA mb; pB(la+mb) = p0 lb + pAB ma; pAB ma = pA lb; pBA mb = pB la.
    // pA(lb+ma) = la p0 + la pB; pB(la+mb) = lb p0 + lb pA.
    const determinant = (lb + ma) * (la + mb) - la * lb;
    const pA = (la * (la + mb) + la * lb) / determinant;
    const pB = (lb * (lb + ma) + lb * la) / determinant;
    const pAB = (pA * lb) / ma;
    const pBA = (pB * la) / mb;
    const down = (pA + pAB + pBA) / (1 + pA + pB + pAB + pBA);
    expect(relativeDifference(unavailability(separate("urgent", times, crewOf(1))), down)).toBeLessThan(1e-12);
  });
});

describe("the workstation cluster as a model", () => {
  test.each([
    [2, 276, 1120],
    [4, 820, 3616],
    [8, 2772, 12832],
    [16, 10132, 48160],
  ])(
    "2 × %i: %i states, %i transitions, and the unavailability of the chain written by hand",
    (n, states, transitions) => {
      const k = Math.floor(0.75 * n);
      const found = serviceAvailability(clusterModel(n, k));
      expect([found.states, found.transitions]).toEqual([states, transitions]);
      const { chain, connected } = clusterChain(n);
      const expected = chainOutages(chain, steadyState(chain).probability, connected(k));
      expect(relativeDifference(found.outage.unavailability, expected.unavailability)).toBeLessThan(1e-11);
      expect(relativeDifference(found.outage.failureFrequency, expected.failureFrequency)).toBeLessThan(1e-11);
    },
  );
});

describe("models that cannot be meant", () => {
  const paths = (model: AvailabilityModel): string[] => modelProblems(model).map(({ path }) => path.join("."));

  test("every problem is named at its place", () => {
    const bad: AvailabilityModel = {
      needs: allOf("a1", "nobody"),
      groups: [
        groupOf(2, {
          active: 1,
          mttf: -1,
          repair: { mean: 0, stages: 1.5 },
          crew: "ghosts",
          coverage: { probability: 2, manualRecovery: 0, uncovered: "blocks place" },
          commonCause: -0.1,
          maintenance: { every: 0, duration: Number.NaN },
        }),
        groupOf(1, {}, "a"),
      ],
      crews: [crewOf(0, { priorities: ["a"], preemptive: true, pick: 1 })],
    };
    expect(paths(bad)).toEqual([
      "groups",
      "groups",
      "groups.0.mttf",
      "groups.0.repair.mean",
      "groups.0.repair.stages",
      "groups.0.crew",
      "groups.0.standby",
      "groups.0.coverage.probability",
      "groups.0.coverage.manualRecovery",
      "groups.0.commonCause",
      "groups.0.maintenance.every",
      "groups.0.maintenance.duration",
      "crews.0.size",
      "crews.0.priorities.0",
      "crews.0.pick",
      "needs.allOf.1",
    ]);
    expect(() => generateChain(bad)).toThrow('groups.0.crew: found the unknown crew "ghosts"');
  });

  test("more places than nodes, and nodes of a group that needs treats differently", () => {
    expect(paths(oneGroup(1, groupOf(2, { active: 3 })))).toEqual(["groups.0.active"]);
    const lopsided = { ...oneGroup(1, groupOf(2)), needs: allOf("a1", anyOf("a1", "a2")) };
    expect(modelProblems(lopsided)[0]!.found).toContain('"a1" and "a2" of group "a", which play different parts');
  });

  test("repairs in stages cannot be laid aside", () => {
    const model = oneGroup(1, groupOf(2, { repair: { mean: 72, stages: 3 } }), crewOf(1, { preemptive: true }));
    expect(paths(model)).toEqual(["crews.0.preemptive"]);
  });

  test("too many states are refused in words", () => {
    const model = oneGroup(1, groupOf(8, { repair: { mean: 72, stages: 20 } }));
    // Eight nodes over twenty stages and well: C(28, 8).
    expect(expectedStates(model)).toBe(3_108_105);
    expect(() => generateChain(model, 1000)).toThrow(
      "about 3.1e+6 states, and 1000 are allowed. Use fewer groups or stages",
    );
    expect(() => generateChain(oneGroup(1, groupOf(3, { repair: { mean: 72, stages: 2 } })), 8)).toThrow(
      "more than 8 states",
    );
  });

  test("how many states there will be, before any is found", () => {
    const covered = {
      coverage: { probability: 0.95, uncovered: "blocks group", manualRecovery: 1800 },
      maintenance: { every: 1e6, duration: 1200 },
    } as const;
    const standby = {
      active: 2,
      standby: { failureFactor: 0.5, failover: [{ name: "detection", time: { mean: 1, stages: 2 } }] },
    } as const;
    for (const crew of [{}, { size: 2 }, { preemptive: true }, { pick: 60 }]) {
      const groups = [groupOf(2, covered, "a"), groupOf(3, standby, "b"), groupOf(2, {}, "c")].map((group) => ({
        ...group,
        crew: "crew",
      }));
      const model: AvailabilityModel = {
        needs: { anyOf: groups.flatMap(({ nodes }) => nodes) },
        groups,
        crews: [crewOf(1, crew)],
      };
      expect(expectedStates(model)).toBe(generateChain(model).chain.states);
    }
    expect(expectedStates(clusterModel(8, 6))).toBe(2772);
  });

  test("states have names", () => {
    const service = generateChain(oneGroup(1, groupOf(2, { active: 1, standby: { failureFactor: 1, failover: [] } })));
    expect([0, 1, 2].map(service.chain.nameOf)).toEqual([
      "a: 1 serving, 1 standby",
      "a: 1 serving, 1 under repair",
      "a: 0 serving, 2 under repair",
    ]);
  });
});

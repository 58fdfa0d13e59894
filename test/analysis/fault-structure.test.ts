import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kOfNOutage } from "../../src/analysis/closed-form/outage.ts";
import type { Components } from "../../src/analysis/component.ts";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import { components, isUp } from "../../src/structure/evaluation.ts";
import { allOf, anyOf, atLeast, type Structure } from "../../src/structure/expression.ts";
import { baobab1, baobab1Probability } from "../structure/baobab1.ts";
import { NAMES, structures, subsets } from "../structure/structures.ts";
import { relativeDifference } from "./relative.ts";

fc.configureGlobal({ seed: 2008 });

const probabilities = fc.tuple(...NAMES.map(() => fc.double({ min: 1e-3, max: 0.999, noNaN: true })));
const asComponents = (list: readonly number[]): Components =>
  Object.fromEntries(NAMES.map((name, index) => [name, { probability: list[index]! }]));

/** P(event) over all states of the components, by adding them up. */
function sumOfStates(needs: Structure, given: Components, event: (failed: ReadonlySet<string>) => boolean): number {
  const names = components(needs);
  let sum = 0;
  for (const failed of subsets(names)) {
    if (event(failed)) {
      sum += names.reduce((p, name) => {
        const { probability: u } = given[name] as { probability: number };
        return p * (failed.has(name) ? u : 1 - u);
      }, 1);
    }
  }
  return sum;
}

const down = (needs: Structure, failed: ReadonlySet<string>): boolean =>
  !isUp(needs, new Set(components(needs).filter((name) => !failed.has(name))));

describe("importance", () => {
  test("of every component, against its definition as a sum over all states", () => {
    fc.assert(
      fc.property(structures, probabilities, (needs, list) => {
        const given = asComponents(list);
        const found = faultStructure(needs, given);
        const total = sumOfStates(needs, given, (failed) => down(needs, failed));
        expect(relativeDifference(found.unavailability, total)).toBeLessThan(1e-12);
        for (const measure of found.importance) {
          const { component } = measure;
          const { probability: u } = given[component] as { probability: number };
          const certain = sumOfStates(needs, given, (failed) => down(needs, new Set([...failed, component])));
          const never = sumOfStates(needs, given, (failed) =>
            down(needs, new Set([...failed].filter((n) => n !== component))),
          );
          const cuts = [...found.cutSets].filter((cut) => cut.has(component));
          const through = sumOfStates(needs, given, (failed) =>
            cuts.some((cut) => [...cut].every((n) => failed.has(n))),
          );
          expect(measure.birnbaum).toBeCloseTo(certain - never, 11);
          expect(measure.criticality).toBeCloseTo((u * (certain - never)) / total, 9);
          expect(measure.fussellVesely).toBeCloseTo(through / total, 9);
          expect(measure.diagnostic).toBeCloseTo((u * certain) / total, 9);
          expect(measure.riskAchievementWorth / (certain / total)).toBeCloseTo(1, 9);
          if (never > 0) expect(measure.riskReductionWorth / (total / never)).toBeCloseTo(1, 9);
          else expect(measure.riskReductionWorth).toBe(Infinity);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("criticality is at most Fussell–Vesely, which is at most diagnostic", () => {
    fc.assert(
      fc.property(structures, probabilities, (needs, list) => {
        for (const measure of faultStructure(needs, asComponents(list)).importance) {
          expect(measure.criticality).toBeLessThanOrEqual(measure.fussellVesely * (1 + 1e-9));
          expect(measure.fussellVesely).toBeLessThanOrEqual(measure.diagnostic * (1 + 1e-9));
        }
      }),
    );
  });

  test("of baobab1: e53, common to all lanes, matters most", () => {
    const given = Object.fromEntries(
      components(baobab1).map((name) => [name, { probability: baobab1Probability(name) }]),
    );
    const { importance } = faultStructure(baobab1, given);
    expect(importance).toHaveLength(61);
    const most = importance.reduce((a, b) => (a.fussellVesely > b.fussellVesely ? a : b));
    expect(most.component).toBe("e53");
  });
});

describe("outages from the structure", () => {
  test("k of n equals its closed form, frequency included", () => {
    const names = ["a", "b", "c", "d", "e"];
    const given = Object.fromEntries(names.map((name) => [name, { mttf: 1500, mttr: 72 }]));
    for (let k = 1; k <= 5; k++) {
      const { outage } = faultStructure(atLeast(k, ...names), given);
      const expected = kOfNOutage(k, 5, 1500, 72);
      expect(relativeDifference(outage!.unavailability, expected.unavailability)).toBeLessThan(1e-13);
      expect(relativeDifference(outage!.failureFrequency, expected.failureFrequency)).toBeLessThan(1e-12);
    }
  });

  test("without times no frequency is claimed", () => {
    expect(
      faultStructure(anyOf("a", "b"), { a: { probability: 0.1 }, b: { mttf: 9, mttr: 1 } }).outage,
    ).toBeUndefined();
  });

  test("the rare-event sum may exceed 1, the unavailability never", () => {
    const given = { a: { probability: 0.9 }, b: { probability: 0.8 } };
    const found = faultStructure(allOf("a", "b"), given);
    expect(found.rareEventSum).toBeCloseTo(1.7, 14);
    expect(found.unavailability).toBeCloseTo(0.98, 14);
  });
});

describe("single points of failure", () => {
  const given: Components = {
    director: { mttf: 5000, mttr: 10 },
    database: { mttf: 1000, mttr: 20 },
    "proxy-a": { mttf: 1500, mttr: 72 },
    "proxy-b": { mttf: 1500, mttr: 72 },
  };
  const needs = allOf("director", anyOf("proxy-a", "proxy-b"), "database");

  test("the one whose second saves most comes first; the gain is that of solving the service anew", () => {
    const { singlePoints, unavailability } = faultStructure(needs, given);
    expect(singlePoints.map((point) => point.component)).toEqual(["database", "director"]);
    const doubled = faultStructure(allOf("director", anyOf("proxy-a", "proxy-b"), anyOf("database", "second")), {
      ...given,
      second: given["database"]!,
    });
    expect(singlePoints[0]!.unavailabilityBefore).toBe(unavailability);
    expect(relativeDifference(singlePoints[0]!.unavailabilityAfter, doubled.unavailability)).toBeLessThan(1e-13);
    expect(singlePoints[0]!.sentence).toMatch(
      /^database is a single point of failure: whenever it is down, the service is\. A second database beside it would take the service from 1\.63 nines \(8\.\d+ days down a year\) to 2\.35 nines/,
    );
  });

  test("costs change the order", () => {
    const { singlePoints } = faultStructure(needs, given, { costs: { database: 100, director: 1 } });
    expect(singlePoints.map((point) => point.component)).toEqual(["director", "database"]);
    expect(singlePoints[0]!.sentence).toContain("at a cost of 1");
  });

  test("a redundant service has none", () => {
    expect(faultStructure(atLeast(2, "director", "proxy-a", "proxy-b"), given).singlePoints).toEqual([]);
  });
});

describe("common causes", () => {
  const pair: Components = { a: { probability: 0.01 }, b: { probability: 0.01 } };
  const group = { name: "software", members: ["a", "b"], beta: 0.1 };

  test("a β-factor pair: 1 − (1 − βu)(1 − (1 − β)²u²), and a single point of failure to be diversified", () => {
    const found = faultStructure(anyOf("a", "b"), pair, { commonCauses: [group] });
    expect(relativeDifference(found.unavailability, 0.001 + 0.999 * 0.009 ** 2)).toBeLessThan(1e-13);
    expect(found.singlePoints[0]!.sentence).toContain("The common cause software is a single point of failure");
    expect(relativeDifference(found.singlePoints[0]!.unavailabilityAfter, 0.009 ** 2)).toBeLessThan(1e-13);
  });

  test("a cause that is named for its tier is called by that name", () => {
    const named = { ...group, name: "common cause of registrars" };
    const [point] = faultStructure(anyOf("a", "b"), pair, { commonCauses: [named] }).singlePoints;
    expect(point!.sentence).toMatch(/^The common cause of registrars is a single point of failure/);
  });

  test("with times, rates are split: the members' own and the common one add up", () => {
    const timed = { a: { mttf: 1000, mttr: 10 }, b: { mttf: 1000, mttr: 10 } };
    const found = faultStructure(anyOf("a", "b"), timed, { commonCauses: [group] });
    expect(found.components["software"]).toEqual({ mttf: 10_000, mttr: 10 });
    expect(1 / (found.components["a"] as { mttf: number }).mttf + 1 / 10_000).toBeCloseTo(1 / 1000, 15);
  });

  test("β = 0 changes nothing; bad groups are refused by name", () => {
    const none = faultStructure(anyOf("a", "b"), pair, { commonCauses: [{ ...group, beta: 0 }] });
    expect(relativeDifference(none.unavailability, 1e-4)).toBeLessThan(1e-13);
    const refused = (groups: (typeof group)[]) => () => faultStructure(anyOf("a", "b"), pair, { commonCauses: groups });
    expect(refused([{ ...group, beta: 2 }])).toThrow("beta of software: found 2");
    expect(refused([{ ...group, members: ["a"] }])).toThrow("expected at least two");
    expect(refused([{ ...group, members: ["a", "c"] }])).toThrow("unknown member c");
    expect(refused([{ ...group, name: "a" }])).toThrow("is a component already");
    expect(refused([group, { ...group, name: "power" }])).toThrow("in both software and power");
    const unequal = { a: { probability: 0.01 }, b: { probability: 0.02 } };
    expect(() => faultStructure(anyOf("a", "b"), unequal, { commonCauses: [group] })).toThrow("unequal");
  });
});

test("unknown components and impossible counts are refused, each with its place", () => {
  expect(() => faultStructure(allOf("a", atLeast(3, "a", "b")), { a: { probability: 0.1 } })).toThrow(
    /needs\.allOf\.1\.atLeast: found 3 of 2[\s\S]*needs\.allOf\.1\.of\.1: found the unknown component "b"/,
  );
});

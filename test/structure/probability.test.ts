import fc from "fast-check";
import { expect, test } from "vitest";
import { booleanFunction, failureFunction, successFunction } from "../../src/structure/boolean-function.ts";
import { minimalCutSets, minimalSolutions } from "../../src/structure/cut-sets.ts";
import { components, isUp } from "../../src/structure/evaluation.ts";
import { allOf, anyOf } from "../../src/structure/expression.ts";
import type { Formula } from "../../src/structure/formula.ts";
import { derivatives, probabilityOf } from "../../src/structure/probability.ts";
import { baobab1, baobab1Probability } from "./baobab1.ts";
import { NAMES, structures, subsets } from "./structures.ts";

fc.configureGlobal({ seed: 2008 });

const probability = fc.double({ min: 1e-8, max: 1, noNaN: true });
const assignments = fc.tuple(...NAMES.map(() => probability)).map((list) => {
  const byName = new Map<string, number>(NAMES.map((name, index) => [name, list[index]!]));
  return (name: string) => byName.get(name)!;
});

test("top probability against the sum over all states, relatively", () => {
  fc.assert(
    fc.property(structures, assignments, (needs, q) => {
      const names = components(needs);
      let expected = 0;
      for (const failed of subsets(names)) {
        const up = new Set(names.filter((name) => !failed.has(name)));
        if (!isUp(needs, up)) expected += names.reduce((p, name) => p * (failed.has(name) ? q(name) : 1 - q(name)), 1);
      }
      const found = probabilityOf(failureFunction(needs), q);
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-13 * expected);
      expect(probabilityOf(successFunction(needs), (name) => 1 - q(name))).toBeCloseTo(1 - expected, 12);
    }),
  );
});

test("derivatives are differences between certain and impossible", () => {
  fc.assert(
    fc.property(structures, assignments, (needs, q) => {
      const f = failureFunction(needs);
      const slopes = derivatives(f, q);
      f.names.forEach((pinned, index) => {
        const certain = probabilityOf(f, (name) => (name === pinned ? 1 : q(name)));
        const impossible = probabilityOf(f, (name) => (name === pinned ? 0 : q(name)));
        expect(slopes[index]).toBeCloseTo(certain - impossible, 12);
      });
    }),
  );
});

test("published top probabilities of baobab1", () => {
  const f = failureFunction(baobab1);
  expect(probabilityOf(f, () => 0.01)).toBeCloseTo(1.01708e-4, 9);
  expect(probabilityOf(f, baobab1Probability)).toBeCloseTo(1.2823e-6, 10);
});

test("where the sum over cut sets exceeds 1 the probability does not", () => {
  const needs = allOf(anyOf("a", "b"), anyOf("b", "c"), anyOf("a", "c"));
  const q = () => 0.9;
  const rareEventSum = [...minimalCutSets(needs)].reduce((sum, cut) => sum + 0.9 ** cut.size, 0);
  expect(rareEventSum).toBeGreaterThan(2);
  expect(probabilityOf(failureFunction(needs), q)).toBeCloseTo(0.972, 14); // 2 of 3 down: 3·0.81·0.1 + 0.729
});

test("fault trees with negations, exclusive or and house events, against all states", () => {
  const shared: Formula = { xor: ["a", "b", "c"] };
  const tree: Formula = {
    or: [{ and: [shared, { not: "d" }] }, { atLeast: 2, of: [shared, "e", { not: { and: ["a", true] } }] }, false],
  };
  const holds = (s: ReadonlySet<string>): boolean => {
    const x = (Number(s.has("a")) + Number(s.has("b")) + Number(s.has("c"))) % 2 === 1;
    return (x && !s.has("d")) || Number(x) + Number(s.has("e")) + Number(!s.has("a")) >= 2;
  };
  const names = ["a", "b", "c", "d", "e"];
  const q = (name: string) => 0.1 + 0.15 * names.indexOf(name);
  let expected = 0;
  for (const s of subsets(names)) if (holds(s)) expected += names.reduce((p, n) => p * (s.has(n) ? q(n) : 1 - q(n)), 1);
  const f = booleanFunction(tree);
  expect(probabilityOf(f, q)).toBeCloseTo(expected, 14);
  const solutions = [...subsets(names)].filter(holds);
  const minimal = solutions.filter(
    (s) => !solutions.some((t) => t.size < s.size && [...t].every((name) => s.has(name))),
  );
  expect(minimalSolutions(f).count).toBe(minimal.length);
});

test("a probability above 1 is refused by name", () => {
  expect(() => probabilityOf(failureFunction("db"), () => 1.5)).toThrow("db: found probability 1.5");
});

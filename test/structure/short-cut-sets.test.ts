import fc from "fast-check";
import { expect, test } from "vitest";
import { failureFunction } from "../../src/structure/boolean-function.ts";
import { minimalCutSets } from "../../src/structure/cut-sets.ts";
import { failureFormula } from "../../src/structure/formula.ts";
import { probabilityOf } from "../../src/structure/probability.ts";
import { shortCutSets } from "../../src/structure/short-cut-sets.ts";
import { baobab1, baobab1Probability } from "./baobab1.ts";
import { NAMES, structures } from "./structures.ts";

fc.configureGlobal({ seed: 2008 });

test("all minimal cut sets up to a size, and bounds that hold the exact probability", () => {
  const probabilities = fc.array(fc.double({ min: 1e-4, max: 0.9, noNaN: true }), {
    minLength: NAMES.length,
    maxLength: NAMES.length,
  });
  fc.assert(
    fc.property(structures, probabilities, fc.integer({ min: 1, max: 4 }), (needs, list, order) => {
      const events = (name: string): number => list[(NAMES as readonly string[]).indexOf(name)]!;
      const found = shortCutSets(failureFormula(needs), events, order);
      const wanted = [...minimalCutSets(needs)].filter((set) => set.size <= order);
      const written = (sets: Iterable<Iterable<string>>): string[] =>
        [...sets].map((set) => [...set].sort().join()).sort();
      expect(written(found.sets)).toEqual(written(wanted));
      const exact = probabilityOf(failureFunction(needs), events);
      expect(found.low).toBeLessThanOrEqual(exact * (1 + 1e-12));
      expect(found.high).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
    }),
  );
});

test("baobab1: counts as in its diagram, and an interval around its published probability that narrows", () => {
  const found = shortCutSets(failureFormula(baobab1), baobab1Probability, 4);
  const counts = [0, 1, 2, 3, 4].map((size) => found.sets.filter((set) => set.length === size).length);
  expect(counts).toEqual(minimalCutSets(baobab1).countBySize.slice(0, 5));
  expect(found.low).toBeLessThanOrEqual(1.2823e-6);
  expect(found.high).toBeGreaterThanOrEqual(1.2822e-6);
  const more = shortCutSets(failureFormula(baobab1), baobab1Probability, 6);
  expect(more.low).toBeGreaterThan(found.low);
  expect(more.high).toBeLessThan(found.high);
  expect(more.high).toBeGreaterThanOrEqual(1.2822e-6);
});

test("a negation is refused", () => {
  expect(() => shortCutSets({ not: "a" }, () => 0.1, 2)).toThrow("found a negation");
});

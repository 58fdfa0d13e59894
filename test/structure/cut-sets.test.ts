import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minimalCutSets, minimalPathSets } from "../../src/structure/cut-sets.ts";
import { components, isUp } from "../../src/structure/evaluation.ts";
import { allOf, anyOf, atLeast, type Structure } from "../../src/structure/expression.ts";
import { baobab1 } from "./baobab1.ts";
import { structures, subsets } from "./structures.ts";

fc.configureGlobal({ seed: 2008 });

const listed = (sets: Iterable<ReadonlySet<string>>): string[] => [...sets].map((set) => [...set].sort().join(" "));

/** By trying all subsets: those that solve, and of which no part does. */
function minimalByForce(names: readonly string[], solves: (set: ReadonlySet<string>) => boolean): string[] {
  const solutions = [...subsets(names)].filter(solves);
  return listed(
    solutions.filter((set) => ![...set].some((name) => solves(new Set([...set].filter((n) => n !== name))))),
  );
}

describe("minimal cut sets", () => {
  test("of a network, a pair and 2 of 3", () => {
    const needs = allOf("network", anyOf("a", "b"), atLeast(2, "x", "y", "z"));
    expect(listed(minimalCutSets(needs))).toEqual(["network", "a b", "x y", "x z", "y z"]);
    expect(listed(minimalPathSets(needs)).sort()).toEqual([
      "a network x y",
      "a network x z",
      "a network y z",
      "b network x y",
      "b network x z",
      "b network y z",
    ]);
  });

  test("every structure fails on each minimal cut set and on no proper subset of it", () => {
    fc.assert(
      fc.property(structures, (needs) => {
        for (const cut of minimalCutSets(needs)) {
          const others = components(needs).filter((name) => !cut.has(name));
          expect(isUp(needs, new Set(others))).toBe(false);
          for (const spared of cut) expect(isUp(needs, new Set([...others, spared]))).toBe(true);
        }
      }),
    );
  });

  test("none is missing: against all subsets of the components, cut sets and path sets", () => {
    fc.assert(
      fc.property(structures, (needs) => {
        const names = components(needs);
        const fails = (cut: ReadonlySet<string>) => !isUp(needs, new Set(names.filter((name) => !cut.has(name))));
        expect(listed(minimalCutSets(needs)).sort()).toEqual(minimalByForce(names, fails).sort());
        expect(listed(minimalPathSets(needs)).sort()).toEqual(minimalByForce(names, (up) => isUp(needs, up)).sort());
      }),
    );
  });

  test("every cut set meets every path set", () => {
    fc.assert(
      fc.property(structures, (needs) => {
        for (const path of minimalPathSets(needs)) {
          for (const cut of minimalCutSets(needs)) expect([...cut].some((name) => path.has(name))).toBe(true);
        }
      }),
    );
  });

  test("smaller sets come first, and the counts agree with the lists", () => {
    fc.assert(
      fc.property(structures, (needs) => {
        const cuts = minimalCutSets(needs);
        const sizes = [...cuts].map((set) => set.size);
        expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
        expect(cuts.count).toBe(sizes.length);
        cuts.countBySize.forEach((count, size) => {
          expect(count).toBe(sizes.filter((found) => found === size).length);
        });
      }),
    );
  });
});

describe("large families", () => {
  test("baobab1 has 46 188 minimal cut sets; as many of each order up to 6 as published", () => {
    const cuts = minimalCutSets(baobab1);
    expect(cuts.count).toBe(46_188);
    expect(cuts.countBySize.slice(0, 7)).toEqual([0, 0, 1, 1, 70, 400, 2212]);
    expect(listed(cuts.ofSize(2))).toEqual(["e1 e14"]);
    expect([...cuts]).toHaveLength(46_188);
  });

  test("10 of 25 servers: C(25, 16) cut sets and C(25, 10) path sets, counted without being listed", () => {
    const servers = Array.from({ length: 25 }, (_, i) => `s${i}`);
    expect(minimalCutSets(atLeast(10, ...servers)).count).toBe(2_042_975);
    expect(minimalPathSets(atLeast(10, ...servers)).count).toBe(3_268_760);
  });

  test("40 pairs in parallel: 2⁴⁰ cut sets", () => {
    const pairs = Array.from({ length: 40 }, (_, i) => allOf(`a${i}`, `b${i}`));
    expect(minimalCutSets(anyOf(...pairs)).count).toBe(2 ** 40);
  });

  test("an entangled structure is refused beyond the limit, in words", () => {
    const n = 40;
    const entangled: Structure[] = Array.from({ length: 80 }, (_, i) =>
      anyOf(`c${(i * 7) % n}`, `c${(i * 11 + 3) % n}`, `c${(i * 17 + 5) % n}`, `c${(i * 23 + 1) % n}`),
    );
    expect(() => minimalCutSets(allOf(...entangled), 1000)).toThrow("more than 1000 decision-diagram nodes");
  });
});

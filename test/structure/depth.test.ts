import { expect, test } from "vitest";
import { booleanFunction } from "../../src/structure/boolean-function.ts";
import { minimalSolutions } from "../../src/structure/cut-sets.ts";
import { eventOrder } from "../../src/structure/event-order.ts";
import { folded } from "../../src/structure/fold.ts";
import type { Formula } from "../../src/structure/formula.ts";
import { derivatives, probabilityOf, rareEventSum } from "../../src/structure/probability.ts";

/** Deeper than any stack. */
const N = 30_000;
const names = Array.from({ length: N }, (_, i) => `e${i}`);
const p = () => 1e-5;

/** One event after the other, each with all that come later: e0 ∘ (e1 ∘ (e2 ∘ …)). */
const nest = (join: (name: string, rest: Formula) => Formula): Formula =>
  names.reduceRight<Formula>((rest, name) => (rest === false ? name : join(name, rest)), false);

test("a series nested once for each part: probability, cut sets and slopes", () => {
  const f = booleanFunction(nest((name, rest) => ({ or: [name, rest] })));
  expect(probabilityOf(f, p)).toBeCloseTo(-Math.expm1(N * Math.log1p(-1e-5)), 12);
  const sets = minimalSolutions(f);
  expect(sets.countBySize).toEqual([0, N]);
  expect([...sets.ofSize(1)]).toHaveLength(N);
  expect(rareEventSum(sets, p)).toBeCloseTo(N * 1e-5, 10);
  expect(derivatives(f, p)[0]).toBeCloseTo((1 - 1e-5) ** (N - 1), 10);
});

test("all of many, nested: one cut set of all", () => {
  const f = booleanFunction(nest((name, rest) => ({ and: [name, rest] })));
  expect(probabilityOf(f, () => 0.9999)).toBeCloseTo(0.9999 ** N, 12);
  const sets = minimalSolutions(f);
  expect([sets.count, sets.countBySize.at(-1)]).toEqual([1, 1]);
  const [only] = sets;
  expect(only!.size).toBe(N);
});

test("parity of many: every level twice in the diagram, joined from the deep end", () => {
  const few = names.slice(0, 3000);
  const f = booleanFunction({ xor: few });
  expect(probabilityOf(f, p)).toBeCloseTo((1 - (1 - 2e-5) ** 3000) / 2, 12);
  const n = booleanFunction({ not: { xor: few } });
  expect(probabilityOf(n, p)).toBeCloseTo((1 + (1 - 2e-5) ** 3000) / 2, 12);
});

test("the order of events of a deep nest, and a circle", () => {
  expect(
    eventOrder(
      nest((name, rest) => ({ or: [name, rest] })),
      "as written",
    ).slice(0, 3),
  ).toEqual(["e0", "e1", "e2"]);
  const circle: { or: Formula[] } = { or: ["a"] };
  circle.or.push({ and: ["b", circle] });
  expect(() => booleanFunction(circle)).toThrow("contains itself");
  expect(
    folded<number, number>(4, {
      partsOf: (n) => (n > 1 ? [n - 1, n - 2] : []),
      resultOf: (n, [a = n, b = 0]) => a + b,
    }),
  ).toBe(3);
});

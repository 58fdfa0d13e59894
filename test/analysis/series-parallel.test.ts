import fc from "fast-check";
import { expect, test } from "vitest";
import type { Components } from "../../src/analysis/component.ts";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import { seriesParallelUnavailability } from "../../src/analysis/series-parallel.ts";
import { allOf, anyOf, atLeast, type Structure } from "../../src/structure/expression.ts";
import { relativeDifference } from "./relative.ts";

/** Structures that mention a to h once each, nested at random. */
const readOnce: fc.Arbitrary<Structure> = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.array(fc.nat(5), { minLength: 8, maxLength: 8 }))
  .map(([cut, kinds]) => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const build = (parts: readonly string[], depth: number): Structure => {
      if (parts.length === 1) return parts[0]!;
      const at = Math.max(1, Math.min(parts.length - 1, (cut * (depth + 1)) % parts.length));
      const [left, right] = [build(parts.slice(0, at), depth + 1), build(parts.slice(at), depth + 1)];
      const kind = kinds[depth % 8]!;
      if (kind < 2) return allOf(left, right);
      return kind < 4 ? anyOf(left, right) : atLeast(1 + (kind % 2), left, right);
    };
    return build(names, 0);
  });

test("formulas and decision diagrams agree where no component is mentioned twice", () => {
  const probabilities = fc.array(fc.double({ min: 1e-6, max: 0.99, noNaN: true }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(readOnce, probabilities, (needs, list) => {
      const given: Components = Object.fromEntries([..."abcdefgh"].map((name, i) => [name, { probability: list[i]! }]));
      const found = seriesParallelUnavailability(needs, given)!;
      expect(relativeDifference(found, faultStructure(needs, given).unavailability)).toBeLessThan(1e-12);
    }),
    { seed: 2008, numRuns: 200 },
  );
});

test("there is no formula for a bridge, whose middle is shared", () => {
  const given = { a: { probability: 0.1 }, b: { probability: 0.1 }, c: { probability: 0.1 } };
  expect(seriesParallelUnavailability(anyOf(allOf("a", "b"), allOf("a", "c")), given)).toBeUndefined();
});

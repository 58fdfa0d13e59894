/** Arbitrary structures over at most eight components, for laws that hold for all of them. */
import fc from "fast-check";
import type { Structure } from "../../src/structure/expression.ts";

export const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;

export const structures: fc.Arbitrary<Structure> = fc.letrec<{ structure: Structure }>((tie) => {
  const parts = fc.array(tie("structure"), { minLength: 1, maxLength: 4 });
  return {
    structure: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom<Structure>(...NAMES),
      parts.map((allOf): Structure => ({ allOf })),
      parts.map((anyOf): Structure => ({ anyOf })),
      parts.chain((of) => fc.integer({ min: 1, max: of.length }).map((atLeast): Structure => ({ atLeast, of }))),
    ),
  };
}).structure;

export const upSets: fc.Arbitrary<Set<string>> = fc.subarray([...NAMES]).map((names) => new Set<string>(names));

/** Every subset of some names, 2ⁿ of them: the brute-force oracle. */
export function* subsets(names: readonly string[]): Generator<Set<string>> {
  for (let mask = 0; mask < 2 ** names.length; mask++) {
    yield new Set(names.filter((_, bit) => Math.floor(mask / 2 ** bit) % 2 === 1));
  }
}

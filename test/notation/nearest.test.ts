import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest, oneOf } from "../../src/notation/nearest.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });

/** The same distance by trying every way, for words that are short enough. */
function byTrying(from: string, to: string): number {
  if (from === "" || to === "") return from.length + to.length;
  const swapped =
    from.length > 1 && to.length > 1 && from[0] === to[1] && from[1] === to[0]
      ? 1 + byTrying(from.slice(2), to.slice(2))
      : Infinity;
  return Math.min(
    byTrying(from.slice(1), to.slice(1)) + (from[0] === to[0] ? 0 : 1),
    byTrying(from.slice(1), to) + 1,
    byTrying(from, to.slice(1)) + 1,
    swapped,
  );
}

test("the edit distance is that of the best of all ways", () => {
  fc.assert(
    fc.property(word, word, (from, to) => {
      expect(editDistance(from, to)).toBe(byTrying(from, to));
    }),
    { seed: 1, numRuns: 400 },
  );
});

test("what is offered is close, and nothing is offered when nothing is", () => {
  const known = ["rate", "refresh", "recordRoute", "failedCalls", "failedCalls.nodeDown"];
  expect(nearest("rat", known)).toBe("rate");
  expect(nearest("raet", known)).toBe("rate");
  expect(nearest("RecordRoute", known)).toBe("recordRoute");
  expect(nearest("failedCals", known)).toBe("failedCalls");
  expect(nearest("failedCalls.nodeDwon", known)).toBe("failedCalls.nodeDown");
  expect(nearest("colour", known)).toBeUndefined();
  expect(nearest("x".repeat(10_000), known)).toBeUndefined();
});

test("words are listed as one would say them", () => {
  expect(oneOf(["a"])).toBe("a");
  expect(oneOf(["a", "b", "c"])).toBe("a, b or c");
  expect(oneOf(["a", "b", "c", "d"], 2)).toBe("a, b, … (4 in all)");
});

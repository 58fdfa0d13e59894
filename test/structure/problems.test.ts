import fc from "fast-check";
import { expect, test } from "vitest";
import { DEPTH_MAX, structureProblems } from "../../src/structure/problems.ts";
import type { Complaint } from "../../src/units/refused.ts";
import { structures } from "./structures.ts";

fc.configureGlobal({ seed: 2008 });

const paths = (value: unknown, known?: ReadonlySet<string>): string[] =>
  structureProblems(value, known).map((problem) => problem.path.join("."));

test("a well-formed structure has no problems, duplicates included", () => {
  fc.assert(
    fc.property(structures, (needs) => {
      expect(structureProblems(needs)).toEqual([]);
    }),
  );
  expect(structureProblems({ anyOf: ["a", "a", "a"] })).toEqual([]);
});

test("every problem is reported, each where it stands", () => {
  const broken = {
    allOf: [
      "network",
      { anyOf: [] },
      { atLeast: 3, of: ["a", "b"] },
      { atLeast: 1.5, of: ["a", ""] },
      7,
      { oneOf: ["a"] },
    ],
  };
  expect(paths(broken)).toEqual([
    "allOf.1.anyOf",
    "allOf.2.atLeast",
    "allOf.3.atLeast",
    "allOf.3.of.1",
    "allOf.4",
    "allOf.5",
  ]);
});

const said = ({ found, expected }: Complaint): string => `found ${found}; expected ${expected}.`;

test("messages say what was found and what was expected", () => {
  expect(said(structureProblems({ atLeast: 3, of: ["a", "b"] })[0]!)).toBe(
    "found 3 of 2: never up; expected at most 2, or more parts.",
  );
  expect(said(structureProblems({ atLeast: 0, of: ["a", "b"] })[0]!)).toBe(
    "found number 0; expected a whole number from 1 to 2.",
  );
  expect(said(structureProblems({ atLeast: 1 })[0]!)).toContain("allOf");
  expect(said(structureProblems({ allOf: "a" })[0]!)).toBe('found "a"; expected a list of parts.');
  expect(said(structureProblems(null)[0]!)).toContain("found nothing");
  expect(structureProblems({ allOf: ["a"], anyOf: ["b"] })).toHaveLength(1);
});

test("unknown components are named, with those that exist", () => {
  const problems = structureProblems({ allOf: ["a", "prxy"] }, new Set(["a", "proxy"]));
  expect(problems).toEqual([
    { path: ["allOf", 1], found: 'the unknown component "prxy"', expected: 'one of "a", "proxy"', hint: "" },
  ]);
});

test("a structure that is too deep, or contains itself, is refused at once", () => {
  let deep: unknown = "a";
  for (let level = 1; level < DEPTH_MAX; level++) deep = { allOf: [deep] };
  expect(structureProblems(deep)).toEqual([]);
  expect(paths({ allOf: [deep] })).toEqual([""]);
  const loop: { allOf: unknown[] } = { allOf: [] };
  loop.allOf.push(loop, loop, loop);
  expect(paths(loop)).toEqual([""]);
});

test("parts shared by reference are checked once: a doubling ladder of 100 rungs takes no time", () => {
  let ladder: unknown = "a";
  for (let rung = 0; rung < 100; rung++) ladder = { anyOf: [ladder, ladder] };
  expect(structureProblems(ladder)).toEqual([]);
});

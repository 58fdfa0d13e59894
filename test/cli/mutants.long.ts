/** Thirty-five thousand inputs that something happened to, some 20 minutes; `npx vitest run test/cli/mutants` runs the first few. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { KINDS, type Kind, Menagerie } from "./mutants.ts";

let menagerie: Menagerie;
beforeAll(async () => {
  menagerie = await Menagerie.open();
});
afterAll(() => menagerie?.close());

/** Texts are read in a moment; what is drawn or computed again takes longer. */
const SLOW: Readonly<Partial<Record<Kind, number>>> = {
  table: 3000,
  directory: 3000,
  measurement: 2400,
  model: 2400,
  study: 500,
};
const counts = (kind: Kind): number => SLOW[kind] ?? 4800;

test.each(Object.keys(KINDS) as Kind[])("thousands of a %s", { timeout: 3_600_000 }, async (kind) => {
  menagerie.codes.clear();
  expect(await menagerie.complaints(kind, 1000, counts(kind))).toEqual([]);
  // Both kinds must have been met, or nothing was tested.
  expect(menagerie.codes.get(0), "some are still sound").toBeGreaterThan(counts(kind) / 100);
  expect(menagerie.codes.get(2), "some are refused").toBeGreaterThan(counts(kind) / 20);
});

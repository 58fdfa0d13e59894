/** Inputs of all kinds that something happened to: no stack, no silence, no internal error, nothing opened that was not named. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { less } from "../long.ts";
import { KINDS, type Kind, Menagerie } from "./mutants.ts";

let menagerie: Menagerie;
beforeAll(async () => {
  menagerie = await Menagerie.open();
});
afterAll(() => menagerie?.close());

const EACH = less(6, 10);

test.each(Object.keys(KINDS) as Kind[])(`${EACH} of a %s`, async (kind) => {
  expect(await menagerie.complaints(kind, 0, EACH)).toEqual([]);
});

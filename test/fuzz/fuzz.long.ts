/** Thousands of worlds. `sipnines fuzz --seed S --world K` plays one of them again. */
import { expect, test } from "vitest";
import { surveyWorlds } from "../../src/fuzz/world-survey.ts";

test.each([1, 2, 3, 4])("three thousand worlds, seed %d", async (seed) => {
  const { broken } = await surveyWorlds({ seed, first: 0, worlds: 3000 });
  expect(
    broken.map(({ number, violations }) => ({ command: `sipnines fuzz --seed ${seed} --world ${number}`, violations })),
  ).toEqual([]);
});

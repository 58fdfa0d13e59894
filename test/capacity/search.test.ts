/** The search for a rate, over queues that textbooks know: the interval covers, and is as narrow as was asked. */
import { expect, test } from "vitest";
import { type Found, searchRate } from "../../src/capacity/search.ts";
import { covering, QUEUES, uniforms } from "./oracles.ts";

test.each(Object.entries(QUEUES))("%s", async (_, { truth, search }) => {
  // Of 2 intervals of 95 % none covers with probability 0.25 %; seeds are fixed. More of them: coverage.long.ts.
  expect(await covering(truth, 0.03, 2, search)).toBeGreaterThanOrEqual(1);
});

const never = () => Promise.resolve(false);
const parts = { start: 10, precision: 0.01, most: 50, isOver: never };

test("of several responses the first to pass its bound counts, wherever the guess lies", async () => {
  for (const start of [0.1, 90, 3000]) {
    const probe = (rate: number, i: number) => [rate / 100 + uniforms(i)() / 100, rate / 80, rate / 300];
    const found = await searchRate({ ...parts, start, bounds: [1.005, 1, 1], late: [0, 0, 0], probe });
    expect(found).toMatchObject({ kind: "found", criterion: 1 });
    expect((found as Found).rate).toBeCloseTo(80, 6);
  }
});

test("a corner: nothing is lost below 100, and all that is more above", async () => {
  const probe = (rate: number) => [Math.max(0, 1 - 100 / rate)];
  const found = (await searchRate({ ...parts, bounds: [0.001], late: [0], probe })) as Found;
  const truth = 100 / 0.999;
  expect(Math.abs(found.rate / truth - 1)).toBeLessThan(0.004);
  // Nothing varies from replication to replication, and yet the place is known no better than the window is wide.
  expect(found.low!).toBeLessThan(truth);
  expect(found.high!).toBeGreaterThan(truth);
});

test("bounds that hold always or never, and a search that is ended", async () => {
  expect(await searchRate({ ...parts, bounds: [1], late: [0], probe: () => [0] })).toMatchObject({ kind: "unbounded" });
  expect(await searchRate({ ...parts, bounds: [1, 1], late: [0, 0], probe: () => [0, 2] })).toMatchObject({
    kind: "never",
    criterion: 1,
  });
  let asked = 0;
  const isOver = () => Promise.resolve(++asked > 20);
  expect(await searchRate({ ...parts, bounds: [1], late: [0], probe: (rate) => [rate], isOver })).toEqual({
    kind: "interrupted",
  });
});

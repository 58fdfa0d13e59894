import fc from "fast-check";
import { expect, test } from "vitest";
import { less } from "../long.ts";
import { calmWorlds, troubledWorlds } from "./random-worlds.ts";
import { served, withstand } from "./troubled-worlds.ts";

test("both engines agree event for event, calls end once with a cause, and the dead are silent, whatever goes wrong", () => {
  let events = 0;
  fc.assert(
    fc.property(troubledWorlds, (scenario) => {
      events += withstand(scenario, 1);
    }),
    { numRuns: less(40, 100), seed: 20080601 },
  );
  expect(events).toBeGreaterThan(less(10_000, 25_000));
});

test("after everything is mended and has started again, every address is served by one node, whom the callers know", () => {
  let failovers = 0;
  fc.assert(
    fc.property(calmWorlds, (scenario) => {
      failovers += served(scenario, 1);
    }),
    { numRuns: less(40, 80), seed: 20080602 },
  );
  expect(failovers).toBeGreaterThan(less(5, 10));
});

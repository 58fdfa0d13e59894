import fc from "fast-check";
import { expect, test } from "vitest";
import { troubledWorlds } from "./random-worlds.ts";
import { withstand } from "./troubled-worlds.ts";

test("both engines agree event for event, calls end once with a cause, and the dead are silent, whatever goes wrong", () => {
  let events = 0;
  fc.assert(
    fc.property(troubledWorlds, (scenario) => {
      events += withstand(scenario, 1);
    }),
    { numRuns: 200, seed: 20080601 },
  );
  expect(events).toBeGreaterThan(50_000);
});

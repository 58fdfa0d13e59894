/** Thousands of worlds in trouble. A failure prints seed and path, by which fast-check finds the same world again. */
import fc from "fast-check";
import { test } from "vitest";
import { calmWorlds, troubledWorlds } from "./random-worlds.ts";
import { served, withstand } from "./troubled-worlds.ts";

test.each([1, 2, 3, 4, 5])("a thousand worlds, seed %d", (seed) => {
  fc.assert(
    fc.property(troubledWorlds, fc.nat(1000), (scenario, replication) => {
      withstand(scenario, replication);
    }),
    { numRuns: 1000, seed },
  );
});

test.each([1, 2, 3])("a thousand worlds that calm down, seed %d", (seed) => {
  fc.assert(
    fc.property(calmWorlds, fc.nat(1000), (scenario, replication) => {
      served(scenario, replication);
    }),
    { numRuns: 1000, seed },
  );
});

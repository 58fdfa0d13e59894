import { expect, test } from "vitest";
import { modelOfServers } from "../../src/analysis/server-model.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { atLeast } from "../../src/structure/expression.ts";

test("an uncovered failure of the only active is put down to coverage, λ(1 − c)T, though a standby was well", () => {
  const { budget, outage } = serviceAvailability(
    modelOfServers({
      servers: 4,
      mttf: 1500,
      mttr: 72,
      standbyFailureFactor: 1,
      coverage: { probability: 0.99, uncovered: "blocks group", manualRecovery: 0.5 },
    }),
  );
  const coverage = budget.find(({ cause }) => cause === "coverage")!;
  expect(coverage.unavailability / ((0.01 * 0.5) / 1500)).toBeCloseTo(1, 2);
  const sum = budget.reduce((total, { unavailability }) => total + unavailability, 0);
  expect(sum / outage.unavailability).toBeCloseTo(1, 12);
});

test.each([
  [1, ["single failure"]],
  [2, ["single failure"]],
  [3, ["several failures"]],
])("of %d nodes of which two are needed, if there are as many", (count, causes) => {
  const names = ["a", "b", "c"].slice(0, count);
  const structure = atLeast(Math.min(2, count), ...names);
  const group = { name: "g", nodes: names, active: count, mttf: 1000, repair: { mean: 10, stages: 1 } };
  const { budget } = serviceAvailability({ needs: structure, groups: [group], crews: [] });
  expect(budget.map(({ cause }) => cause)).toEqual(causes);
});

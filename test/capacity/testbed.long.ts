/** The capacity of the testbed's core as docs/testbed.md tells it, held against what was measured. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { serviceCapacity } from "../../src/capacity/service-capacity.ts";
import { SteadyService } from "../../src/capacity/steady-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const path = "scenarios/testbed/capacity.yaml";

test("the model's capacity lies between the highest rate of a run without losses and the lowest at which all lost calls", {
  timeout: 900_000,
}, async () => {
  const { scenario } = parseScenario(readFileSync(path, "utf8"), path);
  const found = await serviceCapacity(new SteadyService(scenario!, { loss: 0.01 }), { precision: 0.05, most: 400 });
  const rows = readFileSync("scenarios/testbed/measured/capacity.csv", "utf8").trim().split("\n").slice(1);
  const runs = rows
    .map((row) => row.split(","))
    .map((cells) => ({ rate: Number.parseFloat(cells[0]!), loss: Number(cells[3]) }));
  const lossless = Math.max(...runs.filter(({ loss }) => loss === 0).map(({ rate }) => rate));
  const lossy = Math.min(...runs.filter(({ rate }) => rate > lossless).map(({ rate }) => rate));
  expect([lossless, lossy]).toEqual([1600, 2000]);
  if (found === "interrupted" || "unboundedAt" in found) expect.fail("a capacity");
  expect(found.rate).toBeGreaterThan(lossless);
  expect(found.rate).toBeLessThan(lossy);
});

/** The capacity of the testbed's core as docs/testbed.md tells it, held against what was measured. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { serviceCapacity } from "../../src/capacity/service-capacity.ts";
import { SteadyService } from "../../src/capacity/steady-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

/** Rates and shares of calls lost, run by run. */
const measured = (file: string) =>
  readFileSync(`scenarios/testbed/measured/${file}`, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(","))
    .map((cells) => ({ rate: Number.parseFloat(cells[0]!), loss: Number(cells[3]) }));

async function capacityOf(file: string, most: number): Promise<number> {
  const path = `scenarios/testbed/${file}`;
  const { scenario } = parseScenario(readFileSync(path, "utf8"), path);
  const found = await serviceCapacity(new SteadyService(scenario!, { loss: 0.01 }), { precision: 0.05, most });
  if (found === "interrupted" || "unboundedAt" in found) expect.fail("a capacity");
  process.stdout.write(`${file}: ${found.rate} calls/s, ${JSON.stringify(found.interval)}\n`);
  return found.rate;
}

test("the model's capacity lies between the highest rate of a run without losses and the lowest at which all lost calls", async () => {
  const runs = measured("capacity.csv");
  const lossless = Math.max(...runs.filter(({ loss }) => loss === 0).map(({ rate }) => rate));
  const lossy = Math.min(...runs.filter(({ rate }) => rate > lossless).map(({ rate }) => rate));
  expect([lossless, lossy]).toEqual([1600, 2000]);
  const capacity = await capacityOf("capacity.yaml", 400);
  expect(capacity).toBeGreaterThan(lossless);
  expect(capacity).toBeLessThan(lossy);
});

test("with the database on the same core it lies above all rates that were measured, none of which lost a call", async () => {
  const runs = measured("capacity-database.csv");
  expect(runs.every(({ loss }) => loss === 0)).toBe(true);
  const highest = Math.max(...runs.map(({ rate }) => rate));
  expect(await capacityOf("capacity-database.yaml", 200)).toBeGreaterThan(highest);
});

/** Calls that a back-to-back user agent drops stand with their interval and their cause in what `run` prints, and in its JSON. */
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

beforeAll(ensureBuilt);

const SCENARIO = ["run", "scenarios/one-of-two-dies.yaml", "--set", "expect={}"];
interface Figure {
  readonly mean: number;
  readonly ci95: readonly [number, number];
}

test("50 calls a second of three minutes on two, one dies: 4500 within the interval, dropped because their dialogs were lost", async () => {
  const dialogs = ["--set", "architecture.tiers.proxies.dialogs={}"];
  const { code, stdout } = await invoke(...SCENARIO, ...dialogs, "--json");
  expect(code).toBe(0);
  const { metrics } = JSON.parse(stdout) as { metrics: Record<string, Figure> };
  const { droppedCalls: dropped } = metrics;
  expect(metrics["failedCalls.dialogLost"]).toEqual(dropped);
  const [low, high] = dropped!.ci95;
  expect(low).toBeLessThan(4500);
  expect(high).toBeGreaterThan(4500);
  // Five Poisson counts have a mean with a deviation of 30; their interval is seldom wider than 2.8 × 2 × 30 × 1.5.
  expect(high - low).toBeLessThan(250);
  const table = (await invoke(...SCENARIO, ...dialogs, "--replications", "1")).stdout;
  expect(table).toMatch(/^droppedCalls\s+4\d{3} .* calls$/m);
  expect(table).toMatch(/^failedCalls\.dialogLost\s+4\d{3} .* calls$/m);
  expect(table).toMatch(/4\d{3} because the server in between had lost their dialog \(481\)/);
  expect(table).toMatch(/4\d{3} were in progress and were dropped; 1?\d\d were being set up on a node that died/);
});

test("what stateful proxies lose that drop stray responses is told as well", async () => {
  const drops = ["--set", "architecture.tiers.proxies.transactions.strayResponses=drop"];
  const { stdout } = await invoke(...SCENARIO, ...drops, "--replications", "1");
  expect(stdout).toMatch(/Beside it 1?\d\d were being set up on a node that died\.$/m);
});

/** A registrar that comes back, as it was measured: what scenarios/testbed/measured/resync.csv says, against the law that the model follows. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const [head, ...lines] = readFileSync("scenarios/testbed/measured/resync.csv", "utf8").trim().split("\n");
const names = head!.split(",");
const runs = lines.map((line) => {
  const values = line.split(",").map(Number);
  return (name: string) => values[names.indexOf(name)]!;
});
const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

test("404s are rate × ∫ (1 − bindings/N) dt, but for calls that were lost otherwise, whose callee may have been missing as well", () => {
  expect(runs.length).toBe(12);
  for (const run of runs) {
    const expected = run("rate") * run("missingSeconds");
    const refused = run("failedCalls.bindingMissing");
    expect(refused).toBeLessThan(expected + 3 * Math.sqrt(expected));
    expect(refused + run("otherLostCalls")).toBeGreaterThan(expected - 3 * Math.sqrt(expected));
  }
});

test("complete 0.13 to 0.3 ms a binding after 0.18 s; 1000 half a second later where the receive buffer overflowed, but for one of five", () => {
  const each = runs.filter((run) => run("users") === 30_000).map((run) => (run("full") - 0.18) / run("users"));
  expect(median(each)).toBeGreaterThan(0.13e-3);
  expect(median(each)).toBeLessThan(0.3e-3);
  const small = runs.filter((run) => run("users") === 1000);
  const overflowed = small.filter((run) => run("droppedMessages") > 0);
  const others = small.filter((run) => run("droppedMessages") === 0);
  expect(others.map((run) => run("full") < 0.18 + 1000 * 0.3e-3)).toEqual([true]);
  const late = overflowed.map((run) => run("full") - 0.5).filter((time) => time > 0 && time < 0.18 + 1000 * 0.3e-3);
  expect([late.length, overflowed.length]).toEqual([4, 5]);
});

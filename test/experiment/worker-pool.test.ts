/** An interruption of threads that are in the middle of something long. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WorkerPool } from "../../src/experiment/worker-pool.ts";
import { newDirectory } from "./plans.ts";

/** A module whose work of so many milliseconds cannot be talked to. */
function busy(milliseconds: number): string {
  const path = join(newDirectory(), "busy.mjs");
  const spin = `() => { const end = Date.now() + ${milliseconds}; while (Date.now() < end); return []; }`;
  writeFileSync(path, `export default ${spin};\nexport const parcel = ${spin};\n`);
  return path;
}

test.each([
  [
    "a list",
    (pool: WorkerPool, signal: AbortSignal, done: () => void) => pool.runAll([1], () => ({}) as never, done, signal),
  ],
  [
    "a parcel",
    (pool: WorkerPool, signal: AbortSignal, done: () => void) => {
      signal.addEventListener("abort", () => pool.withdraw());
      return pool.parcel({} as never).then((result) => "withdrawn" in result || done());
    },
  ],
])("ends %s within a second, and leaves out what was not finished by then", async (_, work) => {
  const pool = new WorkerPool(1, busy(8000));
  const interruption = new AbortController();
  let isDone = false;
  const working = work(pool, interruption.signal, () => (isDone = true));
  await new Promise((resolve) => setTimeout(resolve, 300)); // the thread has started and is busy
  interruption.abort();
  const from = performance.now();
  await working;
  const took = performance.now() - from;
  await pool.close();
  expect(took).toBeLessThan(1000);
  expect(isDone).toBe(false);
});

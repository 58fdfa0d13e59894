/** An interruption of threads that are in the middle of something long. */

import { getEventListeners } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WorkerPool } from "../../src/experiment/worker-pool.ts";
import { newDirectory } from "./plans.ts";
import { pause } from "./process.ts";

/** A module whose work never ends and cannot be talked to; a file tells that it has begun. */
function busy(): { readonly path: string; readonly begun: string } {
  const directory = newDirectory();
  const [path, begun] = [join(directory, "busy.mjs"), join(directory, "begun")];
  const spin = `() => { writeFileSync(${JSON.stringify(begun)}, ""); for (;;); }`;
  const module = `import { writeFileSync } from "node:fs";\nexport default ${spin};\nexport const parcel = ${spin};\n`;
  writeFileSync(path, module);
  return { path, begun };
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
  const { path, begun } = busy();
  const pool = new WorkerPool(1, path);
  const interruption = new AbortController();
  let isDone = false;
  const working = work(pool, interruption.signal, () => (isDone = true));
  while (!existsSync(begun)) await pause(10);
  interruption.abort();
  // A second of the same clock: who is late on a busy machine is late for both.
  const first = await Promise.race([working.then(() => "the work"), pause(1000).then(() => "the second")]);
  await pool.close();
  expect(first).toBe("the work");
  expect(isDone).toBe(false);
});

test("work that is done listens for no interruption any more", async () => {
  const { signal } = new AbortController();
  const pool = new WorkerPool(1, busy().path);
  for (let i = 0; i < 12; i++)
    await pool.runAll(
      [],
      () => ({}) as never,
      () => {},
      signal,
    );
  await pool.close();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

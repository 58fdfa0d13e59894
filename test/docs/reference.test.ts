/** The reference pages are what the program reads and measures today. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../cli/built.ts";

beforeAll(ensureBuilt);

test("npm run reference would change nothing", async () => {
  const run = promisify(execFile)(process.execPath, ["scripts/reference.mjs", "--check"]);
  const { stderr } = await run.catch((error: { stderr: string }) => error);
  expect(stderr).toBe("");
});

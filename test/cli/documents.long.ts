/** The documents of `reproduce` and `table1` conform to their schemas. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "./built.ts";
import { answerOf } from "./conforming.ts";

beforeAll(ensureBuilt);

test("reproduce --quick", async () => {
  const out = mkdtempSync(join(tmpdir(), "sipnines-thesis-"));
  const document = (await answerOf("reproduce", "reproduce", "--quick", "--out", out)) as { claims: unknown[] };
  expect(document.claims.length).toBeGreaterThan(20);
  rmSync(out, { recursive: true });
});

test("table1 --quick", async () => {
  await answerOf("table1", "table1", "--quick");
});

test("reproduce --calibrate --quick", async () => {
  await answerOf("reproduce-calibrate", "reproduce", "--calibrate", "--quick");
});

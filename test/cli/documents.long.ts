/** The documents of commands that take long conform to their schemas. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "./built.ts";
import { answerOf, expectConforming } from "./conforming.ts";

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

test("capacity, and its file", async () => {
  const out = mkdtempSync(join(tmpdir(), "sipnines-capacity-"));
  const bounds = ["--max-loss", "1%", "--max-setup", "p95 1 s"];
  await answerOf("capacity", "capacity", "scenarios/single.yaml", ...bounds, "--out", out);
  expectConforming("capacity-file", JSON.parse(readFileSync(join(out, "capacity.json"), "utf8")));
  rmSync(out, { recursive: true });
});

test("fuzz --agreement", async () => {
  await answerOf("fuzz-agreement", "fuzz", "--agreement", "--worlds", "1");
});

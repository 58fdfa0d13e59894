/** `sipnines table1` as a user runs it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const out = mkdtempSync(join(tmpdir(), "sipnines-table1-"));
beforeAll(ensureBuilt);
afterAll(() => rmSync(out, { recursive: true }));

test("prints every design with the rules of its cells, and writes them as CSV", async () => {
  const { code, stdout, stderr } = await invoke("table1", "--quick", "--json", "--out", out);
  expect(code, stderr).toBe(0);
  const { designs, rules } = JSON.parse(stdout) as {
    designs: { scheme: string; redundancyModel: string; lostSeconds: number; nines: number }[];
    rules: Record<string, string>;
  };
  const byHand = parse(readFileSync(`${root}test/architecture/by-hand.yaml`, "utf8")) as Record<string, unknown>;
  expect(designs.map(({ scheme }) => scheme).sort()).toEqual(Object.keys(byHand).sort());
  for (const cell of Object.keys(rules)) for (const design of designs) expect(design).toHaveProperty(cell);

  const [header, ...rows] = readFileSync(join(out, "table1-all.csv"), "utf8").trimEnd().split("\n");
  expect(header!.split(",").slice(0, 3)).toEqual(["design", "redundancyModel", "failoverMechanism"]);
  expect(rows.map((row) => row.split(",")[0])).toEqual(designs.map(({ scheme }) => scheme));
  expect(designs.find(({ scheme }) => scheme === "single")).toMatchObject({
    redundancyModel: "Proxy: 1+0",
    lostSeconds: 104,
  });
});

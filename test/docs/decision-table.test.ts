/** "Which preset is mine?" in docs/architectures.md: what every row says is run, by default and with the value that it says to change first. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../cli/built.ts";
import { invoke } from "../cli/in-process.ts";
import { some } from "../long.ts";
import { root } from "./page.ts";

const page = readFileSync(join(root, "docs/architectures.md"), "utf8");
const table = page.slice(page.indexOf("| what you have |")).split("\n\n")[0]!;
/** What stands in code marks. */
const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
const rows = table
  .split("\n")
  .slice(2)
  .map((line) =>
    line
      .split(/(?<=[^\\])\|/)
      .map((cell) => cell.trim())
      .slice(0, -1),
  )
  .map(([, preset, dies, byDefault, , change, after]) => {
    const [name, ...more] = codes(preset!);
    return { preset: name!, dies: dies!, more, byDefault: byDefault!, change: codes(change!), after: after! };
  });

beforeAll(ensureBuilt, 120_000);

async function failed(preset: string, dies: string, settings: readonly string[]): Promise<number> {
  const set = [`architecture.preset=${preset}`, `faults.0.kill=${dies}`, ...settings].flatMap((one) => ["--set", one]);
  const { stdout } = await invoke("run", join(root, "scenarios/which-preset.yaml"), ...set, "--json", "--quiet");
  return (JSON.parse(stdout) as { metrics: { failedCalls: { mean: number } } }).metrics.failedCalls.mean;
}

test("a row for what people have", () => {
  expect(rows.length).toBeGreaterThanOrEqual(14);
  expect(rows.flatMap(({ preset, dies }) => (preset && dies ? [] : [preset]))).toEqual([]);
});

test.each(some(rows, [1, 12]))(
  "$preset loses what its row says",
  async (row) => {
    const said = (text: string) => Number(/^\d+/.exec(text)![0]);
    expect(Math.abs((await failed(row.preset, row.dies, row.more)) - said(row.byDefault))).toBeLessThan(1);
    if (row.change.length === 0) return;
    expect(Math.abs((await failed(row.preset, row.dies, [...row.more, ...row.change])) - said(row.after))).toBeLessThan(
      1,
    );
  },
  120_000,
);

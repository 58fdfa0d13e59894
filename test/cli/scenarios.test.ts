/** Every scenario holds what it promises: adding a file adds a test. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { companionsOf } from "../../src/cli/files.ts";
import { judged } from "../../src/experiment/expectation.ts";
import type { SummaryRow } from "../../src/experiment/summary.ts";
import { eventsOf } from "../../src/scenario/amount-of-work.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { isMet } from "../../src/scenario/verdict.ts";
import { less } from "../long.ts";
import { runnable } from "../scenario/mutations.ts";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

/** Replications and events at most, replications at least; whole blocks where clock phases are stratified. */
const ENOUGH = less(4, 12);
const EVENTS = less(4e5, 2e6);
const LEAST = less(2, 4);
/** What needs more events than this even so is for the long tests. */
const EVENTS_HERE = less(1e6, Infinity);

const scenarioOf = (file: string) => parseScenario(runnable.get(file)!, file, [], companionsOf(`${root}${file}`));

/** How often a scenario is run here; 0: only in the long tests. */
function replicationsOf(file: string): number {
  const { scenario } = scenarioOf(file);
  if (scenario === undefined) return 0;
  const { replications, stratify } = scenario.run;
  const events = eventsOf(scenario);
  if (events * Math.max(stratify, LEAST) > EVENTS_HERE) return 0;
  const most = Math.min(ENOUGH, Math.max(LEAST, Math.floor(EVENTS / events)));
  return Math.min(replications, Math.max(stratify, Math.floor(most / stratify) * stratify));
}

const work = new Map([...runnable.keys()].map((file) => [file, replicationsOf(file)]));
const played = [...work].filter(([, replications]) => replications > 0);

/** Runs scenarios one after the other by the built library, several times as fast as by the sources under test. */
const PROGRAM = `
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
const { Source, parseScenario, simulate, summarise } = await import(${JSON.stringify(pathToFileURL(join(root, "dist/index.js")).href)});
const rows = {};
for (const [file, replications] of Object.entries(JSON.parse(process.argv[1]))) {
  const beside = (path) => ({ source: new Source(path, readFileSync(join(dirname(file), path), "utf8")) });
  const { scenario } = parseScenario(readFileSync(file, "utf8"), file, [], beside);
  const [figures] = await simulate([{ scenario, replications }], { engine: "native", workers: 0 });
  rows[file] = summarise(figures, scenario.run.stratify);
}
console.log(JSON.stringify(rows));`;

let rows: Readonly<Record<string, readonly SummaryRow[]>>;
beforeAll(async () => {
  await ensureBuilt();
  const words = ["--input-type=module", "-e", PROGRAM, JSON.stringify(Object.fromEntries(played))];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, maxBuffer: 2 ** 26 });
  rows = JSON.parse(stdout);
});

test.each([...runnable.keys()])("%s expects something, and says why", (file) => {
  const { scenario, problems } = scenarioOf(file);
  expect(problems).toBeUndefined();
  expect(scenario!.expect.length, "a scenario without an expectation is only an example").toBeGreaterThan(0);
  expect(scenario!.expect.filter(({ because }) => because === undefined)).toEqual([]);
});

test.each(played)("%s holds what it promises", (file) => {
  const judgements = judged(scenarioOf(file).scenario!, rows[file]!);
  expect(judgements.length).toBeGreaterThan(0);
  // The mean itself is within the bounds: with so few replications the interval need not be.
  expect(judgements.filter((one) => one.verdict === "fails" || !isMet(one.expectation, one.mean))).toEqual([]);
});

test("a user who runs one is told the same", async () => {
  const words = ["run", "scenarios/sipp-flows.yaml", "--json", "--replications", "4"];
  const { code, stdout, stderr } = await invoke(...words);
  const { expectations } = JSON.parse(stdout) as { expectations: { verdict: string }[] };
  expect(new Set(expectations.map(({ verdict }) => verdict)).has("fails")).toBe(false);
  expect(code, stderr).toBe(0);
});

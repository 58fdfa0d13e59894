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
import { runnable } from "../scenario/mutations.ts";
import { ensureBuilt, root, sipnines } from "./built.ts";

/** Replications and events at most, four replications at least; whole blocks where clock phases are stratified. */
const ENOUGH = 12;
const EVENTS = 2e6;
const LEAST = 4;

const scenarioOf = (file: string) => parseScenario(runnable.get(file)!, file, [], companionsOf(`${root}${file}`));

function replicationsOf(file: string): number {
  const { scenario } = scenarioOf(file);
  if (scenario === undefined) return 0;
  const { replications, stratify } = scenario.run;
  const most = Math.min(ENOUGH, Math.max(LEAST, Math.floor(EVENTS / eventsOf(scenario))));
  return Math.min(replications, Math.max(stratify, Math.floor(most / stratify) * stratify));
}

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
  const work = Object.fromEntries([...runnable.keys()].map((file) => [file, replicationsOf(file)]));
  const words = ["--input-type=module", "-e", PROGRAM, JSON.stringify(work)];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root, maxBuffer: 2 ** 26 });
  rows = JSON.parse(stdout);
});

test.each([...runnable.keys()])("%s", (file) => {
  const { scenario, problems } = scenarioOf(file);
  expect(problems).toBeUndefined();
  const judgements = judged(scenario!, rows[file]!);
  expect(judgements.length, "a scenario without an expectation is only an example").toBeGreaterThan(0);
  // The mean itself is within the bounds: with so few replications the interval need not be.
  expect(judgements.filter((one) => one.verdict === "fails" || !isMet(one.expectation, one.mean))).toEqual([]);
  expect(judgements.filter(({ expectation }) => expectation.because === undefined)).toEqual([]);
});

test("a user who runs one is told the same", async () => {
  const words = ["run", "scenarios/sipp-flows.yaml", "--json", "--replications", "4"];
  const { code, stdout, stderr } = await sipnines(words);
  const { expectations } = JSON.parse(stdout) as { expectations: { verdict: string }[] };
  expect(new Set(expectations.map(({ verdict }) => verdict)).has("fails")).toBe(false);
  expect(code, stderr).toBe(0);
});

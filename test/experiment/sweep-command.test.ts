import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt } from "../cli/built.ts";
import { invoke } from "../cli/in-process.ts";
import { newDirectory, SMALL } from "./plans.ts";
import { call, type Ended, program, resultsIn, start, unitsIn } from "./process.ts";

const outside = process.cwd();
const cwd = newDirectory();
beforeAll(async () => {
  await ensureBuilt();
  writeFileSync(join(cwd, "small.yaml"), `${SMALL}expect: { createdCalls: { atMost: 60, because: it is small } }\n`);
  process.chdir(cwd);
});
afterAll(() => process.chdir(outside));

/** Within this process; one of its own is for those that are killed or interrupted. */
async function sipnines(...words: string[]): Promise<Ended> {
  const { code, stdout, stderr } = await invoke(...words);
  return { code, out: stdout, err: stderr };
}
const STUDY = ["sweep", "small.yaml", "--vary", "rate=20,40", "--vary", "architecture=iprs,ppdr", "--raw"];
const COMPARED = [...STUDY, "--compare", "architecture", "--best", "failedCalls"];

test("threads, shards and interruptions leave no trace in the results", async () => {
  const one = await sipnines(...COMPARED, "--out", "one", "--workers", "1", "--quiet");
  expect([one.code, one.out, one.err]).toEqual([1, "", ""]); // 40/s for 2 s are more calls than it may make
  const expected = resultsIn(join(cwd, "one"));
  expect(Object.keys(expected)).toEqual([
    "best.csv",
    "calls.csv",
    "differences.csv",
    "effects.csv",
    "expectations.csv",
    "replications.csv",
    "study.json",
    "summary.csv",
  ]);
  await sipnines(...COMPARED, "--out", "two", "--workers", "2", "--quiet");
  expect(resultsIn(join(cwd, "two"))).toEqual(expected);

  for (const i of [3, 1, 2]) {
    const shard = await sipnines(...COMPARED, "--out", "parts", "--shard", `${i}/3`, "--workers", "0", "--quiet");
    expect([shard.code, shard.err]).toEqual([0, ""]);
  }
  expect(existsSync(join(cwd, "parts", "summary.csv"))).toBe(false);
  const merged = await sipnines("merge", "parts", "--quiet");
  expect([merged.code, merged.err]).toEqual([1, ""]);
  expect(resultsIn(join(cwd, "parts"))).toEqual(expected);

  // Long enough to be killed on any machine; what it would have computed is asked for in part.
  const words = [...COMPARED, "--set", "run.replications=2000", "--quiet", "--workers", "1"];
  const { child, ended } = start(program, cwd, [...words, "--out", "killed"]);
  await unitsIn(join(cwd, "killed"), 1);
  child.kill("SIGKILL");
  await ended;
  expect(existsSync(join(cwd, "killed", "lock"))).toBe(true);
  const [there] = JSON.parse((await sipnines("status", "killed", "--json")).out).directories;
  expect(there.atWork, "the dead do not work").toBe(null);
  const part = ["--replications", "20"];
  expect(there.replicationsMissing).toBeGreaterThan(0);
  const { code } = await sipnines("sweep", "--resume", "--out", "killed", "--quiet", ...part);
  expect(code).toBe(1);
  await sipnines(...words, "--out", "unharmed", ...part);
  expect(resultsIn(join(cwd, "killed"))).toEqual(resultsIn(join(cwd, "unharmed")));
});

test("the end of a terminal ends a sweep as Ctrl-C does, and no lock stays", async () => {
  const words = [...STUDY, "--set", "run.replications=2000", "--quiet", "--workers", "1", "--out", "hung-up"];
  const { child, ended } = start(program, cwd, words);
  await unitsIn(join(cwd, "hung-up"), 1);
  child.kill("SIGHUP");
  expect((await ended).code).toBe(130);
  expect(existsSync(join(cwd, "hung-up", "lock"))).toBe(false);
});

test("a study is extended by its directory alone, and tells what is there", async () => {
  const base = ["sweep", "small.yaml", "--vary", "rate=20,40", "--workers", "0", "--quiet"];
  await sipnines(...base, "--out", "grown", "--replications", "4");
  const asked = await sipnines(...base, "--out", "grown", "--replications", "9");
  expect(asked.code).toBe(2);
  expect(asked.err).toContain("--resume to go on with it or extend it");
  const before = resultsIn(join(cwd, "grown"));
  const more = ["--resume", "--out", "grown", "--replications", "9", "--quiet", "--workers", "0"];
  expect((await sipnines("sweep", ...more)).code).toBe(1);
  await sipnines(...base, "--out", "at-once", "--replications", "9");
  expect(resultsIn(join(cwd, "grown"))).toEqual(resultsIn(join(cwd, "at-once")));
  expect(resultsIn(join(cwd, "grown"))["summary.csv"]).not.toBe(before["summary.csv"]);
  const other = await sipnines(...base, "--seed", "8", "--out", "grown", "--resume");
  expect(other.err).toContain("which holds another study");

  const [unit] = readdirSync(join(cwd, "grown", "units"));
  const file = join(cwd, "grown", "units", unit!);
  truncateSync(file, statSync(file).size - 1);
  const status = JSON.parse((await sipnines("status", "grown", "--json")).out).directories;
  expect(status).toMatchObject([{ points: 2, replications: 18, sameModel: true, atWork: null }]);
  expect(status[0].replicationsMissing).toBeGreaterThan(0);
  const mended = await sipnines("sweep", "--resume", "--out", "grown", "--workers", "0");
  expect(mended.err).toContain("cut short; what it held is computed again");
  expect(resultsIn(join(cwd, "grown"))).toEqual(resultsIn(join(cwd, "at-once")));
});

test("a study that asks for fewer replications than are there says so", async () => {
  const again = (...words: string[]) => sipnines("sweep", "--resume", "--out", "fewer", "--workers", "0", ...words);
  await sipnines("sweep", "small.yaml", "--vary", "rate=20,40", "--replications", "12", "--out", "fewer", "--quiet");
  const said =
    "14 replications more are there and not used, since the study asks for fewer now; --resume --replications 12";
  expect((await again("--replications", "5")).out).toContain(said);
  expect((await again("--precision", "createdCalls=99%", "--minimum", "5", "--maximum", "5")).out).toContain(said);
  expect(JSON.parse((await again("--replications", "5", "--json")).out)).toMatchObject({
    replications: 10,
    unused: 14,
  });
  expect((await again("--replications", "12")).out).not.toContain("not used");
});

test("a study whose description was lost goes on with its scenario, and says so until then", async () => {
  const base = ["sweep", "small.yaml", "--vary", "rate=20,40", "--replications", "2", "--workers", "0", "--quiet"];
  await sipnines(...base, "--out", "lost");
  const before = resultsIn(join(cwd, "lost"));
  truncateSync(join(cwd, "lost", "study.json"), 100);
  const without = await sipnines("sweep", "--resume", "--out", "lost", "--quiet");
  expect([without.code, without.err]).toEqual([2, expect.stringContaining("lost/study.json: no JSON")]);
  expect(without.err).toContain("FILE with --resume");
  expect((await sipnines(...base, "--out", "lost")).err).toContain("lost/study.json: no JSON");
  expect(statSync(join(cwd, "lost", "study.json")).size).toBe(100);
  expect((await sipnines(...base, "--out", "lost", "--resume")).code).toBe(0);
  expect(resultsIn(join(cwd, "lost"))).toEqual(before);
  const nowhere = await sipnines(...base, "--out", "small.yaml/study");
  expect([nowhere.code, nowhere.err]).toEqual([
    2,
    expect.stringContaining("expected a directory that can be written to"),
  ]);
});

test("a dry run prints the points and writes nothing", async () => {
  const { out, code } = await sipnines(...STUDY, "--out", "dry", "--dry-run", "--workers", "2");
  expect(code).toBe(0);
  expect(out).toMatch(/4 points, 40 replications: about .* on 2 workers\. Nothing was run or written/);
  expect(out).toMatch(/\n +2 +20 +ppdr +10\n/);
  expect(existsSync(join(cwd, "dry"))).toBe(false);
});

test.each([
  [["--vary", "rate=1:10:0"], /--vary[\s\S]*\^+ found a step of zero/],
  [["--vary", "rate=0,20"], /point 1:1:6 {2}traffic\.calls\.rate/],
  [["--vary", "rate=10,20", "--compare", "speed"], /--compare[\s\S]*found "speed"; expected a parameter/],
  [["--precision", "failedCalls=0%"], /found "0%"; expected a width above 0/],
  [["--shard", "5/4"], /found "5\/4"/],
  [["--best", "failedCalls:most"], /expected lower or higher/],
])("sweep %j is refused, and nothing is written", async (words, message) => {
  const { code, err } = await sipnines("sweep", "small.yaml", ...words, "--out", "refused");
  expect(err).toMatch(message);
  expect(code).toBe(2);
  expect(existsSync(join(cwd, "refused"))).toBe(false);
});

test("a job script that would call a cache of npx says so", () => {
  const cached = join(cwd, "_npx", "0123", "sipnines");
  mkdirSync(dirname(cached), { recursive: true });
  symlinkSync(program, cached);
  const words = ["submit", "slurm", "small.yaml", "--vary", "rate=20,40"];
  expect(call(program, cwd, [...words, "--out", "shared"]).err).toBe("");
  const { code, err } = call(cached, cwd, [...words, "--out", "cached"]);
  expect(code).toBe(0);
  expect(err).toMatch(/^The job calls \S+\/_npx\/0123\/sipnines, in a cache of npx/);
  expect(err).toContain("npm install sipnines");
});

test("the same mistake at every point is told once", async () => {
  writeFileSync(join(cwd, "points.csv"), "rat;users\n20/s;5\n40/s;6\n60/s;7\n");
  const { code, err } = await sipnines("sweep", "small.yaml", "--points", "points.csv", "--dry-run");
  expect(code).toBe(2);
  expect(err.match(/unknown key "rat"/g)).toHaveLength(1);
});

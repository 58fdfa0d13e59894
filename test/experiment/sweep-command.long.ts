import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse/sync";
import { beforeAll, expect, test } from "vitest";
import { ResultStore } from "../../src/experiment/store/result-store.ts";
import { WorkerPool } from "../../src/experiment/worker-pool.ts";
import { Stream } from "../../src/random/stream.ts";
import { ensureBuilt } from "../cli/built.ts";
import { figuresIn, newDirectory, plan, run, SMALL, studyOf } from "./plans.ts";
import { call, pause, program, resultsIn, start, unitsIn } from "./process.ts";

let cwd = "";
beforeAll(async () => {
  await ensureBuilt();
  cwd = newDirectory();
  writeFileSync(join(cwd, "small.yaml"), `${SMALL}expect: { createdCalls: { atMost: 60, because: it is small } }\n`);
});

const sipnines = (...words: string[]) => call(program, cwd, words);
const STUDY = ["sweep", "small.yaml", "--vary", "rate=20,40", "--vary", "architecture=iprs,ppdr", "--raw"];
const COMPARED = [...STUDY, "--compare", "architecture", "--best", "failedCalls"];
const csv = (directory: string, name: string): Record<string, string>[] =>
  parse(resultsIn(join(cwd, directory))[name]!, { columns: true });

test("the tables say what the replications say", () => {
  sipnines(...COMPARED, "--out", "tables", "--workers", "0", "--quiet");
  const raw = csv("tables", "replications.csv");
  expect(raw.length).toBe(40);
  const failed = (rate: string, architecture: string) =>
    raw
      .filter((row) => row["rate"] === rate && row["architecture"] === architecture)
      .map((row) => Number(row["failedCalls"]));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  for (const row of csv("tables", "summary.csv").filter(({ metric }) => metric === "failedCalls"))
    expect(Number(row["mean"])).toBeCloseTo(mean(failed(row["rate"]!, row["architecture"]!)), 9);
  const [difference] = csv("tables", "differences.csv");
  expect(difference).toMatchObject({ rate: "20", first: "iprs", second: "ppdr", metric: "failedCalls", pairs: "10" });
  expect(Number(difference!["difference"])).toBeCloseTo(mean(failed("20", "iprs")) - mean(failed("20", "ppdr")), 9);
  const effect = csv("tables", "effects.csv").find((row) => row["effect"] === "architecture")!;
  const level = (name: string) => (mean(failed("20", name)) + mean(failed("40", name))) / 2;
  expect(Number(effect["mean"])).toBeCloseTo(level("ppdr") - level("iprs"), 9);
  const leader = csv("tables", "best.csv").toSorted((x, y) => Number(x["mean"]) - Number(y["mean"]))[0]!;
  expect(leader["verdict"]).not.toBe("beaten");
});

test("a run to a precision replicates until the interval is narrow, and reports expectations for pipelines", () => {
  const words = ["--vary", "rate=20,200", "--precision", "failedCalls=10%", "--maximum", "400", "--workers", "0"];
  const { out, code } = sipnines(
    "sweep",
    "small.yaml",
    ...words,
    "--out",
    "precise",
    "--json",
    "--junit",
    "report.xml",
  );
  const { results, imprecise } = JSON.parse(out);
  expect(imprecise).toBe(0);
  for (const { metrics, replications } of results) {
    const [low, high] = metrics.failedCalls.ci95;
    expect((high - low) / 2).toBeLessThanOrEqual(0.1 * metrics.failedCalls.mean);
    expect(replications).toBeGreaterThanOrEqual(10);
  }
  expect(results[0].replications).toBeGreaterThanOrEqual(results[1].replications);
  expect(code).toBe(1);
  const xml = readFileSync(join(cwd, "report.xml"), "utf8");
  expect(xml).toContain('<testsuites tests="2" failures="1" errors="0" skipped="0">');
  expect(xml).toContain('classname="small.yaml.rate=20" name="createdCalls at most 60"/>');
  expect(xml).toContain("it is small");
});

test("Ctrl-C finishes what is in work, writes what there is and says how to go on; meanwhile nobody else may", async () => {
  const words = ["sweep", "small.yaml", "--vary", "rate=20,40", "--replications", "100000", "--workers", "2"];
  const { child, ended } = start(program, cwd, [...words, "--out", "stopped"]);
  await unitsIn(join(cwd, "stopped"), 1);
  const second = sipnines("sweep", "--resume", "--out", "stopped");
  expect(second.code).toBe(2);
  expect(second.err).toMatch(/a directory in which process \d+ on .* is at work/);
  child.kill("SIGINT");
  const { code, err } = await ended;
  expect(code).toBe(130);
  expect(err).toContain("To go on: sipnines sweep --resume --out stopped");
  const rows = csv("stopped", "summary.csv");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => row["complete"] === "false")).toBe(true);
  expect(JSON.parse(sipnines("status", "stopped", "--json").out).directories[0]).toMatchObject({
    atWork: null,
    pointsComplete: 0,
  });
});

test("a job array is written for Slurm: a script that bash can read, whose tasks are the shards", () => {
  const { code, out } = sipnines(
    "submit",
    "slurm",
    "small.yaml",
    "--vary",
    "rate=20,40",
    "--out",
    "it's",
    "--tasks",
    "2",
  );
  expect(code).toBe(0);
  expect(out).toContain("2 tasks");
  const script = join("it's", "job-array.sh");
  const checked = call("-e", cwd, [
    `const { spawnSync } = require("node:child_process");
     const { status, stderr } = spawnSync("bash", ["-n", ${JSON.stringify(script)}]);
     process.stderr.write(stderr); process.exit(status);`,
  ]);
  expect([checked.code, checked.err]).toEqual([0, ""]);
  // What each task of the array runs, with the environment that Slurm gives it.
  for (const task of ["1", "0"]) {
    const words = ["sweep", "--resume", "--out", "it's", "--shard", "auto/2", "--workers", "0", "--quiet"];
    expect(call(program, cwd, words, { SLURM_ARRAY_TASK_ID: task }).code).toBe(0);
  }
  expect(sipnines("merge", "it's", "--quiet").code).toBe(1);
  sipnines("sweep", "small.yaml", "--vary", "rate=20,40", "--out", "plain", "--workers", "0", "--quiet");
  expect(resultsIn(join(cwd, "it's"))).toEqual(resultsIn(join(cwd, "plain")));
});

test("without sbatch the script is written and the lack is told", () => {
  mkdirSync(join(cwd, "no-programs"), { recursive: true });
  const words = ["submit", "slurm", "small.yaml", "--out", "unsent", "--submit"];
  const { code, err } = call(program, cwd, words, { PATH: join(cwd, "no-programs") });
  expect([code, err]).toEqual([2, "No sbatch on this machine: nothing was submitted.\n"]);
  expect(existsSync(join(cwd, "unsent", "job-array.sh"))).toBe(true);
});

test("shards of different studies are not merged", () => {
  sipnines("sweep", "small.yaml", "--vary", "rate=20,40", "--out", "a", "--workers", "0", "--quiet");
  sipnines("sweep", "small.yaml", "--vary", "rate=20,40", "--seed", "9", "--out", "b", "--workers", "0", "--quiet");
  const { code, err } = sipnines("merge", "a", "b", "--out", "c");
  expect(code).toBe(2);
  expect(err).toContain("different studies in a and b");
  expect(existsSync(join(cwd, "c"))).toBe(false);
});

test("killed at ten moments, and gone on with, the results are the same to the byte", async () => {
  const words = [
    "sweep",
    "small.yaml",
    "--vary",
    "rate=20:100:10",
    "--replications",
    "2000",
    "--workers",
    "2",
    "--quiet",
  ];
  sipnines(...words, "--out", "whole");
  const moments = new Stream("moments of death", 1);
  const mortal = join(cwd, "mortal");
  for (let kill = 0; kill < 10; kill++) {
    const again = kill === 0 ? [...words, "--out", "mortal"] : ["sweep", "--resume", "--out", "mortal", "--quiet"];
    const before = kill === 0 ? 0 : readdirSync(join(mortal, "units")).filter((name) => name.endsWith(".units")).length;
    const { child, ended } = start(program, cwd, again);
    await unitsIn(mortal, before + 1); // it is at work, however busy the machine
    await pause(300 * moments.uniform());
    expect(child.exitCode, "it is killed, not over").toBe(null);
    child.kill("SIGKILL");
    await ended;
  }
  const last = sipnines("sweep", "--resume", "--out", "mortal", "--quiet");
  expect(last.err).toBe("");
  expect(resultsIn(join(cwd, "mortal"))).toEqual(resultsIn(join(cwd, "whole")));
});

test("a full disk is told, loses nothing, and the study goes on when there is room", () => {
  const place = join(cwd, "tight");
  mkdirSync(place);
  const mount = (...options: string[]) =>
    spawnSync("mount", ["-t", "tmpfs", "-o", ...options, "tmpfs", place]).status === 0;
  if (!mount("size=120k")) return console.warn("No tmpfs can be mounted here: the full disk was not tried.");
  try {
    const words = ["sweep", "small.yaml", "--vary", "rate=20:100:2", "--replications", "20", "--quiet"];
    const { code, err } = sipnines(...words, "--out", "tight/study", "--workers", "2");
    expect(err).toContain("The disk is full");
    expect(err).toContain("sipnines sweep --resume --out tight/study");
    expect(code).toBe(130);
    expect(mount("remount,size=4m")).toBe(true);
    sipnines("sweep", "--resume", "--out", "tight/study", "--quiet");
    sipnines(...words, "--out", "roomy");
    expect(resultsIn(join(place, "study"))).toEqual(resultsIn(join(cwd, "roomy")));
  } finally {
    spawnSync("umount", [place]);
  }
});

test("a file system that becomes read-only in mid-run is told, and so is one that was so from the beginning", async () => {
  const place = join(cwd, "closing");
  mkdirSync(place);
  const mount = (...options: string[]) =>
    spawnSync("mount", ["-t", "tmpfs", "-o", ...options, "tmpfs", place]).status === 0;
  if (!mount("size=4m")) return console.warn("No tmpfs can be mounted here: the read-only file system was not tried.");
  try {
    const words = ["sweep", "small.yaml", "--vary", "rate=20:100:10", "--replications", "300", "--quiet"];
    const { ended } = start(program, cwd, [...words, "--out", "closing/study", "--workers", "2"]);
    await unitsIn(join(place, "study"), 2);
    while (!mount("remount,ro")) await pause(5); // busy while a file is being written
    const { code, err } = await ended;
    expect(err).toContain("The file system has become read-only");
    expect(err).toContain("When there is room again: sipnines sweep --resume --out closing/study");
    expect(code).toBe(130);
    const refused = sipnines(...words, "--out", "closing/other");
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("read-only file system")]);
    expect(mount("remount,rw")).toBe(true);
    expect(sipnines("sweep", "--resume", "--out", "closing/study", "--quiet").code).toBe(1);
    sipnines(...words, "--out", "open");
    expect(resultsIn(join(place, "study"))).toEqual(resultsIn(join(cwd, "open")));
  } finally {
    spawnSync("umount", [place]);
  }
});

test("a merge onto a full disk is told, and repeated when there is room", () => {
  const place = join(cwd, "narrow");
  mkdirSync(place);
  const mount = (...options: string[]) =>
    spawnSync("mount", ["-t", "tmpfs", "-o", ...options, "tmpfs", place]).status === 0;
  if (!mount("size=60k")) return console.warn("No tmpfs can be mounted here: the full disk was not tried.");
  try {
    const words = ["sweep", "small.yaml", "--vary", "rate=20:100:4", "--replications", "20", "--quiet"];
    for (const shard of ["1/2", "2/2"]) sipnines(...words, "--out", "halves", "--shard", shard);
    const { code, err } = sipnines("merge", "halves", "--out", "narrow/whole");
    expect(err).toContain("The disk is full");
    expect(err).toContain("sipnines merge halves --out narrow/whole");
    expect(code).toBe(130);
    expect(mount("remount,size=4m")).toBe(true);
    expect(sipnines("merge", "halves", "--out", "narrow/whole", "--quiet").err).toBe("");
    sipnines(...words, "--out", "undivided");
    expect(resultsIn(join(place, "whole"))).toEqual(resultsIn(join(cwd, "undivided")));
  } finally {
    spawnSync("umount", [place]);
  }
});

test("a clock that runs backwards, from start to resumption, leaves no trace", () => {
  const clock = join(cwd, "backwards.mjs");
  writeFileSync(clock, "let now = Date.now(); Date.now = () => (now -= 3_600_000);\n");
  const words = ["sweep", "small.yaml", "--vary", "rate=20,40", "--workers", "2", "--quiet"];
  const env = { NODE_OPTIONS: `--import=${pathToFileURL(clock).href}` };
  expect(call(program, cwd, [...words, "--out", "backwards", "--replications", "7"], env).code).toBe(1);
  expect(
    call(program, cwd, ["sweep", "--resume", "--out", "backwards", "--replications", "20", "--quiet"], env).code,
  ).toBe(1);
  sipnines(...words, "--out", "forwards", "--replications", "20");
  expect(resultsIn(join(cwd, "backwards"))).toEqual(resultsIn(join(cwd, "forwards")));
});

test("a worker that dies is replaced, and what it was doing is done again", async () => {
  const worker = join(dirname(dirname(program)), "experiment", "worker.js");
  const fragile = join(cwd, "fragile.mjs");
  const mark = join(cwd, "has-died");
  writeFileSync(
    fragile,
    `import { existsSync, writeFileSync } from "node:fs";
import { parcel as compute } from ${JSON.stringify(pathToFileURL(worker).href)};
export function parcel(task) {
  if (!existsSync(${JSON.stringify(mark)})) {
    writeFileSync(${JSON.stringify(mark)}, "");
    process.exit(1); // in a thread: ends the thread
  }
  return compute(task);
}
`,
  );
  const study = studyOf(plan(["rate=20,40"]));
  const directory = newDirectory();
  const store = ResultStore.open(directory);
  const pool = new WorkerPool(2, fragile);
  const units = [0, 1].map((index) => {
    const { key, scenario } = study.point(index);
    return { key, index, scenario, first: 0, count: 10 };
  });
  const done = await Promise.all(
    units.map((unit) => pool.parcel({ directory, engine: "native", calls: false, units: [unit] })),
  );
  await pool.close();
  for (const result of done) if ("file" in result) store.adopt(result.file);
  store.close();
  expect(existsSync(mark)).toBe(true);
  const other = newDirectory();
  await run(study, other);
  expect(figuresIn(directory, study)).toBe(figuresIn(other, study));
});

test("a hundred thousand points of ten replications fit into 500 MB", () => {
  writeFileSync(join(cwd, "trivial.yaml"), TRIVIAL);
  const words = ["trivial.yaml", "--vary", "traffic.calls.hold=1:100000:1 ms", "--replications", "10"];
  const inquiry = join(cwd, "memory.mjs");
  writeFileSync(
    inquiry,
    `process.argv.splice(2, 0, ...${JSON.stringify(["sweep", ...words, "--metric", "failedCalls", "--out", "many", "--json", "--quiet"])});
process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS));
await import(${JSON.stringify(pathToFileURL(program).href)});`,
  );
  const { code, err } = call(inquiry, cwd, []);
  expect(code).toBe(0);
  expect(Number(/peak (\d+)/.exec(err)?.[1]) / 1024).toBeLessThan(500);
  expect(csv("many", "summary.csv").length).toBe(100_000);
});

/** Two calls through one server. */
const TRIVIAL = `title: trivial
architecture: { preset: single }
traffic:
  users: 2
  calls: { rate: 10/s, count: 2, hold: 0 s }
run: { seed: 1, replications: 10, drain: 1 s }
`;

/** Metrics of a scenario's own through the commands: tables, JSON, CSV, expectations, studies, charts and reports. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

let folder = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-own-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PLAIN = `title: Own
architecture: { preset: iprs }
traffic: { users: 10, calls: { rate: 50/s, arrivals: paced, count: 200 }, clients: { retransmission: false } }
faults: [{ at: 2 s, kill: proxy-1, kind: host }]
run: { seed: 3, replications: 6 }
`;
const OWN = `${PLAIN}parameters: { mttf: 2000 h, mttr: 4 h }
metrics:
  perNode: failedCalls / 3
  lead: detectionTime - outageTime
  downtime: (1 - mttf / (mttf + mttr)) * 1 year
expect: { perNode: { atMost: 100 }, lead: { atMost: "0 s" }, downtime: { atMost: 17 h } }
`;
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const csv = (...path: string[]): Record<string, string>[] =>
  parseCsv(readFileSync(join(folder, ...path), "utf8"), { columns: true });
const DOWNTIME = (4 / 2004) * 8760 * 3600;

test("a run: JSON, CSV, table, verdicts and report", async () => {
  const path = file("own.yaml", OWN);
  const { code, stdout } = await invoke("run", path, "--json", "--out", join(folder, "run"));
  expect(code, "17.5 h a year are more than 17 h").toBe(1);
  const result = JSON.parse(stdout);
  expect(result.metrics.downtime.mean).toBeCloseTo(DOWNTIME, 6);
  expect(result.metrics.downtime).toMatchObject({ unit: "s", ci95: [null, null] });
  expect(result.metrics.perNode.mean).toBeCloseTo(result.metrics.failedCalls.mean / 3, 9);
  expect(result.metrics.perNode.mean).toBeGreaterThan(1);
  expect(result.metrics.lead.mean).toBeLessThan(0);
  expect(result.expectations.map((one: { verdict: string }) => one.verdict)).toEqual(["holds", "holds", "fails"]);
  const replications = csv("run", "replications.csv");
  expect(replications).toHaveLength(6);
  for (const row of replications) {
    expect(Number(row["perNode"])).toBeCloseTo(Number(row["failedCalls"]) / 3, 12);
    expect(Number(row["lead"])).toBeCloseTo(Number(row["detectionTime"]) - Number(row["outageTime"]), 12);
  }
  const summary = new Map(csv("run", "summary.csv").map((row) => [row["metric"], row]));
  expect(summary.get("perNode")).toMatchObject({ unit: "calls", values: "6" });
  const table = (await invoke("run", path)).stdout;
  expect(table).toMatch(/^perNode +\d+\.\d+ +\d.* calls$/m);
  expect(table).toContain("✗ downtime is 17.49 h, expected: at most 17 h");
  expect((await invoke("report", join(folder, "run"))).code).toBe(0);
  const page = readFileSync(join(folder, "run", "report.html"), "utf8");
  expect(page).toContain("perNode: failedCalls / 3");
  expect(page).toContain("✗ fails: downtime is");
});

test("a formula without a value in any replication is said, with the reason", async () => {
  const path = file(
    "undefined.yaml",
    PLAIN.replace(/faults:.*\n/, "") +
      "metrics: { late: 2 * detectionTime, none: 1 / failedCalls, all: createdCalls / 1 }\n",
  );
  const { code, stdout, stderr } = await invoke("run", path, "--json");
  const { metrics, warnings } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect([metrics.late.mean, metrics.none.mean, metrics.all.mean]).toEqual([null, null, 200]);
  expect(warnings).toMatchObject([
    { path: "metrics.late", line: 5, hint: "Not measured: detectionTime." },
    { path: "metrics.none", line: 5, hint: "It is not finite, as after a division by zero." },
  ]);
  expect(stderr).toContain("none, which has no value in any of 6 replications");
});

test("a study: columns, constraint, comparison, precision and chart", async () => {
  const path = file("study.yaml", OWN.replace(/expect:.*\n/, ""));
  const out = join(folder, "study");
  const vary = ["--vary", "parameters.mttf=1000 h,2000 h,4000 h", "--vary", "standby=0,1"];
  const shown = ["--metric", "downtime", "--metric", "perNode", "--compare", "standby", "--best", "perNode", "--raw"];
  const { code, stdout } = await invoke("sweep", path, ...vary, "--where", "downtime < 20 h", ...shown, "--out", out);
  expect(code).toBe(0);
  expect(stdout).toContain("4 points of 4 complete");
  const rows = csv("study", "summary.csv");
  const downtimes = rows.filter(({ metric }) => metric === "downtime");
  for (const row of downtimes) {
    const mttf = Number.parseInt(row["parameters.mttf"]!, 10);
    expect(Number(row["mean"])).toBeCloseTo((4 / (mttf + 4)) * 8760 * 3600, 6);
  }
  expect(downtimes).toHaveLength(4);
  for (const row of csv("study", "replications.csv"))
    expect(Number(row["perNode"])).toBeCloseTo(Number(row["failedCalls"]) / 3, 12);
  const perNode = rows.filter(({ metric }) => metric === "perNode").map(({ mean }) => Number(mean));
  const difference = csv("study", "differences.csv").find(({ metric }) => metric === "perNode")!;
  expect(Number(difference["difference"])).toBeCloseTo(perNode[0]! - perNode[1]!, 9);
  expect((await invoke("sweep", "--resume", "--out", out, "--precision", "perNode=20%")).code).toBe(0);
  expect(JSON.parse(readFileSync(join(out, "study.json"), "utf8")).plan.precision.goals).toEqual([
    { metric: "perNode", relative: 0.2 },
  ]);
  const chart = join(folder, "downtime.svg");
  expect((await invoke("chart", out, "--metric", "downtime", "--by", "parameters.mttf", "--out", chart)).code).toBe(0);
  expect(readFileSync(chart, "utf8")).toContain("Downtime");
  expect((await invoke("report", out)).code).toBe(0);
});

test("a study that is written with a metric that its files do not make is damaged", async () => {
  const out = join(folder, "study");
  const text = readFileSync(join(out, "study.json"), "utf8");
  writeFileSync(join(out, "study.json"), text.replaceAll('"perNode"', '"perNodes"'));
  const { code, stderr } = await invoke("report", out);
  expect(code).toBe(2);
  expect(stderr).toContain('"perNodes" in the place of a metric');
});

test.each([
  [["run"], "--precision", "perNod=5%"],
  [["sweep", "--vary", "standby=0,1"], "--metric", "perNod"],
  [["sweep", "--vary", "standby=0,1"], "--best", "perNod"],
])("%j %s %s is refused where it stands", async ([command = "", ...words], option, value) => {
  const { code, stderr } = await invoke(
    command,
    file("own.yaml", OWN),
    ...words,
    option,
    value,
    "--out",
    join(folder, "no"),
  );
  expect(code).toBe(2);
  expect(stderr).toContain('found the unknown metric "perNod"');
  expect(stderr).toContain("Did you mean perNode?");
});

test("validate points into the formula", async () => {
  const { code, stderr } = await invoke(
    "validate",
    file("wrong.yaml", OWN.replace("failedCalls / 3", '"failedCals / 3"')),
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/wrong\.yaml:8:13 {2}metrics\.perNode/);
});

test("mathjs is loaded where there is a formula, and nowhere else", () => {
  const loaded = (path: string): boolean => {
    const program = `
      const { createRequire } = await import("node:module");
      const { sipnines } = await import(${JSON.stringify(`${root}dist/cli/program.js`)});
      await sipnines(["run", ${JSON.stringify(path)}, "--quiet"]);
      const { cache } = createRequire(import.meta.url);
      console.log(Object.keys(cache).some((name) => name.endsWith("mathjs.cjs")));`;
    return (
      execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" }).trim() === "true"
    );
  };
  expect(loaded(file("plain.yaml", PLAIN))).toBe(false);
  expect(loaded(file("own.yaml", OWN))).toBe(true);
});

test("what is wrong with a constraint is told under it, with several of them and other options behind", async () => {
  const path = file("located.yaml", OWN);
  const vary = ["--vary", "parameters.mttf=1000 h,2000 h", "--where", "downtime < 20 h"];
  for (const wrong of ["cos(1) < 3", "downtime !", "downtime < failedCalls", "downtime < 1 s"]) {
    const { code, stdout } = await invoke("sweep", path, ...vary, "--where", wrong, "--metric", "downtime", "--json");
    expect(code).toBe(2);
    const [{ line, column }] = JSON.parse(stdout).problems;
    const typed = ["sipnines", "sweep", path, ...vary]
      .map((word) => (/[ <]/.test(word) ? `'${word}'` : word))
      .join(" ");
    expect([line, column]).toEqual([1, `${typed} --where '`.length + 1]);
  }
});

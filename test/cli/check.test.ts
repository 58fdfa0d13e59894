/** `sipnines check`, as a user would ask for it. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkOf } from "../../src/checks/registry.ts";
import { sarifOf } from "../../src/report/sarif.ts";
import { ensureBuilt, root } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "sipnines-check-"));
const outside = process.cwd();
afterAll(() => {
  process.chdir(outside);
  rmSync(folder, { recursive: true, force: true });
});
beforeAll(async () => {
  await ensureBuilt();
  process.chdir(folder);
  cpSync(`${root}scenarios/configurations`, join(folder, "site"), { recursive: true });
  cpSync(join(folder, "site"), join(folder, "ill"), { recursive: true });
  const path = join(folder, "ill/dir1/keepalived.conf");
  writeFileSync(path, readFileSync(path, "utf8").replace("weight -60", "weight -40"));
});

test("the shipped configurations are healthy: exit code 0", async () => {
  expect(await invoke("check", "site")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^0 errors, 0 warnings, /m),
  });
});

test("what a daemon refuses, and a host whose peer was not read, are told beside the findings", async () => {
  const text = readFileSync("site/dir1/keepalived.conf", "utf8").replace(/priority \d+/, "priority high");
  writeFileSync("alone.conf", text);
  const { stdout } = await invoke("check", "alone.conf", "--no-runs");
  expect(stdout).toMatch(/would complain of, or do not find:\n {2}alone\.conf:17 priority high is no whole number/);
  expect(stdout).toMatch(/Of \S+ the file of one host was read/);
});

test("a weight that is too small: file, line, and all calls of the minute after the death of 50 s at 20/s", async () => {
  const { code, stdout } = await invoke("check", "ill", "--json");
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: readonly Record<string, string>[] };
  expect(findings).toMatchObject([{ code: "SN101", severity: "error", file: "ill/dir1/keepalived.conf", line: 10 }]);
  const [, failed, created] = /, (\d+) of (\d+) calls fail/.exec(findings[0]!["consequence"]!)!.map(Number);
  // Poisson: 60 s and 50 s at 20/s, two replications, four deviations; those under way at the death may fail besides.
  expect(Math.abs(created! - 1200)).toBeLessThan(4 * Math.sqrt(1200 / 2));
  expect(failed).toBeGreaterThan(1000 - 4 * Math.sqrt(1000 / 2));
});

test("--set gives the load, --no-runs leaves the figure out, --severity says what fails a build", async () => {
  const { stdout } = await invoke("check", "ill", "--json", "--set", "traffic.calls.rate=2/s");
  expect(Number(/ of (\d+) calls/.exec(stdout)![1])).toBeLessThan(200);
  const quick = await invoke("check", "ill", "--no-runs");
  expect(quick.stdout).not.toContain(" calls fail");
  expect(quick.code).toBe(1);
  const path = join(folder, "ill/dir1/keepalived.conf");
  writeFileSync(join(folder, "alone.conf"), readFileSync(path, "utf8").replace(/track_script \{[^}]*\}/, ""));
  expect((await invoke("check", "alone.conf", "--no-runs", "--quiet")).code).toBe(1);
  expect((await invoke("check", "alone.conf", "--no-runs", "--quiet", "--severity", "error")).code).toBe(0);
});

test("a scenario: its one server, at its line, and what its death costs; a scenario with a mistake is refused", async () => {
  const text = `format: 2\narchitecture: { preset: single }\ntraffic: { calls: { rate: 20/s, duration: 60 s } }\n`;
  writeFileSync("single.yaml", text);
  const { code, stdout } = await invoke("check", "single.yaml", "--json");
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: readonly Record<string, string>[] };
  expect(findings).toMatchObject([{ code: "SN501", severity: "warning", file: "single.yaml", line: 2 }]);
  const [, failed] = /(\d+) of \d+ calls fail/.exec(findings[0]!["consequence"]!)!.map(Number);
  expect(failed).toBeGreaterThan(1000 - 4 * Math.sqrt(1000 / 2));
  writeFileSync("single.yaml", text.replace("20/s", "20 furlongs"));
  expect((await invoke("check", "single.yaml")).code).toBe(2);
});

test("SARIF names the rule, the level and the line", async () => {
  await invoke("check", "ill", "--no-runs", "--quiet", "--sarif", "out.sarif");
  const { version, runs } = JSON.parse(readFileSync("out.sarif", "utf8")) as {
    version: string;
    runs: readonly { tool: { driver: { rules: readonly { id: string }[] } }; results: readonly object[] }[];
  };
  expect(version).toBe("2.1.0");
  expect(runs[0]!.tool.driver.rules.map(({ id }) => id)).toContain("SN101");
  expect(runs[0]!.results).toMatchObject([
    {
      ...{ ruleId: "SN101", level: "error" },
      locations: [
        { physicalLocation: { artifactLocation: { uri: "ill/dir1/keepalived.conf" }, region: { startLine: 10 } } },
      ],
    },
  ]);
});

test("a path is a relative reference in SARIF, whatever is in it", () => {
  const where = (file: string) =>
    sarifOf("1", [], [{ code: "SN101", severity: "error", file, line: 1, message: "", consequence: "" }]).runs[0]!
      .results[0]!.locations[0]!.physicalLocation.artifactLocation.uri;
  expect(["a/b c.conf", "kam:1#x?.conf"].map(where)).toEqual(["a/b%20c.conf", "kam%3A1%23x%3F.conf"]);
});

test("--explain prints the page and runs its example again", async () => {
  const { stdout } = await invoke("check", "--explain", "sn101");
  expect(stdout).toBe(readFileSync(`${root}docs/checks/SN101.md`, "utf8"));
  const [, failed, created] = /(\d+) of (\d+) calls fail\. Mended: none of \d+ calls fails/.exec(stdout)!.map(Number);
  // What rings for 1 s and talks for 180 s in the mean has ended before the death at 10 s: of 20/s in 9 s so many.
  const ended = 20 * (9 - 180 * (1 - Math.exp(-9 / 180)));
  expect(Math.abs(created! - failed! - ended)).toBeLessThan(4 * Math.sqrt(ended / 2) + 1);
});

interface Against {
  readonly isWorse: boolean;
  readonly findings: Readonly<Record<"new" | "gone", readonly Record<string, unknown>[]>>;
  readonly values: readonly { path: string; before: Record<string, unknown>; after: Record<string, unknown> }[];
  readonly crashes: readonly {
    node: string;
    kind: string;
    more: { failed: { mean: number; low: number; high: number } } | null;
  }[];
  readonly service: Readonly<Record<"before" | "after", { nines: number }>>;
}
const against = async (...words: readonly string[]) => {
  const { code, stdout } = await invoke("check", ...words, "--json", "--set", "traffic.calls.rate=2/s");
  return { code, found: JSON.parse(stdout) as Against };
};

/** The files of a pair in a folder. */
function writeState(state: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(state, dirname(path)), { recursive: true });
    writeFileSync(join(state, path), text);
  }
}

test("two folders with the same hosts are an old and a new state: the value, the finding, the calls, the nines", async () => {
  writeState("healthy", checkOf("SN101")!.well);
  writeState("weak", checkOf("SN101")!.ill);
  const { code, found } = await against("healthy", "weak", "--sarif", "new.sarif");
  expect(code).toBe(1);
  expect(found.values).toEqual([
    {
      path: "architecture.watches.routers.detector.vrrp.track.weight",
      before: { value: "-60", file: "healthy/kam1/keepalived.conf", line: 5 },
      after: { value: "-40", file: "weak/kam1/keepalived.conf", line: 5 },
    },
  ]);
  expect(found.findings).toMatchObject({ new: [{ code: "SN101", file: "weak/kam1/keepalived.conf" }], gone: [] });
  expect(readFileSync("new.sarif", "utf8")).toContain("weak/kam1/keepalived.conf");
  // The weight decides when the process of the master dies, and nowhere else: 50 s at 2/s.
  const differ = found.crashes.filter(({ more }) => more === null || more.failed.mean !== 0);
  expect(differ).toMatchObject([{ node: "kam1", kind: "process" }]);
  expect(differ[0]!.more!.failed.low).toBeGreaterThan(80);
  expect(found.service.before.nines).toBe(found.service.after.nines);
});

test("what is mended never fails: the finding is gone", async () => {
  const { code, found } = await against("healthy", "--against", "weak", "--no-runs");
  expect(code).toBe(0);
  expect(found.findings).toMatchObject({ new: [], gone: [{ code: "SN101", file: "weak/kam1/keepalived.conf" }] });
  expect(found.crashes).toEqual([]);
});

test("more lost calls than --worse allows fail a build without a finding; lines added by hand beside an import count", async () => {
  const { well } = checkOf("SN101")!;
  const slow = Object.entries(well).map(([path, text]) => [path, text.replace("interval 2", "interval 10")]);
  writeState("quick", well);
  writeState("slow", Object.fromEntries(slow));
  await invoke("import", "slow", "--out", "slow/service.yaml", "--quiet");
  const answers = readFileSync("slow/service.yaml", "utf8");
  writeFileSync("slow/service.yaml", answers.replace("users: 1000", "users: 500"));
  const impatient = ["slow", "--against", "quick", "--set", "traffic.clients.retransmission=false"];
  const { code, found } = await against(...impatient);
  expect(code).toBe(1);
  expect(found.findings).toMatchObject({ new: [], gone: [] });
  expect(found.values).toMatchObject([
    { before: { value: "2 s", line: 3 }, after: { value: "10 s", line: 3, file: "slow/kam1/keepalived.conf" } },
    { path: "traffic.users", before: { value: "1000" }, after: { value: "500", origin: "by hand" } },
  ]);
  // Noticed after U(2 s, 4 s) before and U(10 s, 20 s) now (fall 2): 12 s more in the mean, 2 calls/s; of 5 runs at most the whole of both.
  const { more } = found.crashes.find(({ node, kind }) => node === "kam1" && kind === "process")!;
  expect(more!.failed.mean).toBeGreaterThan(2 * (10 - 4) - 4);
  expect(more!.failed.mean).toBeLessThan(2 * (20 - 2) + 4);
  expect((await against(...impatient, "--worse", "90%")).code).toBe(0);
});

test("folders of two hosts are one service; --against two states, whatever is in them; not two beside it", async () => {
  const one = await invoke("check", "weak/kam1", "weak/kam2", "--no-runs", "--json");
  expect(JSON.parse(one.stdout)).toEqual({ version: expect.any(String), findings: expect.any(Array) });
  const two = await against("weak/kam2", "--against", "weak/kam1", "--no-runs");
  expect(two.found.values.map(({ path }) => path)).toContainEqual(expect.stringMatching(/vrrp\.priorities\./));
  expect(two.found.crashes).toEqual([]);
  for (const words of [
    ["site/dir1", "site/dir2", "--against", "ill"],
    ["site", "--against", "out.sarif"],
  ])
    expect((await invoke("check", ...words)).code).toBe(2);
});

test.each([
  [[], "no file"],
  [["--explain", "SN999"], '"SN999"'],
  [["out.sarif"], "no configuration that is known here"],
])("check %j is refused", async (words, phrase) => {
  const { code, stderr } = await invoke("check", ...words);
  expect(code).toBe(2);
  expect(stderr).toContain(phrase);
});

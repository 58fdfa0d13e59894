/** Commands: their output, their exit codes, what they write and what they leave alone; the real process where it matters. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CATALOGUE } from "../../src/metrics/catalogue.ts";
import type { Problem } from "../../src/notation/problem.ts";
import { Stream } from "../../src/random/stream.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { mutated, scenarioFiles } from "../scenario/mutations.ts";
import { type Ended, ensureBuilt, root, sipnines } from "./built.ts";
import { invoke } from "./in-process.ts";

let folder = "";
beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const IPRS = "architecture: { preset: iprs }\n";
const TINY = `title: Tiny
architecture: { preset: iprs, addresses: { SAP1: { weight: 50 }, SAP2: { weight: 50 } } }
traffic: { users: 5, calls: { rate: 50/s, arrivals: paced, count: 200 }, clients: { retransmission: false } }
faults: [{ at: 2 s, kill: proxy-1 }]
run: { seed: 3, replications: 5 }
expect: { createdCalls: { equals: 200, because: it is said so } }
`;

/** What is said of a request that cannot be read: code 2, places and no stack; nothing on stdout, or with --json the problems. */
function expectRefusal({ code, stdout, stderr }: Ended, ...phrases: string[]): void {
  expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(code, stderr).toBe(2);
  if (stdout !== "")
    for (const { file, line, column } of (JSON.parse(stdout) as { problems: Problem[] }).problems)
      expect(stderr).toContain(`${file}:${line}:${column}  `);
  expect(stderr).toMatch(/^\S.*:\d+:\d+ {2}\S/m);
  expect(stderr).toMatch(/found .+; expected .+\./);
  for (const phrase of phrases) expect(stderr).toContain(phrase);
}

describe("run", () => {
  test("prints a table, the expectations and one line in words; 0 when all expectations hold", async () => {
    const { code, stdout, stderr } = await sipnines(["run", file("tiny.yaml", TINY)]);
    expect({ code, stderr: stderr.replace(/^[0-4] of 5 replications.*\n/, "") }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Tiny\nIPRS 2\+1 · 5 replications · seed 3 · engine native\n/);
    expect(stdout).toMatch(/^metric +mean +95 % interval +unit$/m);
    expect(stdout).toMatch(/^createdCalls +200 +all equal +calls$/m);
    expect(stdout).toMatch(/^detectionTime +1\.2\d+ +1\.2\d+ … 1\.2\d+ +s$/m);
    expect(stdout).toContain(
      "? createdCalls is 200, undecided: 200 (it is said so); all 5 replications agree, and one in 2 may differ unseen; needs about 54 more replications\n",
    );
    expect(stdout).toMatch(
      /\nOf 200 calls \d+(\.\d)? were lost: .*\. proxy-1's host died at 2 s; it was noticed after 1\.2\d s and the outage lasted 1\.\d+ s\.\n$/,
    );
  });

  test("1 when an expectation fails, and the results are there all the same", async () => {
    const out = join(folder, "failed", "deeper");
    const words = ["run", file("tiny.yaml", TINY), "--set", "expect.failedCalls.atMost=0", "--out", out];
    const { code, stdout } = await sipnines(words);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ failedCalls is \d+(\.\d+)?, expected: at most 0/);
    expect(readdirSync(out).sort()).toEqual([
      "manifest.json",
      "replications.csv",
      "run.json",
      "scenario.yaml",
      "summary.csv",
      "summary.tex",
    ]);
  });

  test("0 when the interval does not decide, and how many replications would", async () => {
    const path = file("random.yaml", TINY.replace("paced", "poisson"));
    const { mean, ci95 } = JSON.parse((await invoke("run", path, "--json")).stdout).metrics.failedCalls;
    expect(ci95[1]).toBeGreaterThan(mean);
    const bound = `expect.failedCalls.atMost=${(mean + ci95[1]) / 2}`;
    const { code, stdout } = await invoke("run", path, "--set", bound);
    expect(code).toBe(0);
    // Half the half-width away: four times five replications would do.
    expect(stdout).toMatch(/\? failedCalls is .+, undecided: at most .+; needs about (15|16) more replications/);
  });

  test("--json prints the contract and nothing else", async () => {
    const { code, stdout } = await invoke("run", file("tiny.yaml", TINY), "--json", "--seed", "9");
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual([
      "version",
      "scenario",
      "engine",
      "seed",
      "replications",
      "metrics",
      "betweenReplications",
      "batchMeans",
      "expectations",
      "warnings",
    ]);
    expect(result.warnings).toEqual([]);
    expect(result).toMatchObject({ scenario: "Tiny", engine: "native", seed: 9, replications: 5 });
    expect(Object.keys(result.metrics)).toEqual(CATALOGUE.map(({ name }) => name));
    for (const { name, unit } of CATALOGUE) {
      const metric = result.metrics[name];
      expect(Object.keys(metric)).toEqual(["unit", "mean", "ci95"]);
      expect(metric.unit).toBe(unit);
      expect(metric.ci95).toHaveLength(2);
      if (metric.ci95[0] !== null) expect(metric.ci95[0]).toBeLessThanOrEqual(metric.mean);
    }
    for (const name of [
      "failedCalls",
      "createdCalls",
      "successfulCalls",
      "processingTime",
      "callSetupTime",
      "ser",
      "detectionTime",
      "outageTime",
      "lostBindings",
    ])
      expect(result.metrics[name].mean, name).toBeTypeOf("number");
    const { createdCalls, successfulCalls, failedCalls, ...others } = result.metrics;
    expect(successfulCalls.mean + failedCalls.mean).toBeCloseTo(createdCalls.mean, 9);
    const causes = Object.entries(others).filter(([name]) => name.startsWith("failedCalls."));
    expect(causes.reduce((sum, [, metric]) => sum + (metric as { mean: number }).mean, 0)).toBeCloseTo(
      failedCalls.mean,
      9,
    );
    expect(result.expectations).toEqual([
      {
        metric: "createdCalls",
        atLeast: 200,
        atMost: 200,
        because: "it is said so",
        mean: 200,
        verdict: "undecided",
        moreReplications: 54,
      },
    ]);
  });

  test("one replication has no interval, and what was never measured is null", async () => {
    const words = ["run", file("tiny.yaml", TINY), "--json", "--replications", "1", "--set", "faults=[]"];
    const { stdout, stderr } = await invoke(...words);
    const { metrics } = JSON.parse(stdout);
    expect(stderr).toContain(
      "Before you trust this: 1 of 5 replications that an interval needs: only mean times have one, by batch means. Use --replications 5 or more.\n",
    );
    expect(metrics.createdCalls).toEqual({ unit: "calls", mean: 200, ci95: [null, null] });
    expect(metrics.detectionTime).toEqual({ unit: "s", mean: null, ci95: [null, null] });
  });

  test("the same seed gives the same bytes, more replications begin with the same ones, both engines agree", async () => {
    const path = file("tiny.yaml", TINY);
    const rows = async (name: string, ...words: string[]): Promise<string[]> => {
      const out = join(folder, name);
      expect((await invoke("run", path, "--quiet", "--out", out, ...words)).code).toBe(0);
      return readFileSync(join(out, "replications.csv"), "utf8").trimEnd().split("\n");
    };
    const first = await rows("a");
    expect(first).toHaveLength(6);
    expect(await rows("b")).toEqual(first);
    expect((await rows("c", "--replications", "8")).slice(0, 6)).toEqual(first);
    expect(await rows("d", "--engine", "simjs")).toEqual(first);
    expect(await rows("e", "--seed", "2")).not.toEqual(first);
  });

  test("--out writes means, every replication and a manifest that can be read back", async () => {
    const out = join(folder, "results");
    const path = file("tiny.yaml", TINY);
    const { stdout } = await invoke("run", path, "--json", "--out", out);
    const result = JSON.parse(stdout);
    const summary = parseCsv(readFileSync(join(out, "summary.csv"), "utf8"), { columns: true }) as Record<
      string,
      string
    >[];
    const failed = summary.find(({ metric }) => metric === "failedCalls")!;
    expect([Number(failed["mean"]), Number(failed["ci95Low"]), Number(failed["ci95High"])]).toEqual([
      result.metrics.failedCalls.mean,
      ...result.metrics.failedCalls.ci95,
    ]);
    const each = parseCsv(readFileSync(join(out, "replications.csv"), "utf8"), { columns: true }) as Record<
      string,
      string
    >[];
    expect(each.map(({ replication }) => replication)).toEqual(["0", "1", "2", "3", "4"]);
    const mean = each.reduce((sum, row) => sum + Number(row["failedCalls"]), 0) / 5;
    expect(mean).toBeCloseTo(result.metrics.failedCalls.mean, 9);
    const manifest = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));
    expect({ version: manifest.version, ...manifest.result }).toEqual(result);
    expect(manifest.sipnines.version).toBe(JSON.parse(readFileSync(`${root}package.json`, "utf8")).version);
    expect(manifest.scenario.architecture.tiers[0].queue).toBe(64);
    expect(manifest.scenario.traffic.calls.openLimit).toBe("unlimited");
  });

  test("--quiet says only what went wrong", async () => {
    const path = file("tiny.yaml", TINY);
    expect(await invoke("run", path, "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
    const { code, stdout, stderr } = await invoke("run", path, "--quiet", "--set", "expect.createdCalls.equals=3");
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: "✗ createdCalls is 200, expected: 3 (it is said so)\n",
    });
  });

  test("reads a scenario from a pipe", async () => {
    expect((await sipnines(["run", "-", "--quiet"], { stdin: TINY })).code).toBe(0);
    expectRefusal(await sipnines(["run", "-"], { stdin: "title: x" }), "standard input:1:1  architecture");
  });

  test("Ctrl-C reports the replications that have finished, and ends with 130", async () => {
    const long = ["--set", "traffic.calls.count=500", "--replications", "20000"];
    const { code, stdout, stderr } = await sipnines(["run", file("tiny.yaml", TINY), "--json", ...long], {
      interruptAt: /^[1-9]\d* of 20000 replications/m,
    });
    expect(code, stderr).toBe(130);
    const { replications } = JSON.parse(stdout);
    expect(replications).toBeGreaterThan(0);
    expect(replications).toBeLessThan(20_000);
    expect(stderr).toContain(`Interrupted: ${replications} of 20000 replications.`);
    expect(stderr).toMatch(/^[1-9]\d* of 20000 replications /m); // progress, once it has taken more than a second
  });
});

describe("what cannot be read", () => {
  test.each([
    [["rnu", "x"], "found the unknown command", "Did you mean run?"],
    [["run"], "sipnines run", "found no file"],
    [["run", "a.yaml", "b.yaml"], "found too many arguments"],
    [["run", "a.yaml", "--jsn"], "found the unknown option --jsn", "Did you mean --json?"],
    [["run", "a.yaml", "--seed"], "found nothing behind --seed"],
    [["run", "nowhere.yaml"], "nowhere.yaml:1:1  file", "found no such file"],
    [["run", "scenarios"], "scenarios:1:1  file", "found a directory"],
    [["run", "package.json/x"], "found a path through something that is no directory"],
    [["run", "scenarios/mm1.yaml", "--engine", "fast"], "command line:1:42", 'found "fast"; expected native or simjs'],
    [["run", "scenarios/mm1.yaml", "--seed", "-1"], "run.seed", "found -1"],
    [["run", "scenarios/mm1.yaml", "--replications=0"], "command line:1:48  run.replications", "found 0"],
    [["run", "scenarios/mm1.yaml", "--set", "nothing"], 'found "nothing"; expected path=value'],
    [["run", "scenarios/mm1.yaml", "--set", "run.sed=5"], "Did you mean seed?"],
    [["run", "scenarios/mm1.yaml", "--out", "package.json"], "--out", "found a file; expected a directory"],
    [["run", "scenarios/mm1.yaml", "--out", "package.json/x"], "--out", "expected a directory that can be written to"],
    [["validate"], "found no files"],
    [["show", "irps"], "Did you mean iprs?"],
    [["show", "iprs", "--active", "99"], 'found "99"; expected a whole number from 1 to 16'],
    [["show", "iprs", "--activ", "9"], "Did you mean --active?"],
    [["init", "irps"], "Did you mean iprs?"],
    [["init", "iprs", "package.json"], "exists already", "nothing is overwritten"],
  ] as [string[], ...string[]][])("%j", async (words, ...phrases) => {
    expectRefusal(await invoke(...words), ...phrases);
  });

  test("a file that is no text, a bomb, a giant", async () => {
    expectRefusal(
      await invoke("run", file("bytes.yaml", new Uint8Array([0x74, 0xff, 0xfe]))),
      "bytes.yaml:1:2",
      "not UTF-8",
    );
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefgh".split("").map((name, i) => `${name}: &${name} [${Array(9).fill(`*${"abcdefg"[i]}`)}]`),
    ];
    expectRefusal(await invoke("validate", file("bomb.yaml", bomb.join("\n"))), "once all aliases are followed");
    expectRefusal(await invoke("validate", file("giant.yaml", "#".repeat(2e6))), "found a file of 2000000 bytes");
  });

  test("files and directories without permission", async () => {
    const secret = file("secret.yaml", TINY);
    chmodSync(secret, 0);
    const locked = join(folder, "locked");
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    const outcomes = [
      await invoke("run", secret),
      await invoke("run", file("tiny.yaml", TINY), "--quiet", "--out", join(locked, "results")),
    ];
    chmodSync(locked, 0o700);
    // The superuser may do everything; for everybody else these are refused.
    if (process.getuid?.() === 0) for (const { code } of outcomes) expect(code).toBe(0);
    else for (const outcome of outcomes) expectRefusal(outcome);
  });

  test.runIf(existsSync("/proc/self"))("a directory below /proc, where nothing can be made", async () => {
    expectRefusal(await invoke("run", file("tiny.yaml", TINY), "--out", "/proc/sipnines/results"), "--out");
  });

  test("nothing is written when the request cannot be read", async () => {
    const out = join(folder, "never");
    expectRefusal(await invoke("run", file("bad.yaml", `${TINY}colour: red\n`), "--out", out));
    expect(existsSync(out)).toBe(false);
  });
});

/** Mutants that run if they can, and those among them that go through the real process. */
const MUTANTS = 24;
const IN_PROCESSES = 1;

test(`${MUTANTS} mutated scenarios: 0, 1 or 2, and never a stack`, async () => {
  const codes: (number | null)[] = [];
  for (let i = 0; i < MUTANTS; i++) {
    const text = mutated(
      scenarioFiles.get("scenarios/functional-test-iprs.yaml")!,
      new Stream("process mutations", 2026, i),
    );
    const words = ["run", file("mutant.yaml", text), "--json", "--replications", "1"];
    const ended = i < IN_PROCESSES ? await sipnines(words) : await invoke(...words);
    codes.push(ended.code);
    if (ended.code === 2) expectRefusal(ended);
    else {
      expect([0, 1], `${ended.stderr}\n${text}`).toContain(ended.code);
      expect(JSON.parse(ended.stdout).replications).toBe(1);
    }
  }
  expect(new Set(codes).size).toBeGreaterThan(1);
});

describe("validate", () => {
  test("names every file that is fine, and all that is wrong with the others", async () => {
    const good = file("good.yaml", TINY);
    const bad = file("bad.yaml", TINY.replace("users: 5", "users: 0").replace("kill: proxy-1", "kill: proxy-9"));
    const { code, stdout, stderr } = await invoke("validate", good, bad, "nowhere.yaml");
    expect(code).toBe(2);
    expect(stdout).toBe(`✓ ${good}: Tiny\n`);
    expect(stderr).toContain("traffic.users");
    expect(stderr).toContain("faults.0.kill");
    expect(stderr).toContain("3 problems in 2 files.");
  });

  test("--json has the same as data", async () => {
    const bad = file("bad.yaml", TINY.replace("users: 5", "users: 0"));
    const { code, stdout, stderr } = await invoke("validate", "--json", bad);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    const { files, problems } = JSON.parse(stdout);
    expect(problems).toEqual(files[0].problems);
    expect(files).toEqual([
      {
        file: bad,
        title: null,
        valid: false,
        problems: [
          {
            file: bad,
            line: 3,
            column: 19,
            path: "traffic.users",
            found: "0",
            expected: "a whole number from 1 to 1000000, such as 100",
            hint: "",
          },
        ],
        warnings: [],
      },
    ]);
  });

  test("what is hardly meant is said with its place, and changes no exit code", async () => {
    const late = file("late.yaml", `${TINY.replace(/^faults:.*$/m, "")}\nfaults: [{ at: 10 min, kill: proxy-1 }]\n`);
    const said = await invoke("validate", late);
    expect(said.code).toBe(0);
    expect(said.stderr).toContain("faults.0.at");
    expect(said.stderr).toContain("warning: a fault at 10 min, when the last call is over");
    const [{ warnings }] = JSON.parse((await invoke("validate", "--json", late)).stdout).files;
    expect(warnings).toMatchObject([{ file: late, path: "faults.0.at", column: 16 }]);
    expect(warnings[0].message).toContain("no call meets it");
    const run = await invoke("run", late, "--json", "--quiet");
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(run.stdout).warnings).toEqual(warnings);
  });
});

describe("validate tells what other commands would refuse", () => {
  const service = "traffic: { calls: { rate: 10/s, arrivals: paced, duration: 20 s } }\n";
  const uneven = `architecture:
  tiers: { reg: { role: proxy, active: [a, b, c] } }
  addresses: { SAP1: { tier: reg, owner: a }, SAP2: { tier: reg, owner: b } }
  bindings: { memory: {} }
  needs: { allOf: [a, { anyOf: [b, c] }] }
${service}`;
  test.each([
    [
      "a point of its sweep",
      `${IPRS}${service}sweep: { vary: { standby: [0, 99] } }\n`,
      "sweep",
      "the point standby=99, in which 99",
    ],
    [
      "a sweep that does not fit together",
      `${IPRS}${service}sweep: { vary: { standby: [0, 1], active: [1, 2, 3] }, zip: ["standby,active"] }\n`,
      "sweep",
      "a zip of lists of 2 and 3 values",
    ],
    [
      "a search that leads nowhere",
      `${IPRS}${service}availability: { search: { architecture.activ: [1, 2] } }\n`,
      "availability.search.architecture.activ",
      "the unknown key",
    ],
    [
      "a crew that cannot be",
      `${IPRS}${service}availability: { crew: { pick: 6 min, preemptive: true } }\n`,
      "availability.crew.pick",
      "a crew that lays work aside",
    ],
    [
      "priorities said twice",
      `${IPRS}${service}availability: { crew: { priorities: [proxies, proxies] } }\n`,
      "availability.crew.priorities",
      "twice",
    ],
    [
      "parts of a tier that are not alike",
      `${uneven}availability: { target: 3 nines }\n`,
      "architecture.needs",
      "play different parts",
    ],
    [
      "more calls than can be numbered",
      `${IPRS}traffic: { calls: { rate: 100/s, duration: 10 h, redial: { delay: 10 s, tries: 100 } } }\n`,
      "traffic.calls.redial.tries",
      "363600000 calls",
    ],
  ])("%s", async (_, text, path, found) => {
    const { code, stdout } = await invoke("validate", "--json", file("foreseen.yaml", text));
    const [{ problems }] = JSON.parse(stdout).files;
    expect(problems).toMatchObject([{ path, found: expect.stringContaining(found) }]);
    expect(code).toBe(2);
  });

  test("what only another command would refuse is a warning", async () => {
    const { code, stdout } = await invoke("validate", "--json", file("uneven.yaml", uneven));
    const [{ warnings, valid }] = JSON.parse(stdout).files;
    expect({ code, valid }).toEqual({ code: 0, valid: true });
    expect(warnings).toMatchObject([
      { path: "architecture.needs", message: expect.stringContaining('"sipnines availability" refuses') },
    ]);
    expect((await invoke("availability", file("uneven.yaml", uneven), "--no-simulation")).code).toBe(2);
  });
});

describe("list, init, show", () => {
  test("list shows what there is, also as JSON", async () => {
    const { code, stdout } = await invoke("list");
    expect(code).toBe(0);
    for (const word of ["iprs", "ppdr", "failedCalls.nodeDown", "scenarios/failover-iprs.yaml", "totem", "lognormal"])
      expect(stdout).toContain(word);
    const everything = JSON.parse((await invoke("list", "--json")).stdout);
    expect(Object.keys(everything)).toEqual([
      "version",
      "presets",
      "metrics",
      "scenarios",
      "distributions",
      "detectors",
    ]);
    expect(everything.metrics.map(({ name }: { name: string }) => name)).toEqual(CATALOGUE.map(({ name }) => name));
    for (const { file: path } of everything.scenarios) expect(existsSync(root + path)).toBe(true);
  });

  test("init writes a scenario that runs, and never overwrites one", async () => {
    const first = await sipnines(["init"], { cwd: folder });
    expect(first.code, first.stderr).toBe(0);
    expect((await sipnines(["run", "scenario.yaml", "--replications", "1", "--quiet"], { cwd: folder })).code).toBe(0);
    const before = readFileSync(join(folder, "scenario.yaml"), "utf8");
    expectRefusal(await sipnines(["init", "ppdr", "scenario.yaml"], { cwd: folder }), "exists already");
    expect(readFileSync(join(folder, "scenario.yaml"), "utf8")).toBe(before);
    for (const preset of ["single", "ppdr", "cisco-vrrp", "fff"]) {
      expect((await invoke("init", preset, join(folder, `${preset}.yaml`))).code).toBe(0);
      expect(parseScenario(readFileSync(join(folder, `${preset}.yaml`), "utf8"), preset).problems).toBeUndefined();
    }
  });

  test("show prints a preset that can be pasted into a scenario", async () => {
    const { code, stdout } = await invoke("show", "iprs", "--active", "3", "--standby=2");
    expect(code).toBe(0);
    const { scenario, problems } = parseScenario(`${stdout}traffic: { calls: { rate: 1/s, count: 1 } }`, "shown.yaml");
    expect(problems).toBeUndefined();
    expect(scenario!.architecture.tiers[0]).toMatchObject({ active: 3, standby: 2 });
  });
});

describe("everywhere", () => {
  test("--help and --version end with 0, an empty command with 2", async () => {
    const help = await sipnines(["--help"]);
    expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: "" });
    expect(help.stdout).toContain("Exit codes: 0 fine · 1 an expectation failed · 2 the request could not be read");
    expect((await invoke("run", "--help")).stdout).toContain("--replications");
    expect((await invoke("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await sipnines([])).code).toBe(2);
  });

  test("a pipe has no colour", async () => {
    const { stdout } = await sipnines(["run", file("tiny.yaml", TINY), "--replications", "1"]);
    expect(stdout).not.toContain("\u001b");
  });
});

/** `compare` and `calibrate` as a user meets them: what they print, write and refuse, and their exit codes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { ensureBuilt, sipnines } from "./built.ts";
import { invoke } from "./in-process.ts";

const MEASURED = "scenarios/testbed/measured";
let folder: string;

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), "sipnines-measurement-"));
  for (const [name, delay] of [
    ["near", "0.2 ms"],
    ["far", "0.5 ms"],
  ] as const)
    await invoke(
      ...["run", "scenarios/failover-iprs.yaml", "--quiet", "--replications", "6"],
      ...["--set", `network.delay=${delay}`, "--out", join(folder, name)],
    );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of a scenario that a fit was pasted into. */
const validated = (scenario: string) => {
  const pasted = join(folder, "pasted.yaml");
  writeFileSync(pasted, scenario);
  return invoke("validate", pasted);
};

interface Compared {
  readonly comparisons: readonly { metric: string; verdict: string; by: string; difference: number }[];
  readonly identical: readonly string[];
}

test("two runs on the same seed are compared in pairs; the longer way shows in the set-up time alone", async () => {
  const out = join(folder, "compared");
  const words = ["compare", join(folder, "near"), join(folder, "far"), "--metric", "failedCalls"];
  const { code, stdout } = await invoke(
    ...words,
    "--metric",
    "callSetupTime",
    "--json",
    "--out",
    out,
    "--expect",
    "compatible",
  );
  const { comparisons, identical } = JSON.parse(stdout) as Compared;
  expect(identical).toEqual(["failedCalls"]);
  expect(comparisons.map(({ metric, verdict, by }) => [metric, verdict, by])).toEqual([
    ["callSetupTime", "differs", "sign test"],
  ]);
  // INVITE and 200 each cross two hops, caller – proxy – callee: 4 × 0.3 ms
  expect(comparisons[0]!.difference).toBeCloseTo(-1.2e-3, 6);
  expect(code).toBe(1);
  expect(readdirSync(out).sort()).toEqual([
    ...["png", "svg", "vl.json"].map((end) => `comparison-callSetupTime.${end}`),
    "comparison.csv",
    "comparison.json",
    "comparison.tex",
    "manifest.json",
  ]);
  expect(JSON.parse(readFileSync(join(out, "comparison.json"), "utf8"))).toEqual(JSON.parse(stdout));
});

test("a scenario is run as the second was measured, condition by condition", async () => {
  const table = join(folder, "own.csv");
  writeFileSync(table, "rate,failedCalls\n100/s,66\n100/s,64\n100/s,70\n200/s,133\n200/s,128\n200/s,131\n");
  const { code, stdout } = await invoke(
    ...["compare", "scenarios/failover-iprs.yaml", table, "--by", "traffic.calls.rate=rate", "--json"],
    ...["--replications", "8", "--expect", "compatible"],
  );
  expect((JSON.parse(stdout) as { comparisons: { at: unknown; verdict: string }[] }).comparisons).toMatchObject([
    { at: { rate: "100/s" } },
    { at: { rate: "200/s" } },
  ]);
  expect(code).toBe(0);
});

test("a test that hung is not taken for a success", async () => {
  const file = `${MEASURED}/sipp/default-limit-300-stat.csv`;
  const { code, stdout, stderr } = await invoke("compare", join(folder, "near"), file, "--metric", "failedCalls");
  expect(stdout).toMatch(/failedCalls.*900.*differs/);
  expect(stderr).toContain("900 calls were still open");
  expect(code).toBe(0);
});

test.each([
  [["compare", "nowhere", `${MEASURED}/failover.csv`], "no such file or directory"],
  [["compare", `${MEASURED}/failover.csv`, `${MEASURED}/processing.csv`, "--metric", "ser"], "nothing in common"],
  [["compare", `${MEASURED}/failover.csv`, "scenarios/failover-iprs.yaml"], "the scenario first"],
  [["compare", `${MEASURED}/failover.csv`, `${MEASURED}/failover.csv`, "--margin", "wide"], "a margin such as 10%"],
  [["calibrate", "weather", `${MEASURED}/failover.csv`], "service, detector, capacity, lifetimes or calls"],
  [["calibrate", "service", `${MEASURED}/failover.csv`, "--column", "sip"], 'no column "sip"'],
  [["calibrate", "detector", `${MEASURED}/failover.csv`], "--law"],
  [
    ["calibrate", "detector", `${MEASURED}/failover.csv`, "--law", "poll", "--know", "token=1s"],
    "which poll does not have",
  ],
  [
    [
      "calibrate",
      "service",
      `${MEASURED}/sipp/database-200-rtt.csv`,
      "--column",
      "response_time",
      "--only",
      "rtd_no=2",
    ],
    "steps of 4 ms",
  ],
])("%j is refused with the reason", async (words, reason) => {
  const { code, stderr } = await invoke(...words);
  expect(stderr).toContain(reason);
  expect(code).toBe(2);
});

test.each([
  ["poll", "outageTime", "system=ppdr:1/1000"],
  ["check", "priority0", "system=iprs-vrrp:0.1"],
  ["heartbeat", "detectionTime", "system=ppdr:1/1000"],
  ["totem", "detectionTime", "system=iprs-coro:1000"],
])("what the law %s finds is a detector of a scenario", async (law, column, system) => {
  const { code, stdout, stderr } = await invoke(
    ...["calibrate", "detector", `${MEASURED}/failover.csv`, "--law", law, "--column", column, "--only", system],
    ...["--json", "--bootstrap", "0"],
  );
  expect(code, stderr).toBe(0);
  const { yaml } = JSON.parse(stdout) as { yaml: string };
  const place = { tier: "proxies", by: "proxies" };
  const detector = parse(yaml).architecture.watches.membership.detector;
  const scenario = {
    title: "Pasted",
    architecture: { preset: "iprs", active: 1, watches: { membership: { ...place, detector, takeover: {} } } },
    traffic: { calls: { rate: "100/s", duration: "1 s" } },
  };
  const checked = await validated(stringify(scenario));
  expect(checked.code, checked.stderr).toBe(0); // with warnings, where the timers of the law say what nobody would configure
});

test("fitted service times and timers can be pasted into a scenario", async () => {
  const service = await invoke(
    ...["calibrate", "service", `${MEASURED}/samples/memory-4-workers-100.csv.gz`, "--column", "processingTime"],
    ...["--message", "INVITE", "--json", "--bootstrap", "19"],
  );
  const detector = await invoke(
    ...["calibrate", "detector", `${MEASURED}/failover.csv`, "--law", "vrrp", "--only", "system=iprs-vrrp:0.1"],
    ...["--only", "mode=host", "--json", "--bootstrap", "19"],
  );
  const yaml = (ended: { stdout: string }) => (JSON.parse(ended.stdout) as { yaml: string }).yaml;
  const [first, second] = [yaml(service), yaml(detector).replace(/^architecture:\n/m, "")];
  const scenario = `title: Pasted\n${first.replace("architecture:\n", "architecture:\n  preset: iprs\n  active: 1\n")}${second}traffic: { calls: { rate: 100/s, duration: 1 s } }\n`;
  const { code, stderr } = await validated(scenario);
  expect(code, stderr).toBe(0);
});

const table = (name: string, head: string, values: readonly (number | string)[]): string => {
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, `${head}\n${values.join("\n")}\n`);
  return path;
};

test("a hundred equal times are constant, and said to be", async () => {
  const equal = table(
    "equal",
    "proc_ms",
    Array.from({ length: 100 }, () => 3),
  );
  const { code, stdout } = await invoke("calibrate", "service", equal);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^100 equal values of proc_ms\n/)]);
  expect(stdout).toMatch(/ each: 3 ms\n$/);
});

test.each([
  [
    "an outlier beside 99",
    "service",
    [...Array.from({ length: 99 }, () => 3), 1000],
    "100 values, but only two different ones, of which 99",
  ],
  ["one value", "service", [3], "1 value; expected at least three values"],
  ["two values", "service", [3, 4], "2 values; expected at least three values"],
  ["a zero", "service", [0, 1, 2, 3], "1 of 4 durations outside of 1 ns … 1e9 s, such as 0 s"],
  ["three ticks", "service", Array.from({ length: 40 }, (_, i) => 4 * (1 + (i % 3))), "values in steps of 4 ms"],
  ["equal ones", "detector", Array.from({ length: 20 }, () => 2000), "20 equal values"],
] as const)("times with %s: calibrate %s refuses them", async (_, what, values, found) => {
  const path = table(`odd-${what}`, "time_ms", values);
  const law = what === "detector" ? ["--law", "heartbeat", "--column", "time"] : [];
  const { code, stderr } = await invoke("calibrate", what, path, ...law);
  expect([code, stderr]).toEqual([2, expect.stringContaining(found)]);
});

test("a long fit says how far it is, and ends at once when interrupted", async () => {
  const values = Array.from({ length: 3000 }, (_, i) => -Math.log((i + 0.5) / 3000));
  const path = table("long", "proc_ms", values);
  const words = ["calibrate", "service", path, "--bootstrap", "10000"];
  const { code } = await sipnines(words, { interruptAt: "fits" });
  expect(code).toBeNull(); // ended by the signal
});

test("a real list of outages, counted without the readers: it grows up, hardware fails soon after repairs, repairs are log-normal", async () => {
  const path = "scenarios/outages/lanl-system-15.csv";
  const rows = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(","));
  const times = rows.map(([, start, end]) => [Date.parse(`${start}Z`), Date.parse(`${end}Z`)] as const);
  const down = times.reduce((sum, [start, end]) => sum + end - start, 0);
  const { stdout } = await invoke("calibrate", "lifetimes", path, "--json");
  const { pooled, classes, laws, trend } = JSON.parse(stdout);
  // the first failure is the begin of the watch, and ends no life
  const up = times.at(-1)![1] - times[0]![0] - down;
  expect(pooled.timeToFailure.estimate).toBeCloseTo(up / 1000 / (rows.length - 1), 3);
  expect(
    classes.map(({ component, failures }: { component: string; failures: number }) => [component, failures]),
  ).toEqual([
    ["facilities", 1],
    ["hardware", 35],
    ["human error", 2],
    ["software", 4],
    ["undetermined", 11],
  ]);
  expect(trend.p).toBeLessThan(0.05);
  const hardware = laws.find(({ component }: { component: string }) => component === "hardware");
  const shape = hardware.timeToFailure.find(({ family }: { family: string }) => family === "weibull").intervals[0];
  expect([shape.parameter, shape.high < 1]).toEqual(["shape", true]);
  expect(hardware.timeToRepair[0].family).toBe("lognormal");
});

test("calls of a file whose laws are known: what was drawn lies within the intervals, and what is written runs", async () => {
  // scenarios/calls/Master.csv was drawn from: holds lognormal 180 s, cv 1.2; rings 9 s; patience 40 s; 6 % busy; half of the unanswered dial again after 25 s
  const { code, stdout, stderr } = await invoke(
    "calibrate",
    "calls",
    "scenarios/calls/Master.csv",
    "--bootstrap",
    "0",
    "--json",
  );
  expect(code, stderr).toBe(0);
  const { yaml, arrivals, hold, ring, outcomes, hours, redials, warnings } = JSON.parse(stdout);
  type Fit = { family: string; intervals: { parameter: string; low: number; high: number }[] };
  const holds = ({ fits }: { fits: Fit[] }, family: string, parameter: string, truth: number) => {
    const { low, high } = fits
      .find((fit) => fit.family === family)!
      .intervals.find((one) => one.parameter === parameter)!;
    expect(low, `${family} ${parameter}`).toBeLessThan(truth);
    expect(high, `${family} ${parameter}`).toBeGreaterThan(truth);
  };
  holds(hold, "lognormal", "mean", 180);
  holds(hold, "lognormal", "cv", 1.2);
  holds(ring, "exponential", "mean", 9);
  holds(redials.delay, "exponential", "mean", 25);
  expect(outcomes.busy.share.low < 0.06 && outcomes.busy.share.high > 0.06).toBe(true);
  expect(redials.share.low < 0.5 && redials.share.high > 0.46).toBe(true);
  expect(Math.min(arrivals.dispersion.p, arrivals.gaps.pValue)).toBeGreaterThan(0.01);
  const drawn = [2, 1, 1, 1, 1, 3, 8, 20, 55, 90, 100, 90, 70, 85, 95, 90, 80, 60, 40, 30, 20, 12, 8, 4];
  const inside = hours.filter(({ low, high }: { low: number; high: number }, i: number) => {
    const truth = (0.02 * drawn[i]!) / 100;
    return low <= truth && truth <= high;
  });
  expect(inside.length).toBeGreaterThanOrEqual(21);
  expect(warnings.join()).toContain("that lasted at its end are missing");
  const { traffic } = parse(yaml);
  const registration = { expires: "48 h" }; // else all bindings are gone after an hour
  const scenario = { title: "Pasted", architecture: { preset: "single" }, traffic: { ...traffic, registration } };
  const path = join(folder, "pasted.yaml");
  writeFileSync(path, stringify(scenario));
  const run = await invoke("run", path, "--replications", "1", "--json");
  expect(run.code, run.stderr).toBe(0);
  // 781 calls stand in the file, redials among them: what is written makes as many, give or take what Poisson counts of that size vary
  const made = JSON.parse(run.stdout).metrics.createdCalls.mean;
  expect(Math.abs(made - 781)).toBeLessThan(4 * Math.sqrt(781));
});

test("lifetimes from a list of outages can be pasted, for all tiers or for one", async () => {
  // two nodes in 1000 h: 4 failures in 1990 h of service, repairs of 1 h, 2 h, 3 h and 4 h
  const hours = (node: string, from: number, to: number) => `${node};${from * 3600};${to * 3600}`;
  const outages = table("outages", "Node;Start;End", [
    hours("a", 100, 101),
    hours("b", 250, 252),
    hours("a", 600, 603),
    hours("b", 800, 804),
  ]);
  const words = ["calibrate", "lifetimes", outages, "--from", "0", "--until", "3600000", "--json"];
  const { code, stdout, stderr } = await invoke(...words);
  expect(code, stderr).toBe(0);
  const { pooled, components, yaml } = JSON.parse(stdout);
  expect(pooled.timeToFailure.estimate).toBeCloseTo((1990 / 4) * 3600, 6);
  expect(pooled.timeToRepair.estimate).toBeCloseTo(2.5 * 3600, 6);
  expect(pooled.unavailability.estimate).toBeCloseTo(10 / 2000, 12); // time down over time watched
  expect(components.map(({ component }: { component: string }) => component)).toEqual(["a", "b"]);
  expect(parse(yaml)).toEqual({ availability: { lifetimes: { timeToFailure: "20.7 d", timeToRepair: "2.50 h" } } });
  const out = join(folder, "lifetimes");
  expect((await invoke(...words, "--out", out)).code).toBe(0);
  const rows = readFileSync(join(out, "calibration.csv"), "utf8").trim().split("\n");
  expect(rows.map((row) => row.split(",").slice(0, 3))).toEqual([
    ["component", "failures", "timeToFailure"],
    ...[...components, pooled].map((one) => [one.component, `${one.failures}`, `${one.timeToFailure?.estimate ?? ""}`]),
  ]);
  expect(readFileSync(join(out, "calibration.tex"), "utf8")).toContain("\\begin{tabular}");
  const tier = await invoke(...words, "--tier", "proxies", "--components", "4");
  const pasted = parse(JSON.parse(tier.stdout).yaml);
  expect(pasted.architecture.tiers.proxies.lifetimes.timeToFailure).toBe("41.6 d"); // 3990 h over 4
  const scenario = { ...pasted, architecture: { preset: "iprs", active: 1, ...pasted.architecture } };
  const checked = await validated(
    stringify({
      title: "Pasted",
      ...parse(yaml),
      ...scenario,
      traffic: { calls: { rate: "1/s", duration: "1 s" } },
    }),
  );
  expect(checked.code, checked.stderr).toBe(0);
});

test("lives that age are written as the law that they have", async () => {
  // thirty lives at the quantiles of a Weibull law of shape 4 and scale 1000 h, in an order that has no trend; repairs of 1 h to 3 h
  let now = 0;
  const rows = Array.from({ length: 30 }, (_, i) => {
    now += 1000 * (-Math.log(1 - (((i * 11) % 30) + 0.5) / 30)) ** 0.25;
    const start = now;
    now += 1 + (i % 3);
    return `${Math.round(start * 3600)},${Math.round(now * 3600)}`;
  });
  const { code, stdout, stderr } = await invoke("calibrate", "lifetimes", table("ageing", "start,end", rows), "--json");
  expect(code, stderr).toBe(0);
  const { yaml, said } = JSON.parse(stdout);
  const { weibull } = parse(yaml).availability.lifetimes.timeToFailure;
  expect(weibull.shape).toBeGreaterThan(3.5);
  expect(weibull.shape).toBeLessThan(5);
  expect(said.join("\n")).toMatch(/Weibull's shape .*: ageing\./);
  const scenario = { architecture: { preset: "iprs" }, traffic: { calls: { rate: "1/s", duration: "1 s" } } };
  const checked = await validated(stringify({ title: "Ageing", ...scenario, ...parse(yaml) }));
  expect(checked.code, checked.stderr).toBe(0);
});

test("tables in UTF-16 of either order are read as in UTF-8", async () => {
  const text =
    "start,end,status\n2026-03-01 12:00:00,2026-03-01 12:01:00,ANSWERED\n2026-03-01 12:02:00,2026-03-01 12:03:00,BUSY\n";
  const path = join(folder, "unicode.csv");
  const calls = [
    Buffer.from(text),
    Buffer.from(`\ufeff${text}`, "utf16le"),
    Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
  ];
  for (const bytes of calls) {
    writeFileSync(path, bytes);
    const { stdout, stderr } = await invoke("calibrate", "calls", path, "--bootstrap", "0");
    expect(stdout, stderr).toContain("2 calls in 2.02 min");
  }
});

test("lifetimes from logs of two hosts: classes that a scenario can run", async () => {
  const logs = ["kam1", "kam2"].map((host) => `scenarios/outages/${host}.log`);
  const { code, stdout, stderr } = await invoke("calibrate", "lifetimes", ...logs, "--year", "2025", "--json");
  expect(code, stderr).toBe(0);
  const { classes, pooled, yaml, said } = JSON.parse(stdout);
  // Counted without the readers: what each class begins with stands once for each of its outages.
  const text = logs.map((log) => readFileSync(log, "utf8")).join("");
  const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
  expect(
    Object.fromEntries(classes.map((one: { component: string; failures: number }) => [one.component, one.failures])),
  ).toEqual({
    ...{ host: count(/^-- Boot/gm), link: count(/FAULT STATE/g), process: count(/SEGV/g) },
  });
  // Exponential lives by hand: time in service of all over the failures of each.
  for (const one of classes) expect(one.timeToFailure.estimate).toBeCloseTo(pooled.up / one.failures, 3);
  expect(said.join("\n")).not.toContain("begins in");
  const scenario = { architecture: { preset: "iprs" }, ...parse(yaml) };
  const traffic = { calls: { rate: "1/s", duration: "1 s" } };
  const checked = await validated(stringify({ title: "Pasted classes", ...scenario, traffic }));
  expect(checked.code, checked.stderr).toBe(0);
  expect((await invoke("calibrate", "lifetimes", ...logs)).stdout).toContain("begins in 2001 (--year)");
  expect((await invoke("calibrate", "service", ...logs)).stderr).toContain("several are read for lifetimes");
  const bad = table("bad-log", "Jan  1 00:00:00 kam1 systemd[1]: Starting", ["Jan 32 00:00:00 kam1 systemd[1]: x"]);
  expect((await invoke("calibrate", "lifetimes", bad)).stderr).toContain("bad-log.csv:2:1");
  const well = table("well-log", "Jan  1 00:00:00 kam1 systemd[1]: Starting", ["Jan  2 00:00:00 kam1 systemd[1]: x"]);
  expect((await invoke("calibrate", "lifetimes", well)).stderr).toContain("no failure of kam1");
});

test.each([
  [["a,2026-02-30 10:00,2026-03-01 10:00"], [], ":2:3", "which no calendar has"],
  [["a,2026-03-02 10:00,2026-03-01 10:00"], [], ":2:20", "ends before it begins"],
  [["a,2026-03-01 10:00,2026-03-01 12:00", "a,2026-03-01 11:00,"], [], ":3:3", "within that of line 2"],
  [["a,2026-03-01 10:00,", "a,2026-03-01 11:00,"], [], ":3:3", "an end of the outage of line 2"],
  [["a,2026-03-01 10:00,1772362800"], [], ":2:20", "a time without a zone as in line 2"],
  [["a,yesterday,"], [], ":2:3", "2026-03-01T12:30:00Z"],
  [["a,2026-03-01,2026-03-02"], [], "", "0 failures within the window, in 0 s of service"],
  [["a,2026-03-01,2026-03-02"], ["--from", "2026-01-01", "--until", "2026-04-01"], "", "above 16.0 d with 97.5 %"],
  [["a,2026-03-01,2026-03-02"], ["--from", "2026-04-01"], "", "an end after its start"],
  [["a,2026-03-01,2026-03-02", "b,2026-03-03,2026-03-04"], ["--components", "1"], "", "from 2 to 10000"],
])("the outages %j with %j are refused with the place", async (rows, options, place, reason) => {
  const path = table("wrong-outages", "node,start,end", rows);
  const { code, stderr } = await invoke("calibrate", "lifetimes", path, ...options);
  expect(stderr).toContain(reason);
  expect(stderr).toContain(place === "" ? "" : `wrong-outages.csv${place}`);
  expect(code).toBe(2);
});

/** `--metrics FILE`: a file for monitoring, whole at every moment, with the figures of the result. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { CommandLine } from "../../src/cli/command-line.ts";
import { MetricsFile } from "../../src/cli/metrics-file.ts";
import { metricNamed } from "../../src/metrics/catalogue.ts";
import { familyOf } from "../../src/report/openmetrics/estimates.ts";
import { readOpenMetrics } from "../report/openmetrics-grammar.ts";
import { ensureBuilt } from "./built.ts";
import { invoke } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "sipnines-metrics-"));
const file = join(folder, "sipnines.prom");
const read = () => readOpenMetrics(readFileSync(file, "utf8"));
beforeAll(ensureBuilt);
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => void vi.useRealTimers());

type Means = Record<string, { readonly mean: number | null; readonly ci95: readonly [number | null, number | null] }>;

/** Every mean that the document has is in the file, with its bounds, and nothing else is. */
function expectMeans(
  families: ReturnType<typeof read>,
  metrics: Means,
  labels: Readonly<Record<string, string>>,
): void {
  for (const [name, { mean, ci95 }] of Object.entries(metrics)) {
    const family = familyOf(metricNamed(name)!);
    const wanted = { ...labels, ...family.labels };
    const found = (families.get(family.name)?.samples ?? []).filter(({ labels: of }) =>
      Object.entries(wanted).every(([label, value]) => of[label] === value),
    );
    const expected = { mean, ci95Low: ci95[0], ci95High: ci95[1] };
    expect(Object.fromEntries(found.map(({ labels: of, value }) => [of["estimate"], value])), name).toEqual(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null)),
    );
  }
}

test("run: all means with their bounds are those of --json, calls are counted by fate and cause", async () => {
  for (const replications of [1, 6]) {
    const words = [
      "run",
      "scenarios/failover-iprs.yaml",
      "--set",
      "traffic.calls.duration=3 s",
      "--set",
      "faults.0.at=1 s",
    ];
    const { stdout } = await invoke(
      ...words,
      "--replications",
      `${replications}`,
      "--set",
      "expect={}",
      "--json",
      "--metrics",
      file,
    );
    const document = JSON.parse(stdout) as { scenario: string; metrics: Means };
    const families = read();
    const labels = { scenario: document.scenario };
    expectMeans(families, document.metrics, labels);
    const counter = (name: string, label: string, word: string) =>
      families.get(name)!.samples.find(({ labels: of }) => of[label] === word)!.value;
    const mean = (name: string) => document.metrics[name]!.mean!;
    expect(counter("sipnines_simulated_calls", "fate", "failed")).toBeCloseTo(replications * mean("failedCalls"), 9);
    expect(counter("sipnines_simulated_failed_calls", "cause", "nodeDown")).toBeCloseTo(
      replications * mean("failedCalls.nodeDown"),
      9,
    );
    expect(families.get("sipnines_replications")!.samples).toEqual([
      { name: "sipnines_replications_total", labels, value: replications },
    ]);
    expect(families.get("sipnines_complete")!.samples[0]!.value).toBe(1);
  }
});

test("sweep: means of complete points by number and values; a resumed study has those from before", async () => {
  const words = [
    "sweep",
    "scenarios/failover-iprs.yaml",
    "--vary",
    "standby=0,1",
    "--set",
    "traffic.calls.duration=3 s",
  ];
  const more = ["--set", "faults.0.at=1 s", "--set", "expect={}", "--replications", "6", "--workers", "0", "--json"];
  const out = join(folder, "study");
  for (const resumed of [false, true]) {
    const { stdout } = await (resumed
      ? invoke("sweep", "--resume", "--out", out, "--json", "--metrics", file)
      : invoke(...words, ...more, "--out", out, "--metrics", file));
    const { results } = JSON.parse(stdout) as { results: { metrics: Means; values: Record<string, string> }[] };
    const families = read();
    for (const [i, { metrics, values }] of results.entries()) {
      const { failedCalls, outageTime } = metrics as { failedCalls: Means[string]; outageTime?: Means[string] };
      const labels = { point: String(i + 1), at: `standby=${values["standby"]}` };
      expectMeans(families, { failedCalls, ...(outageTime && { outageTime }) }, labels);
    }
    const states = families.get("sipnines_points")!.samples.map(({ labels, value }) => [labels["state"], value]);
    expect(Object.fromEntries(states)).toEqual({ complete: 2, inWork: 0, left: 0 });
    expect(families.get("sipnines_replications")!.samples[0]!.value).toBe(resumed ? 0 : 12);
  }
});

test("it is written at the beginning, every few seconds and at the end, each time whole under another name first", () => {
  vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval"] });
  let value = 0;
  const span = new CommandLine(["run", "--metrics", file]).option("--metrics");
  const metrics = new MetricsFile(file, span, () => [
    { name: "x", type: "gauge", help: "", samples: [{ labels: {}, value }] },
  ]);
  const now = () => read().get("x")!.samples[0]!.value;
  expect(now()).toBe(0);
  value = 1;
  metrics.look();
  expect(now()).toBe(0);
  vi.advanceTimersByTime(5000);
  expect(now()).toBe(1);
  value = 2;
  metrics.finish();
  expect(now()).toBe(2);
  value = 3;
  vi.advanceTimersByTime(60_000);
  expect(now()).toBe(2);
  expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a file that cannot be written is refused before anything is computed", async () => {
  const { code, stderr, stdout } = await invoke(
    "run",
    "scenarios/iprs.yaml",
    "--metrics",
    join(folder, "none", "x.prom"),
  );
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("--metrics");
});

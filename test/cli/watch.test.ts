/** `run --watch`: what is shown while a run goes on, and that looking changes nothing. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { outcomeOf } from "../../src/cli/run/outcome.ts";
import { shownTable } from "../../src/cli/run/outcome-table.ts";
import { play } from "../../src/cli/run/play.ts";
import { ReplicationView } from "../../src/cli/run/replication-view.ts";
import { ReplicationsView } from "../../src/cli/run/replications-view.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Fingerprint } from "../../src/kernel/trace.ts";
import { metricIndex } from "../../src/metrics/catalogue.ts";
import { onTerminal } from "../../src/report/table/on-terminal.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { ScenarioText } from "../../src/scenario/scenario-text.ts";
import { ensureBuilt, root } from "./built.ts";
import { EmulatedTerminal } from "./emulated-terminal.ts";
import { invoke } from "./in-process.ts";

const TEXT = `title: a death to look at
architecture: { preset: iprs }
traffic:
  users: 10
  calls: { rate: 50/s, arrivals: poisson, duration: 4 s }
  clients: { retransmission: false }
faults:
  - { at: 1 s, kill: proxy-1, kind: host }
run: { seed: 7, replications: 1, drain: 2 s }
`;
const scenario = new ScenarioText(TEXT, "watched.yaml").with([]).scenario!;
const unhurried = new AbortController().signal;

const folder = mkdtempSync(join(tmpdir(), "sipnines-watch-"));
beforeAll(ensureBuilt);
afterAll(() => rmSync(folder, { recursive: true }));

/** Gives every event of the kernels that are made meanwhile to a fingerprint, whoever else observes them. */
function fingerprinted<Result>(make: () => Result): { readonly made: Result; readonly fingerprint: Fingerprint } {
  const fingerprint = new Fingerprint();
  const { observe } = Kernel.prototype;
  Kernel.prototype.observe = function (this: Kernel, observer) {
    observe.call(this, (time, code, a, b) => {
      fingerprint.observe(time, code, a, b);
      observer?.(time, code, a, b);
    });
  };
  try {
    return { made: make(), fingerprint };
  } finally {
    Kernel.prototype.observe = observe;
  }
}

/** A view that is looked at after every step, as a reader with good eyes would. */
async function watched(of: Scenario, look: (view: ReplicationView) => void = () => {}) {
  const { made: view, fingerprint } = fingerprinted(() => new ReplicationView(of, "native", false));
  const onStep = () => {
    view.stepped();
    view.picture(80, 40);
    look(view);
  };
  const isOver = await play(view.run.replicator, { stride: view.stride, signal: unhurried, onStep });
  view.close(isOver);
  return { view, fingerprint: fingerprint.toString(), figures: view.run.finish().figures };
}

test("watching changes no event and no figure", async () => {
  const replicator = new Replicator(scenario, engineNamed("native"));
  const fingerprint = new Fingerprint();
  replicator.engine.observe((time, code, a, b) => fingerprint.observe(time, code, a, b));
  const figures = replicator.run(0);
  const seen = await watched(scenario);
  expect(seen.fingerprint).toBe(fingerprint.toString());
  expect(Buffer.from(seen.figures.buffer)).toEqual(Buffer.from(figures.buffer));
});

test("what is shown at the end has the names and values of run's table; on the way verdicts and takeovers come at their times", async () => {
  const moments: number[] = [];
  const created: number[] = [];
  const { view, figures } = await watched(scenario, (one) => {
    moments.push(one.time);
    created.push(one.figures[0][metricIndex("createdCalls")]!);
  });
  expect(moments.length).toBeGreaterThanOrEqual(50);
  expect(moments).toEqual([...moments].sort((a, b) => a - b));
  expect(created).toEqual([...created].sort((a, b) => a - b));
  const picture = view.picture(100, 80).join("\n");
  const table = onTerminal(shownTable(outcomeOf(scenario, "native", [figures])), false).trimEnd();
  expect(picture.endsWith(table)).toBe(true);
  const of = (name: Parameters<typeof metricIndex>[0]) => figures[metricIndex(name)]!;
  expect(picture).toContain("1.000 s  proxy-1 dies: its host");
  expect(picture).toContain(`${(1 + of("detectionTime")).toFixed(3)} s  proxy-3 considers proxy-1 down`);
  expect(picture).toMatch(
    new RegExp(`${(1 + of("outageTime")).toFixed(3).slice(0, -1)}\\d s {2}proxy-3 serves in place of proxy-1`),
  );
  expect(picture).toContain("proxy-1 0 (host dead)");
  expect(view.line()).toContain(`createdCalls ${of("createdCalls")} · successfulCalls ${of("successfulCalls")}`);
  expect(view.line()).toContain(`failedCalls ${of("failedCalls")} (nodeDown ${of("failedCalls.nodeDown")}`);
});

test("the strip counts each call once, in its part of the run", async () => {
  const parts: number[] = [];
  let before = 0;
  const { view } = await watched(scenario, (one) => {
    const { created } = one.run.replicator.world.calls;
    const part = Math.ceil(one.time / one.stride - 1e-9) - 1;
    parts[part] = (parts[part] ?? 0) + created - before;
    before = created;
  });
  const most = Math.max(...parts.filter((one) => one !== undefined));
  const strip = view.picture(100, 80).find((line) => line.startsWith("created "))!;
  expect(strip).toContain(`at most ${Number((most / view.stride).toPrecision(3))}/s`);
  const fullest = [...strip.slice(11 + 15)].indexOf("█");
  expect(fullest).toBe(parts.indexOf(most));
});

test("the pace is that of the clock, as far as the machine can", async () => {
  const view = new ReplicationView(scenario, "native", false);
  const begun = performance.now();
  let lead = -Infinity;
  await play(view.run.replicator, {
    ...{ speed: 20, stride: view.stride, signal: unhurried },
    onStep: () => {
      lead = Math.max(lead, view.time - ((performance.now() - begun) / 1000) * 20);
    },
  });
  expect(lead).toBeLessThanOrEqual(0); // never ahead of the clock, however slow the machine
});

test("several replications: means and intervals of those without a gap, and how wide they may be", async () => {
  const plan = { goals: [{ metric: "failedCalls", absolute: 2 }], minimum: 10, maximum: 50 };
  const view = new ReplicationsView(scenario, "native", plan, false);
  const [figures = []] = await simulate([{ scenario, replications: 9 }], { engine: "native", workers: 0 });
  view.ended(0, figures.slice(0, 5));
  view.ended(6, figures.slice(6));
  view.at(8, 10);
  const picture = view.picture(100, 60).join("\n");
  const outcome = outcomeOf(scenario, "native", figures.slice(0, 5));
  expect(picture.endsWith(onTerminal(shownTable(outcome), false).trimEnd())).toBe(true);
  expect(picture).toMatch(/failedCalls [\d.]+ ± [\d.]+, asked for within ± 2$/m);
  expect(view.line()).toMatch(/^8 of at least 10 replications/);
  expect(view.picture(100, 12).length).toBeLessThanOrEqual(12);
  expect(view.picture(100, 12).at(-1)).toMatch(/^… and \d+ more$/);
});

test("stdout and files are those of a run that nobody watched, byte for byte, with one replication and with several", async () => {
  for (const replications of ["1", "6"]) {
    const words = ["run", "scenarios/trace-takeover.yaml", "--replications", replications];
    const plain = await invoke(...words, "--out", join(folder, "plain"));
    const seen = await invoke(...words, "--out", join(folder, "seen"), "--watch");
    expect(seen.stdout).toBe(plain.stdout);
    expect(seen.code).toBe(plain.code);
    for (const name of readdirSync(join(folder, "plain"))) {
      const [a, b] = ["plain", "seen"].map((one) => readFileSync(join(folder, one, name), "utf8"));
      if (name !== "manifest.json") expect(b, name).toBe(a);
    }
    const quiet = await invoke(...words, "--watch", "--quiet");
    const unseen = await invoke(...words, "--quiet");
    expect(quiet).toEqual(unseen);
  }
});

test("a pace without a watch, or of several replications, is refused with what to say instead", async () => {
  const words = ["run", "scenarios/trace-takeover.yaml", "--speed", "2"];
  expect((await invoke(...words)).stderr).toContain("expected --watch beside it");
  expect((await invoke(...words, "--watch", "--replications", "3")).stderr).toContain(
    "expected --replications 1 beside it",
  );
  expect((await invoke("run", "scenarios/trace-takeover.yaml", "--watch", "--speed", "0")).stderr).toContain(
    "such as 20",
  );
});

/** Runs `sipnines` on a terminal of its own, by util-linux's script; what it writes there goes into an emulated one. */
function onTerminalOf(columns: number, rows: number, words: readonly string[], interruptAt?: string) {
  const terminal = new EmulatedTerminal(columns, rows);
  const command = `stty cols ${columns} rows ${rows}; exec "${process.execPath}" bin/sipnines.mjs ${words.join(" ")}`;
  const { CI: _, NO_COLOR: __, ...env } = process.env;
  const child = spawn("script", ["-qefc", command, "/dev/null"], { cwd: root, env: { ...env, TERM: "xterm" } });
  let isInterrupted = false;
  child.stdout.on("data", (bytes: Buffer) => {
    terminal.stream.write(bytes);
    if (interruptAt === undefined || isInterrupted || !bytes.toString().includes(interruptAt)) return;
    isInterrupted = true;
    child.stdin.write("\u0003");
  });
  return new Promise<{ code: number | null; terminal: EmulatedTerminal }>((done) =>
    child.on("close", (code) => done({ code, terminal })),
  );
}
const hasScript = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false;

test.runIf(hasScript)(
  "on a real terminal the picture goes when the run is over, and what is left is the result",
  async () => {
    const words = ["run", "scenarios/trace-takeover.yaml", "--replications", "1", "--set", "expect={}"];
    const plain = await onTerminalOf(120, 40, words);
    const seen = await onTerminalOf(120, 40, [...words, "--watch", "--speed", "8"]);
    const text = stripVTControlCharacters(seen.terminal.writes.join(""));
    expect(text).toContain("times real time");
    expect(await seen.terminal.lines()).toEqual(await plain.terminal.lines());
    expect(await seen.terminal.state()).toEqual({ wraps: true, column: 0 });
    expect(seen.code).toBe(0);
  },
);

test.runIf(hasScript)("Ctrl-C ends a watched run at once, and what was to be seen stays", async () => {
  const words = ["run", "scenarios/trace-takeover.yaml", "--replications", "1", "--watch", "--speed", "0.5"];
  const { code, terminal } = await onTerminalOf(100, 30, words, "times real time");
  expect(code).toBe(130);
  const lines = (await terminal.lines()).join("\n");
  expect(lines).toMatch(/times real time/);
  expect(lines).toMatch(/No replication had finished\.$/);
  expect(await terminal.state()).toEqual({ wraps: true, column: 0 });
});

/** What the page shows of a run is what the command line runs, and the state at a time is the same however it was reached. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { nextMoment, withFault, withoutLastFault } from "../../src/play/text/by-hand.ts";
import { WatchedRun } from "../../src/play/watched/watched-run.ts";
import { Stream } from "../../src/random/stream.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { trace } from "../../src/trace/trace.ts";
import { less, some } from "../long.ts";

const text = (name: string): string => readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), "utf8");
function read(yaml: string) {
  const { scenario, problems } = parseScenario(yaml, "scenario.yaml");
  if (problems) throw new Error(JSON.stringify(problems));
  return scenario;
}
const traced = (yaml: string, replication: number) =>
  trace(new Replicator(read(yaml), engineNamed("native")), { replication, until: Infinity }, () => {});

const shortened = (name: string, seconds: number): string =>
  text(name).replace(/duration: [\d.]+ (s|min)/, `duration: ${seconds} s`);

const NAMES = some(
  ["failover-iprs", "kamailio-keepalived", "partition-and-heal", "ppdr", "tls-phones", "galera-usrloc"],
  [0, 3],
);

for (const name of NAMES)
  test(`${name}: watched to its end, the events and figures are those of a trace`, () => {
    const yaml = shortened(name, 15);
    const { fingerprint, figures } = traced(yaml, 2);
    const run = new WatchedRun(read(yaml), 2);
    while (!run.advance(run.now + 0.7, 5000));
    while (!run.isOver) run.advance(run.now + 3);
    expect(run.fingerprint).toBe(fingerprint);
    const { counters } = run.view();
    expect(counters["createdCalls"]).toBe(figures[0]);
    expect(Object.values(counters)).toEqual([...figures].filter((one) => !Number.isNaN(one)));
    // Calls that stand still fail at the end of the run: charts know them too.
    const charted = run.series.buckets.flatMap(({ failedBy }) => failedBy).reduce((sum, failed) => sum + failed, 0);
    expect(charted).toBe(counters["failedCalls"]);
  });

for (const name of NAMES)
  test(`${name}: after any walk through time the state is that of a fresh run`, () => {
    const scenario = read(shortened(name, 12));
    const walked = new WatchedRun(scenario, 0);
    const random = new Stream(name, 11);
    const goTo = (run: WatchedRun, time: number) => {
      if (time < run.now) run.restart();
      while (!run.advance(time, 1 + random.integer(3000)));
    };
    for (let i = 0; i < less(4, 8); i++) {
      const time = random.uniform() * 14;
      goTo(walked, time);
      const fresh = new WatchedRun(scenario, 0);
      fresh.advance(time);
      expect(walked.view()).toEqual(fresh.view());
      expect(walked.happenings.incidents).toEqual(fresh.happenings.incidents);
      expect(walked.happenings.failedCalls).toEqual(fresh.happenings.failedCalls);
      expect(walked.series.buckets).toEqual(fresh.series.buckets);
    }
    const events = walked.events - 3;
    walked.restart();
    walked.advance(Infinity, events);
    const fresh = new WatchedRun(scenario, 0);
    fresh.advance(Infinity, events);
    expect(walked.view()).toEqual(fresh.view());
    expect(walked.events).toBe(events);
  });

test("what is done by hand becomes lines of the script, and the run with them is the run that was watched", () => {
  const random = new Stream("clicks", 3);
  for (let walk = 0; walk < less(3, 10); walk++) {
    let yaml = shortened("failover-iprs", 12).replace(/^faults:\n {2}- .*\n/m, "");
    let run = new WatchedRun(read(yaml), 0);
    run.advance(1 + random.uniform() * 3);
    const deeds = [
      { kill: "proxy-1", kind: "host" },
      { partition: [["proxy-2"], ["users", "proxy-1", "proxy-3"]] },
      { heal: "all" },
      { restart: "proxy-1" },
    ] as const;
    for (const deed of deeds.slice(0, 1 + random.integer(4))) {
      const before = run.view();
      const at = nextMoment(run.now);
      yaml = withFault(yaml, at, deed);
      run = new WatchedRun(read(yaml), 0);
      run.advance(before.time);
      // What can break is watched more closely: figures of it are there, and a cluster that can be divided calls for lost members.
      const after = run.view();
      expect(after.counters).toMatchObject(before.counters);
      for (const part of ["nodes", "addresses", "beliefs", "openCalls", "registered"] as const)
        expect(after[part]).toEqual(before[part]);
      run.advance(at + random.uniform() * 3);
    }
    run.advance(Infinity);
    expect(run.fingerprint).toBe(traced(yaml, 0).fingerprint);
  }
});

test("a fault script is written and taken back without touching anything else", () => {
  const yaml = "title: x # a comment\narchitecture: { preset: iprs }\n";
  const once = withFault(yaml, 1.5, { kill: "proxy-1" });
  expect(once).toBe(`${yaml}faults:\n  - { at: 1.5 s, kill: proxy-1 }\n`);
  const twice = withFault(once, 2.000001, { restart: "proxy-1" });
  expect(twice).toBe(`${once}  - { at: 2.000001 s, restart: proxy-1 }\n`);
  expect(withoutLastFault(twice)).toBe(once);
  expect(withoutLastFault(once)).toBe(yaml);
  expect(nextMoment(2)).toBe(2.000001);
});

test("calls that a death has cost are seen before they count as failed", () => {
  const run = new WatchedRun(read(text("failover-iprs")), 0);
  run.advance(9.99);
  expect(run.view().openWithLoss).toBe(0);
  run.advance(20);
  const { openWithLoss, counters } = run.view();
  expect(counters["failedCalls"]).toBe(0);
  while (!run.isOver) run.advance(run.now + 10);
  expect(run.view().openWithLoss).toBe(0);
  expect(openWithLoss).toBeGreaterThan(0);
  expect(openWithLoss).toBe(run.view().counters["failedCalls"]);
});

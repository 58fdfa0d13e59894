/** Calls that are under way when the run ends are neither successful nor failed. */

import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { summarise } from "../../src/experiment/summary.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { MetricName } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { calls, figure, kill, paced, scenario, single, standbyGroup } from "../architecture/fixture.ts";

const COUNTS = [
  "createdCalls",
  "successfulCalls",
  "failedCalls",
  "unfinishedCalls",
  "unfinishedCalls.unanswered",
] as const;

function counts(story: Parameters<typeof scenario>[1], architecture = single()) {
  const figures = new Replicator(scenario(architecture, story), engineNamed("native")).run(0);
  const of = (name: MetricName) => figure(figures, name);
  return { figures, of, counted: COUNTS.map(of) };
}

test("ten calls a second for 2 s that last a minute: after 61 s half of them have ended, and none has failed", () => {
  const held = { calls: calls(paced(10, { count: 20 }), { hold: deterministic(60) }) };
  const { of, counted } = counts({ traffic: held, run: { horizon: 61 } });
  expect(counted).toEqual([20, 10, 0, 10, 0]);
  expect((["ser", "seer", "isa", "scr"] as const).map(of)).toEqual([1, 1, 0, 1]);
});

test("INVITEs that nobody has answered yet are no part of any ratio", () => {
  const ringing = { calls: calls(paced(10, { count: 20 }), { ring: deterministic(10) }) };
  const { figures, of, counted } = counts({ traffic: ringing, run: { horizon: 11 } });
  expect(counted).toEqual([20, 10, 0, 10, 10]);
  expect((["ser", "seer", "isa", "scr"] as const).map(of)).toEqual([1, 1, 0, 1]);
  const row = summarise([figures, figures], 1).find(({ metric }) => metric.name === "ser")!;
  expect(row.interval.mean).toBe(1);
});

test("who has lost a message and waits for ever has failed, as SIPp without time-outs counts; who talks or repeats has not", () => {
  const faults: Fault[] = [{ verb: "cut", at: 1, cut: ["A", "users"], for: 1 }];
  const silent = counts({ traffic: { calls: calls(paced(10, { duration: 5 })) }, faults });
  expect(silent.counted).toEqual([50, 40, 10, 0, 0]);
  // INVITEs of the last second have been sent again, at most three times, and their callers wait on.
  const patient = { calls: calls(paced(10, { duration: 5 })), retransmission: true };
  const late = counts({
    traffic: patient,
    faults: [{ verb: "cut", at: 4, cut: ["A", "users"], for: 9 }],
    run: { horizon: 6 },
  });
  expect(late.counted).toEqual([50, 40, 0, 10, 10]);
  const talking = { calls: calls(paced(10, { duration: 5 }), { hold: deterministic(10) }), retransmission: true };
  const repaired = counts({
    traffic: talking,
    faults: [{ verb: "cut", at: 1, cut: ["A", "users"], for: 0.3 }],
    run: { horizon: 9 },
  });
  expect(repaired.counted).toEqual([50, 0, 0, 50, 0]);
});

test("a call whose loss was repaired before its answer does not fail on its account", () => {
  const traffic = { calls: calls(paced(10, { duration: 5 }), { hold: deterministic(2) }), retransmission: true };
  const { of } = counts(
    { traffic, faults: [{ verb: "cut", at: 1, cut: ["A", "users"], for: 0.3 }, kill("A", 4)] },
    standbyGroup(1, 0),
  );
  expect(of("failedCalls.partition")).toBe(0);
  expect(of("failedCalls")).toBeGreaterThan(0);
});

test.each([
  ["hold: 60 s", 92],
  ["hold: { exponential: 100 s }", 32 + 100 * Math.log(1000)],
  ["hold: 60 s, ring: 10 s", 102],
  ["hold: 60 s, timeout: 20 s", 52],
  ["hold: 30 h", 32 + 4 * 3600],
  ["hold: 0 s", 32],
])("a run waits for calls of %s unless it is told how long", (written, expected) => {
  const drain = (run: string) =>
    parseScenario(
      `architecture: { preset: single }\ntraffic: { calls: { rate: 10/s, count: 3, ${written} } }\n${run}`,
      "x.yaml",
    ).scenario!.run.drain;
  expect(drain("run: { horizon: 200 s }")).toBeCloseTo(expected, 6);
  expect(drain("run: { horizon: 200 s, drain: 7 s }")).toBe(7);
});

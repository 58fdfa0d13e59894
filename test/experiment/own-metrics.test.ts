/** Formulas over replications: intervals by the same rules as those of the catalogue, and constraints of designs. */
import { expect, test } from "vitest";
import { Design } from "../../src/experiment/design/design.ts";
import { judged } from "../../src/experiment/expectation.ts";
import { runScenario } from "../../src/experiment/run.ts";
import { Study } from "../../src/experiment/study.ts";
import { type MetricName, metricIndex } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

const TEXT = `title: own
architecture: { preset: iprs }
traffic: { users: 20, calls: { rate: 50/s, arrivals: poisson, duration: 4 s }, clients: { retransmission: false } }
faults: [{ at: 1 s, kill: proxy-1, kind: host }]
run: { seed: 3, replications: 12 }
parameters: { mttf: 2000 h, mttr: 4 h }
metrics:
  perNode: failedCalls / 3
  lost: 1 - ser
  rate: failedCalls / outageTime
  never: failedCalls / falseFailovers
  less: 1 calls - failedCalls
  downtime: (1 - mttf / (mttf + mttr)) * 1 year
expect:
  downtime: { atLeast: 17.4 h, atMost: 17.5 h }
  perNode: { atMost: 1000 }
`.replace("  rate:", "  pace:");
const scenario = parseScenario(TEXT, "own.yaml").scenario!;
const { figures, summary } = await runScenario(scenario, { engine: "native", workers: 0 });
const row = (name: string) => summary.find(({ metric }) => metric.name === name)!;

test("each replication by itself", () => {
  const at = (name: MetricName) => figures.map((one) => one[metricIndex(name)]!);
  const [failed, ser, outage] = [at("failedCalls"), at("ser"), at("outageTime")] as const;
  expect(new Set(failed).size).toBeGreaterThan(3);
  const [perNode, lost, pace, never] = [0, 1, 2, 3].map((i) => figures.map((one) => one.at(i - 6)!));
  expect(perNode).toEqual(failed.map((value) => value / 3));
  expect(lost).toEqual(ser.map((value) => 1 - value));
  expect(pace).toEqual(failed.map((value, i) => value / outage[i]!));
  expect(never!.every(Number.isNaN), "nobody failed over by mistake: it is not defined").toBe(true);
  expect(row("never")).toBeUndefined();
});

test("a multiple has the interval of what it is a multiple of", () => {
  const [part, whole] = [row("perNode").interval, row("failedCalls").interval];
  expect(whole.halfWidth).toBeGreaterThan(0);
  for (const bound of ["mean", "low", "high", "halfWidth"] as const)
    expect(part[bound]).toBeCloseTo(whole[bound]! / 3, 9);
});

test("what may be negative has an interval below zero", () => {
  const { mean, low, high } = row("less").interval;
  expect(mean).toBeCloseTo(1 - row("failedCalls").interval.mean, 9);
  expect(low!).toBeLessThan(mean);
  expect(high!).toBeGreaterThan(mean);
  expect(high!).toBeLessThan(0);
});

test("a share has the interval of a proportion of which each replication is one trial", () => {
  const { low, high, mean } = row("lost").interval;
  expect(row("lost").metric.unit).toBe("ratio");
  expect(low).toBeGreaterThanOrEqual(0);
  expect(high).toBeLessThanOrEqual(1);
  const each = figures.map((one) => 1 - one[metricIndex("ser")]!);
  expect(mean).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / each.length, 12);
});

test("what holds no chance is judged by its value, however few replications there are", () => {
  const verdicts = judged(scenario, summary).map(({ expectation: { metric }, verdict }) => [metric, verdict]);
  expect(verdicts).toEqual([
    ["downtime", "holds"], // 4 h in 2004 h of 8760 h: 17.485 h
    ["perNode", "holds"],
  ]);
  expect(row("downtime").interval).toMatchObject({ low: null, high: null });
  const strict = { ...scenario, expect: [{ metric: "downtime", atMost: 17.4 * 3600 }] };
  expect(judged(strict, summary)[0]!.verdict).toBe("fails");
});

const design = (
  where: readonly string[],
  vary = ["parameters.mttf=1000 h,2000 h,4000 h", "parameters.mttr=4 h,8 h"],
) => ({
  vary,
  zip: [],
  where,
  sampling: null,
  table: null,
});

test("a constraint names a formula, whose value is that of the point", () => {
  const own = [scenario.metrics!];
  // Hours of downtime a year: 8760 x mttr / (mttf + mttr).
  const byHand = [
    [1000, 4, 34.9],
    [1000, 8, 69.5],
    [2000, 4, 17.5],
    [2000, 8, 34.9],
    [4000, 4, 8.8],
    [4000, 8, 17.5],
  ] as const;
  const made = new Design(design(["downtime < 20 h"]), 1, ["own.yaml"], own);
  const kept = Array.from({ length: made.size }, (_, i) =>
    made.point(i).map(({ value }) => Number.parseInt(value, 10)),
  );
  expect(kept).toEqual(byHand.filter(([, , hours]) => hours < 20).map(([mttf, mttr]) => [mttf, mttr]));
  expect(() => new Design(design(["perNode < 3"]), 1, ["own.yaml"], own), "it must be simulated first").toThrow(
    'found "perNode"',
  );
  expect(() => new Design(design(["downtime < 20 h"]), 1)).toThrow("downtime");
});

test("a study has the formulas of its files, of one unit each", () => {
  const plan = (texts: readonly string[]) => ({
    files: texts.map((text, i) => ({ name: `${i}.yaml`, text })),
    settings: [],
    design: design(["downtime < 20 h"]),
    replications: 2,
    precision: null,
    engine: "native" as const,
  });
  const read = Study.read(plan([TEXT, TEXT.replace("(1 - mttf", "2 * (1 - mttf")]), "m");
  if (!("study" in read)) throw new Error("a sound study");
  const { study } = read;
  expect(study.metrics.slice(-6).map(({ name }) => name)).toEqual([
    "perNode",
    "lost",
    "pace",
    "never",
    "less",
    "downtime",
  ]);
  // The second file doubles the downtime: only 4000 h with 4 h is left of it.
  expect(
    Array.from({ length: study.size }, (_, i) =>
      study.design
        .point(i)
        .map(({ value }) => value)
        .join(" "),
    ),
  ).toEqual(["0.yaml 2000 h 4 h", "0.yaml 4000 h 4 h", "0.yaml 4000 h 8 h", "1.yaml 4000 h 4 h"]);
  const other = TEXT.replace("failedCalls / 3", "outageTime / 3").split("expect:")[0]!;
  expect(() => Study.read(plan([TEXT, other]), "m")).toThrow("found perNode in calls and in s");
});

/** Files of SIPp 3.6.1 and tables of one's own, as they are, with what they hide said aloud. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { columnNamed } from "../../src/measurement/column.ts";
import { columnValues, quantileColumns, rowsWhere } from "../../src/measurement/column-values.ts";
import { parseTable, TableProblem } from "../../src/measurement/delimited-text.ts";
import { batchShare, neighbourCorrelation, tickOf } from "../../src/measurement/doubts.ts";
import type { Evidence } from "../../src/measurement/evidence.ts";
import { readMeasurement } from "../../src/measurement/read-measurement.ts";

const MEASURED = "scenarios/testbed/measured";
const reading = { by: null, only: new Map<string, string>(), rtd: new Map([[2, "callSetupTime"]]) };
const read = (name: string): Evidence =>
  readMeasurement(readFileSync(`${MEASURED}/sipp/${name}.csv`, "utf8"), name, reading);
const mean = ({ conditions }: Evidence, metric: string): number | undefined =>
  conditions[0]!.quantities.find((one) => one.metric === metric)?.estimate.mean;

test("-trace_stat: the last cumulative counters of a failover, as the screen of that run shows them", () => {
  const found = read("iprs-vrrp-host-100-stat");
  expect([mean(found, "createdCalls"), mean(found, "successfulCalls"), mean(found, "failedCalls")]).toEqual([
    336, 296, 40,
  ]);
  expect(mean(found, "callSetupTime")).toBe(0.002);
  expect(found.warnings.join(" ")).toContain("under 10 ms it says little");
});

test("-trace_stat: FailedCall = 0 while 900 calls hang is no success", () => {
  const found = read("default-limit-300-stat");
  expect(mean(found, "failedCalls")).toBe(900);
  expect(found.warnings[0]).toMatch(/900 calls were still open .* FailedCall = 0: .*three times the rate.*capped/);
});

/** A row of `-trace_stat`: a head of what is read, and the times as SIPp up to 3.3 and since 3.4 writes them. */
const statistics = (times: Readonly<Record<string, string>>): string => {
  const cells = {
    StartTime: "2026-11-29",
    TargetRate: "20",
    "IncomingCall(C)": "0",
    "OutgoingCall(C)": "100",
    CurrentCall: "0",
    "SuccessfulCall(C)": "100",
    "FailedCall(C)": "0",
    "FailedUnexpectedMessage(C)": "0",
    ...times,
  };
  return `${Object.keys(cells).join(";")};\n${Object.values(cells).join(";")};\n`;
};

test.each([
  ["00:00:00:250", "00:00:00:010", 0.25, 0.01], // up to 3.3: milliseconds
  ["00:00:00:250000", "00:00:00:010000", 0.25, 0.01], // since 3.4: microseconds
  ["01:02:03:004", "00:00:01", 3723.004, 1],
])("-trace_stat: a response time of %s ± %s is told by its digits", (mean, spread, seconds, deviation) => {
  const text = statistics({ "ResponseTime1(C)": mean, "ResponseTime1StDev(C)": spread });
  const { quantities } = readMeasurement(text, "stat", reading).conditions[0]!;
  const { estimate } = quantities.find(({ metric }) => metric === "callSetupTime")!;
  expect(estimate.mean).toBeCloseTo(seconds, 9);
  expect(Math.sqrt(estimate.variance)).toBeCloseTo(deviation, 9);
});

test("-trace_stat of the first versions: no deviation is no certainty, and what is no time is refused", () => {
  const old = readMeasurement(statistics({ "ResponseTime(C)": "00:00:00:250" }), "stat", reading);
  expect(old.conditions[0]!.quantities.at(-1)!.estimate).toEqual({ n: 1, mean: 0.25, variance: Number.NaN });
  expect(() => readMeasurement(statistics({ "ResponseTime1(C)": "0.25" }), "stat", reading)).toThrow(
    "a time such as 00:00:01:002000 under ResponseTime1(C)",
  );
});

test("-trace_rtt: milliseconds in every version, with or without the number of the rtd", () => {
  for (const text of ["Date_ms;response_time_ms\n5;250\n", "Date_ms;response_time_ms;rtd_no\n5.25;250.5;1\n"])
    expect(mean(readMeasurement(text, "rtt", reading), "callSetupTime")).toBeCloseTo(0.25, 2);
});

test("-trace_counts of the same failover tells the same, and where it broke off", () => {
  const found = read("iprs-vrrp-host-100-counts");
  expect([mean(found, "createdCalls"), mean(found, "successfulCalls"), mean(found, "failedCalls")]).toEqual([
    336, 296, 40,
  ]);
  expect(mean(found, "1_100_Timeout")).toBe(39);
});

test("-trace_rtt: ticks of 4 ms are noticed, and batches of calls give the interval", () => {
  const found = read("database-200-rtt");
  const setup = found.conditions[0]!.quantities.find(({ metric }) => metric === "callSetupTime")!;
  expect(setup.resolution).toBe(0.004);
  expect(setup.estimate.n).toBe(20);
  expect(found.warnings.join(" ")).toContain("steps of 4 ms");
});

test.each([
  ["a,failedCalls\nx,1\ny,-1e308\n", 3, "-1e+308"],
  ["metric,unit,mean,ci95Low,ci95High,values\nfailedCalls,calls,1,0,1e200,9\n", 2, "1e+200"],
  ["Date_ms;response_time_ms\n5;250\n6;1e101\n", 3, "1e+101"],
  [statistics({ "OutgoingCall(C)": "1e150" }), 2, "1e+150"],
  ["CurrentTime;0_INVITE_Sent;1_200_Recv\n5;1e155;2\n", 2, "1e+155"],
])("numbers whose squares are infinite are refused at their line: %#", (text, line, number) => {
  try {
    readMeasurement(text, "table", reading);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(TableProblem);
    expect(error).toMatchObject({ line, found: number, expected: expect.stringContaining("at most 1e100 under ") });
  }
});

test("a table of one's own: runs by condition, metrics by name, units from the head", () => {
  const text = "rate,mode,failedCalls,outageTime [ms]\n100/s,host,10,200\n100/s,host,14,\n200/s,host,22,210\n";
  const { conditions } = readMeasurement(text, "own", reading);
  expect(conditions.map(({ at }) => Object.fromEntries(at))).toEqual([{ rate: "100/s" }, { rate: "200/s" }]);
  expect(conditions[0]!.quantities.map(({ metric, unit, values }) => ({ metric, unit, values }))).toEqual([
    { metric: "failedCalls", unit: "calls", values: [10, 14] },
    { metric: "outageTime", unit: "s", values: [0.2, Number.NaN] },
  ]);
});

test("our own summary.csv gives back mean, interval and number", () => {
  const text =
    "metric,unit,mean,ci95Low,ci95High,values\nfailedCalls,calls,64.8,62.5,67.1,20\ncreatedCalls,calls,3000,3000,3000,20\n";
  const [failed] = readMeasurement(text, "summary", reading).conditions[0]!.quantities;
  expect(failed!.estimate).toMatchObject({ n: 20, mean: 64.8 });
  expect(Math.sqrt(failed!.estimate.variance / 20) * 2.0930241).toBeCloseTo(2.3, 6); // t(19), 97.5 %
});

test("quantiles beside the mean are no conditions, and a table with conditions of its own is a measurement", () => {
  const head = "metric,unit,mean,ci95Low,ci95High,values";
  const ours = `${head},median,medianCi95Low,medianCi95High\na,s,1,,,3,1,1,2\nb,s,2,,,3,2,1,2\n`;
  expect(readMeasurement(ours, "ours", reading)).toMatchObject({ kind: "simulated", conditions: [{ at: new Map() }] });
  const theirs = readMeasurement(`rate,${head}\n100/s,a,s,1,,,3\n200/s,a,s,2,,,3\n`, "theirs", reading);
  expect(theirs.kind).toBe("measured");
  expect(theirs.conditions.map(({ at }) => at.get("rate"))).toEqual(["100/s", "200/s"]);
  const fast = { ...reading, only: new Map([["rate", "200/s"]]) };
  expect(readMeasurement(`rate,${head}\n100/s,a,s,1,,,3\n200/s,a,s,2,,,3\n`, "theirs", fast).conditions).toHaveLength(
    1,
  );
});

test.each([
  ["", 1, "an empty file"],
  ["a,b\n", 1, "a head without rows"],
  ["a,b\n1,2\n3\n", 3, "1 cells"],
  ["a,a\n1,2\n", 1, '"a" twice'],
  ["a,\n1,2\n", 1, "no name over column 2"],
  ['a,b\n1,"2\n', 2, "stray or open quote"],
])("%j is refused at line %i: %s", (text, line, found) => {
  try {
    parseTable(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(TableProblem);
    expect(error).toMatchObject({ line, found: expect.stringContaining(found) });
  }
});

test("quoted cells hold separators and line ends", () => {
  expect(parseTable('a;b;\n"1;\n""2""";3;\n')).toMatchObject({ names: ["a", "b"], rows: [['1;\n"2"', "3"]] });
});

test("columns: units, rows that count, quantiles of a summary", () => {
  expect(columnNamed("setup_us")).toEqual({ name: "setup", unit: "s", factor: 1e-6 });
  expect(columnNamed("outageTime")).toEqual({ name: "outageTime", unit: "s", factor: 1 });
  const table = parseTable("kind,p50_ms,p95_ms\na,1,2\nb,3,x\n");
  expect(columnValues(rowsWhere(table, new Map([["kind", "a"]])), "p95")).toEqual([0.002]);
  expect(quantileColumns(table).map(({ p }) => p)).toEqual([0.5, 0.95]);
  expect(() => columnValues(table, "p95")).toThrow('found "x"');
  expect(() => rowsWhere(table, new Map([["kind", "c"]]))).toThrow("no row with kind = c");
});

test("doubts: ticks, batches and correlation where there are some, and none elsewhere", () => {
  const paced = Array.from({ length: 50 }, (_, i) => i / 100);
  const batched = paced.flatMap((at) => [4 * at, 4 * at + 1e-5, 4 * at + 2e-5]);
  expect(batchShare(paced)).toBeNull();
  expect(batchShare(batched)).toBeCloseTo(2 / 3, 1);
  expect(tickOf(paced.map((_, i) => 0.004 * (i % 3)))).toBeCloseTo(0.004, 12);
  expect(tickOf(paced.map((at) => Math.sqrt(2 + at)))).toBeNull();
  expect(neighbourCorrelation(paced.map((_, i) => i % 2))).toBeCloseTo(-0.98, 2); // −(n − 1)/n for a strict alternation
});

/** What stands beside the stage: what happened by fault, failed calls by cause, metrics in the words of `sipnines run`, and the lines of the charts. */
import { expect, test } from "vitest";
import { metricNamed } from "../../../src/metrics/catalogue.ts";
import { groupsOf } from "../../../src/play/page/time/counters.ts";
import { aftermaths, byCause } from "../../../src/play/page/time/groups.ts";
import { chartsOf, columnsOf } from "../../../src/play/page/time/lines.ts";
import { WatchedRun } from "../../../src/play/watched/watched-run.ts";
import { metricsTable } from "../../../src/report/document/metrics-table.ts";
import { onTerminal } from "../../../src/report/table/on-terminal.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { CAUSES } from "../../../src/sip/calls.ts";
import { ensureBuilt, root } from "../../cli/built.ts";
import { invoke } from "../../cli/in-process.ts";
import { scenarioText } from "./in-process.ts";

const TEXT = scenarioText("failover-iprs")
  .replace("rate: 100/s", "rate: 40/s")
  .replace("duration: 30 s", "duration: 14 s");

function whole(): WatchedRun {
  const { scenario, problems } = parseScenario(TEXT, "x.yaml");
  if (problems) throw new Error(JSON.stringify(problems));
  const run = new WatchedRun(scenario, 0);
  run.advance(Infinity);
  return run;
}

test("incidents stand with the fault that they followed on, and so do the calls that failed until the next", () => {
  const node = (time: number) => ({ time, kind: "node", text: "" }) as const;
  const verdict = (time: number) => ({ time, kind: "verdict", text: "" }) as const;
  const calls = [1, 10.5, 11, 20].map((time) => ({ time }));
  const groups = aftermaths([verdict(2), node(10), node(10.2), verdict(11), node(11.5), verdict(12)], calls);
  expect(groups.map(({ incidents }) => incidents.map(({ time }) => time))).toEqual([[2], [10, 10.2, 11], [11.5, 12]]);
  expect(groups.map(({ failedCalls }) => failedCalls)).toEqual([0, 2, 1]);
});

test("failed calls are told by cause, the most frequent first", () => {
  const call = (number: number, cause: "nodeDown" | "timeout") => ({ call: number, begunAt: 0, time: 1, cause });
  const causes = byCause([call(1, "timeout"), call(2, "nodeDown"), call(3, "nodeDown")]);
  expect(causes.map(({ cause, calls }) => [cause, calls.map((one) => one.call)])).toEqual([
    ["nodeDown", [2, 3]],
    ["timeout", [1]],
  ]);
});

test("at the end the metrics are those that `sipnines run` tells of the replication, with its digits and units", async () => {
  const { counters } = whole().view();
  await ensureBuilt();
  const settings = ["traffic.calls.rate=40/s", "traffic.calls.duration=14 s", "run.replications=1"];
  const { stdout } = await invoke(
    ...["run", `${root}scenarios/failover-iprs.yaml`, "--json", "--quiet"],
    ...settings.flatMap((one) => ["--set", one]),
  );
  const { metrics } = JSON.parse(stdout) as { metrics: Record<string, { unit: string; mean: number | null }> };
  const told = Object.entries(metrics).filter(([, { mean }]) => mean !== null);
  expect(Object.fromEntries(told.map(([name, { mean }]) => [name, mean]))).toEqual(counters);
  const counts = groupsOf(counters).flatMap((group) => group.counts);
  expect(counts.map(({ name }) => name).sort()).toEqual(Object.keys(counters).sort());
  for (const { name, value, unit, meaning } of counts) {
    const printed = onTerminal(
      metricsTable([{ metric: name, unit: metricNamed(name)!.unit, mean: counters[name]!, low: null, high: null }]),
      false,
    );
    expect(printed.trim().split("\n").at(-1)!.trim().split(/\s+/)).toEqual([name, value, "–", unit]);
    expect(meaning).toBe(metricNamed(name)!.meaning);
  }
});

test("charts count what the ledgers count: over the run their rates add up to the calls, and a cause is drawn once it was seen", () => {
  const run = whole();
  const { buckets, interval } = run.series;
  const charts = chartsOf(
    buckets,
    interval,
    run.view().nodes.map(({ host }) => run.participants.names[host]!),
  );
  expect(charts.map(({ title }) => title).slice(0, 4)).toEqual([
    "Calls by fate",
    "Set-up time, mean",
    "Queues",
    "Messages sent",
  ]);
  const [fate] = charts;
  const [times, begun, successful, ...failed] = columnsOf(fate!, buckets, interval);
  const sum = (rates: readonly (number | null)[]) =>
    rates.reduce<number>((total, rate) => total + (rate ?? 0) * interval, 0);
  const { counters } = run.view();
  expect(times).toHaveLength(buckets.length);
  expect(sum(begun!)).toBeCloseTo(counters["createdCalls"]!, 6);
  expect(sum(successful!)).toBeCloseTo(counters["successfulCalls"]!, 6);
  expect(failed.map(sum)).toEqual([counters["failedCalls"]].map((count) => expect.closeTo(count!, 6)));
  const failing = { ...buckets[0]!, failedBy: CAUSES.map((cause) => (cause === "nodeDown" ? 5 : 0)) };
  const withFailed = chartsOf([failing], 0.5, [])[0]!;
  expect(withFailed.curves.map(({ label }) => label)).toEqual(["begun", "successful", "failed: nodeDown"]);
  expect(columnsOf(withFailed, [failing], 0.5).at(-1)).toEqual([10]);
});

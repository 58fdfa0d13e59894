/** What the workbench of the page says of a scenario is what the command line says, and what it changes is changed. */
import { beforeAll, expect, test } from "vitest";
import { lastFault, withoutScript } from "../../src/play/text/last-fault.ts";
import { withValues } from "../../src/scenario/with-values.ts";
import { ensureBuilt } from "../cli/built.ts";
import { invoke } from "../cli/in-process.ts";
import { pieceOf, WorkerInProcess } from "./in-process.ts";

beforeAll(ensureBuilt);

test("nines of service and calls are those of sipnines availability", async () => {
  const worker = new WorkerInProcess();
  const piece = pieceOf("failover-iprs");
  const { appraisal } = await worker.ask({ kind: "appraisal", piece, simulates: false }, "appraisal");
  const { stdout } = await invoke(
    "availability",
    "scenarios/failover-iprs.yaml",
    "--no-simulation",
    "--json",
    "--quiet",
  );
  const told = JSON.parse(stdout);
  expect(appraisal.unavailability).toBe(told.unavailability);
  expect(appraisal.nines).toBe(told.nines);
  expect(appraisal.downtimePerYear / 60).toBeCloseTo(told.downtimeMinutesPerYear, 9);
  expect(appraisal.outages!.perYear).toBeCloseTo(told.failuresPerYear, 12);
  expect(appraisal.singlePoints).toEqual(told.singlePointsOfFailure);
  expect(appraisal.assumed.slice(0, told.assumed.length)).toEqual(told.assumed);
  if (typeof appraisal.call === "string") throw new Error(appraisal.call);
  expect(appraisal.call.unavailability).toBe(told.call.unavailability);
  // Thesis §4, Fig. 12: MTTF 1500 h and MTTR 72 h, where a file says nothing.
  expect(appraisal.lives[0]).toMatchObject({ node: "proxy-1", mttf: 1500 * 3600, mttr: 72 * 3600 });
  expect(appraisal.lives[0]!.failuresPerYear).toBeCloseTo(8760 / 1572, 12);
});

test("where nothing breaks it is said that nothing has a cost", async () => {
  const worker = new WorkerInProcess();
  const piece = pieceOf("failover-iprs", 5);
  const text = withValues(piece.text, [["traffic.calls", "{ rate: 1/s, duration: 2 s, hold: 1 s }"]]);
  const told = await worker.ask({ kind: "fault cost", piece: { ...piece, text: withoutScript(text) } }, "untold");
  expect(told.because).toBe("Nothing breaks in this run.");
});

test("what a death costs in a run is what both runs' failed calls differ by", async () => {
  const worker = new WorkerInProcess();
  const piece = pieceOf("failover-iprs");
  const { cost, line, killed } = await worker.ask({ kind: "fault cost", piece }, "fault cost");
  expect(line).toBe("at: 10 s, kill: proxy-1, kind: host");
  expect(killed).toBe("proxy-1");
  const { whole } = await worker.ask({ kind: "whole run", piece }, "whole run");
  expect(cost.failedWith).toBe(whole.metrics["failedCalls"]);
  expect(cost.failedWithout).toBe(0);
  // 100/s x 1.3 s x 51/101, as the scenario expects it; all while nobody had the address.
  expect(cost.failedWith).toBeGreaterThanOrEqual(61);
  expect(cost.failedWith).toBeLessThanOrEqual(71);
  expect(cost.byCause.reduce((sum, { more }) => sum + more, 0)).toBe(cost.failedWith);
  expect(cost.isOpenEnded).toBe(false);
});

test("a death that nobody steps in for is said to go on", async () => {
  const worker = new WorkerInProcess();
  const piece = pieceOf("failover-iprs", 15);
  const edit = { kind: "fault", at: 3, deed: { kill: "proxy-3", kind: "host" } } as const;
  const { text } = await worker.ask({ kind: "edit", text: withoutScript(piece.text), edit }, "text");
  const more = { ...edit, at: 4, deed: { kill: "proxy-2", kind: "host" } } as const;
  const both = await worker.ask({ kind: "edit", text, edit: more }, "text");
  const { cost } = await worker.ask({ kind: "fault cost", piece: { ...piece, text: both.text } }, "fault cost");
  expect(cost.isOpenEnded).toBe(true);
});

test("the last fault is the last line that breaks something; what mended it goes with it", () => {
  const first = "  - { at: 1 s, kill: a }\n";
  const text = `faults:\n${first}  - { at: 2 s, cut: [a, b] }\n  - { at: 3 s, heal: all }\nrun: {}\n`;
  expect(lastFault(text)).toEqual({
    line: 'at: 2 s, cut: ["a","b"]',
    killed: null,
    without: `faults:\n${first}run: {}\n`,
  });
  expect(lastFault("faults:\n  - { at: 3 s, heal: all }\n")).toBeNull();
  expect(lastFault("run: {}\n")).toBeNull();
});

for (const name of ["failover-iprs", "kamailio-keepalived", "ppdr", "tls-phones", "detector-laboratory"])
  test(`${name}: each slider stands at the scenario's value, and another value is read`, async () => {
    const worker = new WorkerInProcess();
    const piece = pieceOf(name);
    const { adjustables } = await worker.ask({ kind: "adjustables", piece }, "adjustables");
    expect(adjustables.map(({ path }) => path)).toEqual(expect.arrayContaining(["network.loss", "run.seed"]));
    expect(adjustables.some(({ path }) => path.includes(".detector."))).toBe(true);
    for (const { path, kind, text, value, low, high } of adjustables) {
      expect((value === 0 || low <= value) && value <= high && low < high).toBe(true);
      if (typeof kind === "object") continue;
      const same = withValues(piece.text, [[path, text]]);
      const again = await worker.ask({ kind: "adjustables", piece: { ...piece, text: same } }, "adjustables");
      expect(again.adjustables.find((one) => one.path === path)?.value).toBe(value);
    }
  });

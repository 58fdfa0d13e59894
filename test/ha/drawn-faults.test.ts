/** Faults whose time is drawn: phases are part of the chance, and what is lost on average is what the law says. */
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { simulate } from "../../src/experiment/simulate.ts";
import { momentInWords } from "../../src/faults/description.ts";
import { postponed, strikesAt, strikesAtLatest } from "../../src/faults/times.ts";
import { overlay } from "../../src/measurement/comparison.ts";
import { type Evidence, quantityOf } from "../../src/measurement/evidence.ts";
import { type MetricName, metricIndex } from "../../src/metrics/catalogue.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { Moments } from "../../src/statistics/moments.ts";

/** One server, a call every second, which takes 2.8 ms; none is sent again. */
const text = (faults: string, more = ""): string => `title: Drawn
architecture: { preset: single }
traffic: { calls: { rate: 1/s, arrivals: paced, duration: 8 s }, clients: { retransmission: false } }
faults:
${faults}
run: { replications: 40, seed: 3${more} }
`;

const read = (yaml: string): Scenario => {
  const { scenario, problems } = parseScenario(yaml, "drawn.yaml");
  if (!scenario) throw new Error(problems.map((problem) => JSON.stringify(problem)).join("\n"));
  return scenario;
};
const figuresOf = async (scenario: Scenario, metric: MetricName): Promise<number[]> => {
  const { replications } = scenario.run;
  const [figures] = await simulate([{ scenario, replications }], { engine: "native", workers: 0 });
  return figures!.map((one) => one[metricIndex(metric)]!);
};
const evidence = (values: readonly number[], kind: Evidence["kind"]): Evidence => ({
  ...{ name: "E", kind, chances: null, warnings: [] },
  conditions: [{ at: new Map(), quantities: [quantityOf("failedCalls", "calls", values)!] }],
});

test("two lost calls that do not vary become one or two, by the phase between fault and calls", async () => {
  const cut = (at: string) => read(text(`  - { at: ${at}, cut: [proxy-1, callers], for: 1.3 s }`));
  // Calls begin at 0.5 s, 1.5 s, …: a cut of 1.3 s from 2.4 s on meets two of them, always.
  const fixed = await figuresOf(cut("2.4 s"), "failedCalls");
  expect(new Set(fixed)).toEqual(new Set([2]));
  const drawn = await figuresOf(cut("{ uniform: [2 s, 3 s] }"), "failedCalls");
  expect(new Set(drawn)).toEqual(new Set([1, 2]));
  // A call is hit while it lasts, 1.4 ms until its BYE has left, and in the 1.3 s.
  const { mean, standardError } = Moments.of(drawn);
  expect(Math.abs(mean - 1.3)).toBeLessThan(4 * standardError);

  const options = { confidence: 0.95, margin: () => ({ kind: "relative", share: 0.1 }) as const, metrics: null };
  const [certain] = overlay(evidence(fixed, "simulated"), evidence([1], "measured"), options).comparisons;
  expect(certain).toMatchObject({ verdict: "cannot tell", low: null, prediction: null });
  const [open] = overlay(evidence(drawn, "simulated"), evidence([2, 2], "measured"), options).comparisons;
  expect(open!.verdict).toBe("cannot tell");
  expect(open!.high! - open!.low!).toBeGreaterThan(1);
  expect(open!.prediction).toMatchObject({ low: 1, high: 2, inside: 2, measured: 2 });
});

test("over a block of 20 phases the mean loss is that of the law to a tenth of its independent error", async () => {
  const faults = "  - { at: { uniform: [2 s, 3 s] }, cut: [proxy-1, callers], for: 1.3 s }";
  const lost = await figuresOf(read(text(faults, ", stratify: 20")), "failedCalls");
  // Of 20 strata of the phase 6 lose two calls each, and one lies across the edge, where a call that is under way is hit as well.
  for (const block of [lost.slice(0, 20), lost.slice(20)])
    expect(Math.abs(Moments.of(block).mean - 1.3)).toBeLessThanOrEqual(0.05 + 1e-9);
});

test("a death at any time is noticed by heartbeats after (misses − 1/2)·interval on average", async () => {
  const yaml = `title: Heartbeats
architecture:
  preset: iprs
  active: 1
  watches:
    membership: { tier: proxies, by: proxies, detector: { heartbeat: { interval: 400 ms, misses: 3 } }, takeover: {} }
traffic: { calls: { rate: 20/s, arrivals: paced, duration: 6 s } }
faults: [{ at: { uniform: [2 s, 2.4 s] }, kill: proxy-1 }]
run: { replications: 40, stratify: 20, seed: 5 }
`;
  const times = await figuresOf(read(yaml), "detectionTime");
  const { mean, min, max, standardError } = Moments.of(times);
  expect(Math.abs(mean - 1)).toBeLessThan(4 * standardError); // 2.5 × 400 ms
  expect([min, max].map((time) => time >= 0.8 - 1e-3 && time <= 1.2 + 1e-3)).toEqual([true, true]);
  expect(standardError).toBeGreaterThan(0.01); // U(0.8, 1.2): 0.018
});

test("times are drawn by replication and line: the same in every design, new in every replication", () => {
  const strikes = (more: string, of: string) => {
    const faults = "  - { at: { uniform: [2 s, 3 s] }, kill: proxy-1 }";
    const { world } = new Replicator(read(text(faults, more).replace("rate: 1/s", of)), engineNamed("native"));
    return Array.from({ length: 8 }, (_, replication) => {
      world.start(replication);
      return world.script.over;
    });
  };
  const times = strikes("", "rate: 1/s");
  expect(strikes("", "rate: 7/s")).toEqual(times);
  expect(new Set(times).size).toBe(8);
  // Eight strata: one death in each eighth of the second.
  const even = strikes(", stratify: 8", "rate: 1/s").map((time) => Math.floor(8 * (time - 2)));
  expect(even.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test("lines that follow another keep their distance from it, drawn or not", () => {
  const faults = read(
    text(`  - { at: 1 s, hang: proxy-1 }
  - { after: 500 ms, resume: proxy-1 }
  - { at: { uniform: [2 s, 4 s] }, kill: proxy-1, kind: process, for: 200 ms }
  - { after: 1 s, slow: proxy-1, factor: 2, for: 100 ms }
  - { after: { uniform: [0 s, 1 s] }, hang: proxy-1, for: 10 ms }`),
  ).faults;
  expect(faults.map(({ at }) => at)).toEqual([1, 1.5, 3, 4, 4.5]);
  expect([...strikesAt(faults, () => 0.25)]).toEqual([1, 1.5, 2.5, 3.5, 3.75]);
  expect([...strikesAtLatest(faults)]).toEqual([1, 1.5, 4, 5, 6]);
  const later = faults.map((fault) => postponed(fault, 10));
  expect([...strikesAt(later, () => 0.25)]).toEqual([11, 11.5, 12.5, 13.5, 13.75]);
  expect(later.map(({ at }) => at)).toEqual([11, 11.5, 13, 14, 14.5]);
  expect(faults.map(momentInWords)).toEqual([
    "at 1 s",
    "at 1.5 s",
    "between 2 s and 4 s",
    "1 s later",
    "between 0 s and 1 s later",
  ]);
});

test.each([
  ["{ kill: proxy-1 }", 'no key "at"'],
  ["{ at: 1 s, after: 1 s, kill: proxy-1 }", "at and after in one line"],
  ["{ after: 1 s, kill: proxy-1 }", "no line before it that strikes at one time"],
  ["{ at: { uniform: [3 s, 2 s] }, kill: proxy-1 }", "expected"],
  ["{ at: { uniform: [2 s, 30 s] }, kill: proxy-1 }", "a fault after the run has ended, at 30 s"],
])("%s is refused: %s", (line, message) => {
  const { problems } = parseScenario(text(`  - ${line}`, ", horizon: 20 s"), "drawn.yaml");
  expect(problems?.map((problem) => JSON.stringify(problem)).join()).toContain(message.replaceAll('"', '\\"'));
});

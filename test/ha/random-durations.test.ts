/** Durations of what follows from a verdict, drawn anew each time: their laws come out, and calls are lost in proportion to the mean. */
import { describe, expect, test } from "vitest";
import type { Consequence } from "../../src/consequences/description.ts";
import { exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { MetricName } from "../../src/metrics/catalogue.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { Tier } from "../../src/tiers/description.ts";
import {
  behindDirectors,
  calls,
  figure,
  heartbeat,
  inMemory,
  kill,
  paced,
  poll,
  scenario,
  standbyGroup,
  tier,
  totem,
} from "../architecture/fixture.ts";
import { misfit, uniformBetween } from "../experiment/goodness-of-fit.ts";

const RATE = 40;
const RUNS = 60;
/** Of an exponential time [s]; calls last until it is over in all likelihood. */
const MEAN = 0.2;
const END = 3;

const memoryless = (x: number) => 1 - Math.exp(-Math.max(0, x) / MEAN);

function runsOf(architecture: Architecture, faults: readonly Fault[], rate = RATE, runs = RUNS) {
  const story = { traffic: { calls: calls(paced(rate, { duration: END })) }, faults, run: { seed: 3, drain: 1 } };
  const replicator = new Replicator(scenario(architecture, story), engineNamed("native"));
  return Array.from({ length: runs }, (_, r) => {
    const figures = replicator.run(r).slice();
    return (name: MetricName) => figure(figures, name);
  });
}

/** A + S1 with beats in step: the verdict comes 0.2 to 0.3 s after the death. */
const group = (takeover: Partial<Consequence<"takeover">>) =>
  standbyGroup(1, 1, { detector: heartbeat({ interval: 0.1, misses: 3 }), takeover });

/** The middle of so many values, and four of its standard errors. */
function expectMean(values: readonly number[], mean: number, variance: number): void {
  const found = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(found - mean)).toBeLessThan(4 * Math.sqrt(variance / values.length));
}

describe("a takeover", () => {
  const choice = { kind: "uniform", low: 0.1, high: 0.5 } as const;
  const runs = runsOf(group({ select: choice, claim: exponential(MEAN) }), [kill("A", 1)]);

  test("takes as long as its two laws say", () => {
    const chosen = runs.map((of) => of("selectionTime") - of("detectionTime"));
    const claimed = runs.map((of) => of("claimTime") - of("selectionTime"));
    expect(misfit(chosen, uniformBetween(0.1, 0.5))).toBeLessThan(1);
    expect(misfit(claimed, memoryless)).toBeLessThan(1);
    const [low, high] = [0.1, 0.5];
    const survives = (x: number) => Math.exp(-Math.max(0, x) / MEAN);
    const convolved = (x: number) =>
      (Math.min(high, Math.max(low, x)) - low - MEAN * (survives(x - high) - survives(x - low))) / (high - low);
    const both = runs.map((of) => of("claimTime") - of("detectionTime"));
    expect(misfit(both, convolved)).toBeLessThan(1);
  });

  test("is an outage of their sum, and of rate × outage failed calls", () => {
    // Detection U(0.2, 0.3) and a hop, choice U(0.1, 0.5), claim exponential; the next call comes within 1/rate.
    const mean = 0.25 + 0.3 + MEAN;
    const variance = 0.1 ** 2 / 12 + 0.4 ** 2 / 12 + MEAN ** 2;
    expectMean(
      runs.map((of) => of("outageTime")),
      mean + 0.5 / RATE + 2e-3,
      variance,
    );
    expectMean(
      runs.map((of) => of("failedCalls") / RATE),
      mean,
      variance,
    );
  });

  test("draws each of its times from a stream of its own", () => {
    const other = runsOf(group({ select: 0, claim: exponential(MEAN) }), [kill("A", 1)], RATE, 5);
    for (const [i, of] of other.entries())
      expect(of("claimTime") - of("selectionTime")).toBeCloseTo(runs[i]!("claimTime") - runs[i]!("selectionTime"), 9);
  });
});

test("a removal from dispatch", () => {
  const detector = poll({ interval: 0.5, timeout: 0.1 });
  const directed = behindDirectors(2, { health: detector });
  const watches = directed.watches.map((watch) =>
    watch.consequence.kind === "removal"
      ? { ...watch, consequence: { kind: "removal", delay: exponential(MEAN) } as const }
      : watch,
  );
  const waits = runsOf({ ...directed, watches }, [kill("P1", 1)], 10).map(
    (of) => of("outageTime") - of("detectionTime"),
  );
  expect(misfit(waits, memoryless)).toBeLessThan(1);
});

test("a changed record", () => {
  const pair = group({});
  const consequence = { kind: "record", update: exponential(MEAN), ttl: 0, caches: 1 } as const;
  const changing: Architecture = {
    ...pair,
    tiers: [...pair.tiers, tier("monitors", "monitor", ["M"])],
    watches: [{ ...pair.watches[0]!, by: "monitors", consequence }],
  };
  const waits = runsOf(changing, [kill("A", 1)]).map((of) => of("claimTime") - of("detectionTime"));
  expect(misfit(waits, memoryless)).toBeLessThan(1);
});

test("routes that converge", () => {
  const group = standbyGroup(2, 0);
  const anycast: Architecture = {
    ...group,
    tiers: [...group.tiers, tier("routers", "monitor", ["R"])],
    addresses: [{ name: "ANYCAST", tier: "proxies", owner: "A", priority: 0, weight: 1 }],
    watches: [{ ...group.watches[0]!, by: "routers", consequence: { kind: "route", convergence: exponential(MEAN) } }],
    bindings: inMemory({ mode: "lagged", lag: 0 }, { copiedTo: "all proxies" }),
  };
  const waits = runsOf(anycast, [kill("A", 1)]).map((of) => of("outageTime") - of("detectionTime"));
  expect(misfit(waits, memoryless)).toBeLessThan(1);
});

test("a supervisor that reports the death of a process: the report is a hop on its way", () => {
  const told = standbyGroup(1, 1, { detector: totem({ supervisor: exponential(MEAN), token: 20 }) });
  const times = runsOf(told, [kill("A", 1, "process")]).map((of) => of("detectionTime") - 0.2e-3);
  expect(misfit(times, memoryless)).toBeLessThan(1);
});

describe("lost calls are rate × the mean of", () => {
  /** Calls lost per call a second. */
  const lost = (architecture: Architecture, faults: readonly Fault[]) =>
    runsOf(architecture, faults).map((of) => of("failedCalls") / RATE);

  /** A proxy that asks a database, which has a replica or none. */
  const asking = (standby: readonly string[], differs: Partial<Tier> = {}): Architecture => ({
    ...behindDirectors(1, { timeout: 0.01 }),
    tiers: [
      tier("proxies", "proxy", ["P1"], [], { workers: 63 }),
      tier("database", "database", ["DB"], standby, { workers: 20, ...differs }),
    ],
    addresses: [{ name: "SAP", tier: "proxies", owner: "P1", priority: 0, weight: 1 }],
    watches: [],
    needs: { allOf: ["P1", { anyOf: ["DB", ...standby] }] },
  });

  test("a promotion", () => {
    const promotion = { time: exponential(MEAN), probability: 1, manualRecovery: 20 };
    expectMean(lost(asking(["DB2"], { promotion }), [kill("DB", 1)]), MEAN, MEAN ** 2);
  });

  test("a restart", () => {
    const line: Fault = { verb: "restart", at: 1, restart: "DB", kind: "host", takes: exponential(MEAN) };
    expectMean(lost(asking([]), [line]), MEAN, MEAN ** 2);
  });

  test("a transfer that begins late", () => {
    const start = exponential(MEAN);
    const peers: Architecture = {
      ...standbyGroup(2, 0),
      watches: [],
      bindings: inMemory({ mode: "synchronous" }, { copiedTo: "all proxies", transfer: { start, each: 0 } }),
    };
    const restart: Fault = { ...kill("A", 1, "process"), for: 0.001 };
    // Half of the calls aim at A; its neighbour knows them all.
    expectMean(
      lost(peers, [restart]).map((calls) => 2 * calls),
      MEAN,
      MEAN ** 2,
    );
  });
});

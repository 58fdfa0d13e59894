/** What quorum and fencing of a takeover become in the analyzer. */
import { describe, expect, test } from "vitest";
import { modelOfArchitecture } from "../../src/analysis/architecture-model.ts";
import { needsWithQuorum } from "../../src/analysis/cluster.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { assess } from "../../src/availability/assessment.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import type { Quorum } from "../../src/consequences/takeover/description/quorum.ts";
import { exponential } from "../../src/distributions/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import { minimalCutSets } from "../../src/structure/cut-sets.ts";
import { scenario, standbyGroup, tier, totem } from "../architecture/fixture.ts";

const MAJORITY: Quorum = { twoNode: false, waitForAll: false };
const lifetimes = (mttf: number, mttr: number) => ({
  lifetimes: { timeToFailure: exponential(mttf), timeToRepair: exponential(mttr) },
});
/** Nodes that are noticed, selected and claimed in next to no time. */
const quick = (nodes: readonly [number, number], quorum: Quorum, mttf = 50, mttr = 7): Architecture => {
  const takeover = { quorum, select: 0, claim: 1e-9 };
  const detector = totem({ token: 1e-9, consensus: 0, reform: 0, hold: 1e-12 });
  return standbyGroup(...nodes, { detector, takeover, tier: lifetimes(mttf, mttr) });
};
const unavailability = (architecture: Architecture): number =>
  serviceAvailability(modelOfArchitecture(architecture)).outage.unavailability;

describe("fencing", () => {
  const architecture = (probability: number, delay: readonly (readonly [string, number])[] = []) => {
    const fencing = { time: 30, probability, delay, manualRecovery: 3600 };
    return standbyGroup(1, 1, { detector: totem(), takeover: { fencing }, tier: lifetimes(1e9, 1000) });
  };
  // Of a pair that fails rarely: λ times the mean outage. Totem's mean is token + consensus + reform, less half a round of two holds and hops.
  const detection = 1.25 - 0.0002 / 2;

  test("costs detection + fencing + select + claim at each failure, and people's time where it fails", () => {
    for (const probability of [1, 0.9, 0]) {
      const outage = detection + 30 + 0.05 + (1 - probability) * 3600;
      expect((unavailability(architecture(probability)) * 1e9) / outage).toBeCloseTo(1, 3);
    }
  });

  test("is a phase between detection and takeover, with half of a delay where either of two may be fenced", () => {
    const [group] = modelOfArchitecture(architecture(1, [["A", 20]])).groups;
    expect(group!.standby!.failover.map(({ name, time }) => [name, Number(time.mean.toFixed(6))])).toEqual([
      ["detection", expect.closeTo(detection, 3)],
      ["fencing", 40],
      ["takeover", 0.05],
    ]);
  });

  test("that may fail beside a coverage is refused: which of the two is meant?", () => {
    const coverage = { probability: 0.9, uncovered: "blocks place", manualRecovery: 60 } as const;
    expect(() => modelOfArchitecture(architecture(0.9), { coverage })).toThrow("a coverage beside fencing");
    expect(() => modelOfArchitecture(architecture(1), { coverage })).not.toThrow();
  });
});

describe("a quorum", () => {
  const u = 7 / 57;

  test("of three nodes: two deaths stop the last one, 3u² − 2u³", () => {
    expect(unavailability(quick([1, 2], MAJORITY)) / (3 * u ** 2 - 2 * u ** 3)).toBeCloseTo(1, 6);
    expect(unavailability(quick([1, 1], MAJORITY)) / (1 - (1 - u) ** 2)).toBeCloseTo(1, 6);
    expect(unavailability(quick([1, 1], { ...MAJORITY, twoNode: true })) / u ** 2).toBeCloseTo(1, 6);
  });

  test("is in the cut sets: any two of three, or a node and the arbiter", () => {
    const sets = (architecture: Architecture) =>
      [...minimalCutSets(needsWithQuorum(architecture)).ofSize(2)].map((cut) => [...cut].sort().join("+")).sort();
    expect(sets(quick([1, 2], MAJORITY))).toEqual(["A+S1", "A+S2", "S1+S2"]);
    const pair = quick([1, 1], { ...MAJORITY, device: { node: "Q", algorithm: "ffsplit", timeout: 10 } });
    expect(sets(pair)).toEqual(["A+Q", "A+S1", "Q+S1"]);
    expect(needsWithQuorum(quick([1, 1], { ...MAJORITY, twoNode: true }))).toEqual({ anyOf: ["A", "S1"] });
  });

  test("cut sets, chain of independent nodes and chain say the same, the arbiter's lifetime included", () => {
    const device = { node: "Q", algorithm: "ffsplit", timeout: 10 } as const;
    const pair = quick([1, 1], { ...MAJORITY, device });
    const arbiters = tier("arbiters", "monitor", ["Q"], [], lifetimes(80, 3));
    const found = assess(studiedScenario(scenario({ ...pair, tiers: [...pair.tiers, arbiters] })));
    const a = 3 / 83;
    const expected = (1 - a) * u ** 2 + a * (1 - (1 - u) ** 2);
    expect(found.structure.unavailability / expected).toBeCloseTo(1, 9);
    expect(found.idealisedChain! / expected).toBeCloseTo(1, 9);
    expect(found.unavailability / expected).toBeCloseTo(1, 6);
  });

  test("whose arbiter has no lifetimes is refused", () => {
    const pair = quick([1, 1], { ...MAJORITY, device: { node: "Q", algorithm: "lms", timeout: 10 } });
    const all = { ...pair, tiers: [...pair.tiers, tier("arbiters", "monitor", ["Q"])] };
    expect(() => modelOfArchitecture(all)).toThrow("no lifetimes");
  });
});

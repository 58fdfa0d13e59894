import { describe, expect, test } from "vitest";
import { componentsOfArchitecture, modelOfArchitecture } from "../../src/analysis/architecture-model.ts";
import { redundantUnavailability } from "../../src/analysis/closed-form/redundancy.ts";
import { watchDetectionMean } from "../../src/analysis/detection-time.ts";
import { stagesFor } from "../../src/analysis/failure-ways.ts";
import { faultStructure } from "../../src/analysis/fault-structure.ts";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { consequenceMean, slowestConsequence } from "../../src/consequences/analysed.ts";
import type { Consequence } from "../../src/consequences/description.ts";
import { detectionMean } from "../../src/detectors/analysed.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { looking, type Track } from "../../src/detectors/vrrp/description/track.ts";
import { type Distribution, deterministic, exponential } from "../../src/distributions/description.ts";
import { momentsOf } from "../../src/distributions/law.ts";
import type { Failures } from "../../src/faults/classes.ts";
import type { Architecture, Watch } from "../../src/service/description.ts";
import { allOf, anyOf, atLeast, type Structure } from "../../src/structure/expression.ts";
import type { Lifetimes, Role, Tier } from "../../src/tiers/description.ts";
import { inMemory } from "../architecture/fixture.ts";
import { relativeDifference } from "./relative.ts";

const HOUR = 3600;
const MINUTE = 60;
const LIFETIMES: Lifetimes = { timeToFailure: exponential(1500 * HOUR), timeToRepair: exponential(72 * HOUR) };
const TOTEM: Detector = { kind: "totem", token: 1, consensus: 0.2, reform: 0.05, hold: 0.005 };
const VRRP: Detector = { kind: "vrrp", version: 2, advertisement: 1, priority: 100 };
const STEPS: Consequence<"takeover"> = {
  kind: "takeover",
  select: 0,
  claim: 0.05,
  gratuitousArp: true,
  staleArp: deterministic(30),
};

function tier(name: string, role: Role, active: number, standby: number, lifetimes: Lifetimes = LIFETIMES): Tier {
  const nodes = Array.from({ length: active + standby }, (_, i) => ({ name: `${name}-${i + 1}`, speed: 1 }));
  const service = { each: deterministic(1e-3), byMethod: {}, lookup: 0 };
  return { name, role, nodes, active, standby, workers: 1, queue: 64, service, lifetimes };
}

const takeover = (name: string, detector: Detector): Watch => ({
  tier: name,
  by: name,
  detector,
  consequence: STEPS,
});

function architecture(tiers: readonly Tier[], watches: readonly Watch[], needs: Structure): Architecture {
  return {
    preset: "custom",
    title: "test",
    tiers,
    addresses: [],
    watches,
    directors: "call-id hash",
    bindings: inMemory({ mode: "synchronous" }),
    needs,
  };
}

const iprs = (active: number, standby: number): Architecture => {
  const proxies = tier("proxy", "proxy", active, standby);
  return architecture([proxies], [takeover("proxy", TOTEM)], anyOf(...proxies.nodes.map((node) => node.name)));
};
const database = tier("database", "database", 1, 0);
const cisco = architecture(
  [tier("proxy", "proxy", 1, 1), database],
  [takeover("proxy", VRRP)],
  allOf(anyOf("proxy-1", "proxy-2"), "database-1"),
);
const ppdr = (directors: number): Architecture => {
  const names = Array.from({ length: directors }, (_, i) => `director-${i + 1}`);
  return architecture(
    [tier("director", "director", 1, directors - 1), tier("proxy", "proxy", 2, 0), database],
    [takeover("director", VRRP)],
    allOf(anyOf(...names), anyOf("proxy-1", "proxy-2"), "database-1"),
  );
};

describe("single points of failure of the thesis's architectures", () => {
  const points = (each: Architecture): string[] =>
    faultStructure(each.needs, componentsOfArchitecture(each))
      .singlePoints.map((point) => point.component)
      .sort();

  test("the database for Cisco and PPDR, the director too when there is one, none for IPRS with a spare", () => {
    expect(points(cisco)).toEqual(["database-1"]);
    expect(points(ppdr(2))).toEqual(["database-1"]);
    expect(points(ppdr(1))).toEqual(["database-1", "director-1"]);
    expect(points(iprs(1, 1))).toEqual([]);
    expect(points(iprs(2, 1))).toEqual([]);
    expect(points(iprs(1, 0))).toEqual(["proxy-1"]);
  });
});

describe("engines on one description", () => {
  test("fault structure of IPRS n + m is thesis eq. (2)", () => {
    for (const [n, m] of [
      [1, 1],
      [2, 1],
      [2, 2],
    ] as const) {
      const each = iprs(n, m);
      const { unavailability } = faultStructure(each.needs, componentsOfArchitecture(each));
      expect(relativeDifference(unavailability, redundantUnavailability(n + m, 72 / 1572))).toBeLessThan(1e-13);
    }
  });

  test("the chain of IPRS 1 + 1 exceeds eq. (2) by its failovers, 1.3 s each", () => {
    const { outage, budget } = serviceAvailability(modelOfArchitecture(iprs(1, 1)));
    const extra = outage.unavailability - redundantUnavailability(2, 72 / 1572);
    const a = 1500 / 1572;
    const failovers = (a * a * 1.3) / (1500 * HOUR);
    expect(relativeDifference(extra, failovers)).toBeLessThan(0.05);
    const share = (cause: string) => budget.find((line) => line.cause === cause)!.unavailability;
    expect(relativeDifference(share("detection") / share("takeover"), 1.25 / 0.05)).toBeLessThan(1e-7);
  });

  test("with failovers taken out the chain is the fault structure, for every architecture", () => {
    for (const each of [iprs(2, 1), iprs(2, 2), cisco, ppdr(1), ppdr(2)]) {
      const model = modelOfArchitecture(each);
      const instant = {
        ...model,
        groups: model.groups.map((group) => ({
          ...group,
          ...(group.standby === undefined ? {} : { standby: { ...group.standby, failover: [] } }),
        })),
      };
      const chain = serviceAvailability(instant).outage;
      const structure = faultStructure(each.needs, componentsOfArchitecture(each)).outage!;
      expect(relativeDifference(chain.unavailability, structure.unavailability)).toBeLessThan(1e-11);
      expect(relativeDifference(chain.failureFrequency, structure.failureFrequency)).toBeLessThan(1e-11);
    }
  });

  test("assumptions find their way into the model", () => {
    const crew = { name: "night shift", size: 1, priorities: ["database"], preemptive: true };
    const model = modelOfArchitecture(cisco, {
      crew,
      coverage: { probability: 0.95, manualRecovery: 30 * MINUTE, uncovered: "blocks place" },
      commonCause: 0.02,
      standbyFailureFactor: 0.5,
      maintenance: { every: 1000 * HOUR, duration: HOUR },
      failoverStages: 3,
    });
    expect(model.crews).toEqual([crew]);
    const [proxies, db] = model.groups;
    expect(proxies!.standby).toEqual({
      failureFactor: 0.5,
      failover: [
        { name: "detection", time: { mean: 2.5 + 156 / 256, stages: 3 } },
        { name: "takeover", time: { mean: 0.05, stages: 3 } },
      ],
    });
    expect([proxies!.commonCause, db!.commonCause, db!.coverage]).toEqual([0.02, undefined, undefined]);
    expect(db!.maintenance!.duration).toBe(HOUR);
    const causes = serviceAvailability(model).budget.map(({ cause }) => cause);
    for (const cause of ["detection", "takeover", "coverage", "maintenance", "common cause", "single failure"]) {
      expect(causes).toContain(cause);
    }
  });
});

describe("what cannot be analyzed is refused", () => {
  test("missing lifetimes and standbys that nobody calls, all at once", () => {
    const { lifetimes: _, ...unknown } = database;
    const bare = architecture(
      [tier("proxy", "proxy", 1, 1), unknown],
      [],
      allOf(anyOf("proxy-1", "proxy-2"), "database-1"),
    );
    expect(() => modelOfArchitecture(bare)).toThrow(
      /tiers\.proxy: found 1 nodes that stand by, and no watch[\s\S]*tiers\.database: found no lifetimes/,
    );
    expect(() => componentsOfArchitecture(bare)).toThrow("tiers.database: found no lifetimes");
  });

  test("one thing that is missing is enough", () => {
    const { lifetimes: _, ...unknown } = database;
    const bare = architecture([tier("proxy", "proxy", 2, 0), unknown], [], allOf("proxy-1", "database-1"));
    expect(() => modelOfArchitecture(bare)).toThrow("tiers.database: found no lifetimes");
  });

  test("a tier the service does not need may lack them", () => {
    const proxies = tier("proxy", "proxy", 2, 0);
    const { lifetimes: _, ...unknown } = database;
    const each = architecture([proxies, unknown], [], atLeast(1, "proxy-1", "proxy-2"));
    expect(modelOfArchitecture(each).groups.map((group) => group.name)).toEqual(["proxy"]);
  });
});

test("a database's replica is promoted after a time, or by people", () => {
  const promotion = { time: 30, probability: 0.95, manualRecovery: 1800 };
  const base = { ...tier("database", "database", 1, 1), promotion };
  const model = modelOfArchitecture(architecture([base], [], atLeast(1, "database-1", "database-2")), {
    standbyFailureFactor: 0,
    coverage: { probability: 0.5, uncovered: "fails group" },
  });
  const [group] = model.groups;
  expect(group!.standby).toEqual({ failureFactor: 1, failover: [{ name: "takeover", time: { mean: 30, stages: 1 } }] });
  expect(group!.coverage).toEqual({ probability: 0.95, uncovered: "blocks place", manualRecovery: 1800 });
  // Both down (an independent pair), and for every failure of the primary 30 s or, one time in twenty, half an hour.
  const { unavailability } = serviceAvailability(model).outage;
  const [mttf, mttr] = [1500 * 3600, 72 * 3600];
  const down = mttr / (mttf + mttr);
  const around = ((1 - down) * (0.95 * 30 + 0.05 * 1800)) / mttf;
  expect(unavailability / (down ** 2 + around * (1 - down))).toBeGreaterThan(0.98);
  expect(unavailability / (down ** 2 + around * (1 - down))).toBeLessThan(1.02);
});

describe("times", () => {
  test("VRRP: the mean over the virtual routers, each by the priority of the backup that takes over", () => {
    const group = (detector: Partial<typeof VRRP>, active = 1, standby = 2) => {
      const routers = { ...tier("r", "proxy", active, standby), name: "r" };
      const watch = takeover("r", { ...VRRP, ...detector });
      const names = routers.nodes.map(({ name }) => name);
      const owned = names.slice(0, active);
      const addresses = owned.map((owner) => ({ name: `of ${owner}`, tier: "r", owner, priority: 0, weight: 1 }));
      const service = { ...architecture([routers], [watch], atLeast(active, ...names)), addresses };
      return { service, watch, names };
    };
    const meanOf = ({ service, watch }: ReturnType<typeof group>) => watchDetectionMean(service, watch);
    const [first, second] = group({}).names.slice(1) as [string, string];
    // RFC 3768 §6.1: 2.5 advertisements and the skew of the higher priority
    expect(meanOf(group({ priorities: { [first]: 10, [second]: 7 } }))).toBeCloseTo(2.5 + 246 / 256, 12);
    expect(meanOf(group({ priorities: { [first]: 10, [second]: 254 } }))).toBeCloseTo(2.5 + 2 / 256, 12);
    expect(meanOf(group({ version: 3, advertisement: 2, priority: 10 }))).toBeCloseTo(5 + 2 * (246 / 256), 12);
    const pair = group({}, 2, 1);
    const [one, two, three] = pair.names as [string, string, string];
    const crossed = { ...VRRP, virtualRouters: { [`of ${one}`]: { [two]: 220 }, [`of ${two}`]: { [three]: 20 } } };
    const service = { ...pair.service, watches: [takeover("r", crossed)] };
    expect(watchDetectionMean(service, service.watches[0]!)).toBeCloseTo(2.5 + (36 + 236) / 2 / 256, 12);
    const [phase] = modelOfArchitecture(service).groups[0]!.standby!.failover;
    // A death that nobody else notices, and as often as an owner is dead a backup that is back and waits for 3 advertisements.
    expect(phase!.time.mean).toBeCloseTo(2.5 + 136 / 256 + (72 / 1572) * 0.5, 12);
  });

  test("mean detection times", () => {
    const beat = { kind: "heartbeat", interval: 0.1, misses: 3, stagger: null } as const;
    expect(detectionMean({ ...beat, judged: "at timeout" })).toBeCloseTo(0.25, 12);
    expect(detectionMean({ ...beat, judged: "at own tick" })).toBeCloseTo(0.3, 12);
    expect(detectionMean(TOTEM)).toBeCloseTo(1.25, 12);
    expect(detectionMean(VRRP)).toBeCloseTo(3.109375, 12); // midway between 2.609 and 3.609
    expect(detectionMean({ ...VRRP, version: 3, advertisement: 0.1 })).toBeCloseTo(0.25 + 0.0609375, 12);
    expect(detectionMean({ kind: "poll", interval: 6, timeout: 3, retries: 1, retryDelay: 3 })).toBe(12);
    expect(detectionMean({ kind: "options", interval: 10, timeout: 4, misses: 3, answers: 1 })).toBe(29);
    expect(consequenceMean(STEPS)).toBe(0.05);
    expect(consequenceMean({ ...STEPS, gratuitousArp: false })).toBeCloseTo(30.05, 12);
    expect(consequenceMean({ kind: "record", update: 1, ttl: 60, caches: 1 })).toBe(31);
    expect(consequenceMean({ kind: "route", convergence: 1.5 })).toBe(1.5);
    expect(consequenceMean({ kind: "removal", delay: 0.5 })).toBe(0.5);
  });

  test("of random consequences means and 99.9 % quantiles", () => {
    const uniform = { kind: "uniform", low: 0.2, high: 0.4 } as const;
    expect(consequenceMean({ ...STEPS, select: uniform, claim: exponential(2) })).toBeCloseTo(2.3, 12);
    expect(consequenceMean({ kind: "record", update: exponential(2), ttl: 60, caches: 1 })).toBe(32);
    expect(slowestConsequence({ kind: "removal", delay: exponential(2) })).toBeCloseTo(2 * Math.log(1000), 9);
    expect(slowestConsequence({ kind: "route", convergence: uniform })).toBeCloseTo(0.3998, 9);
  });

  test("moments of every kind of duration", () => {
    /** Mean, and variance over its square. */
    const shapeOf = (duration: Distribution) => {
      const { mean, variance } = momentsOf(duration);
      return [mean, variance / mean ** 2];
    };
    expect(shapeOf(deterministic(3))).toEqual([3, 0]);
    expect(shapeOf(exponential(3))).toEqual([3, 1]);
    expect(shapeOf({ kind: "uniform", low: 0, high: 2 })[1]).toBeCloseTo(1 / 3, 14);
    expect(shapeOf({ kind: "erlang", stages: 4, mean: 2 })[1]).toBeCloseTo(0.25, 14);
    expect(shapeOf({ kind: "gamma", shape: 0.5, mean: 2 })[1]).toBeCloseTo(2, 14);
    expect(shapeOf({ kind: "lognormal", mean: 2, cv: 0.5 })[1]).toBeCloseTo(0.25, 14);
    // Weibull: shape 1 is exponential; shape 2 (Rayleigh) has variation 4/π − 1.
    expect(shapeOf({ kind: "weibull", shape: 1, mean: 2 })[1]).toBeCloseTo(1, 12);
    expect(shapeOf({ kind: "weibull", shape: 2, mean: 2 })[1]).toBeCloseTo(4 / Math.PI - 1, 12);
    const branches = [
      { probability: 0.5, mean: 1 },
      { probability: 0.5, mean: 3 },
    ];
    expect(shapeOf({ kind: "hyperexponential", branches })).toEqual([2, 1.5]);
    expect(shapeOf({ kind: "empirical", values: [1, 3] })).toEqual([2, 0.25]);
  });

  test("stages that imitate a variation", () => {
    expect(stagesFor({ mean: 1, variance: 0 }, 8)).toBe(8);
    expect(stagesFor({ mean: 1, variance: 0.26 }, 8)).toBe(4);
    expect(stagesFor({ mean: 1, variance: 3 }, 8)).toBe(1);
  });
});

test.each([
  ["a pair: one standby, one address", 1, 1, VRRP, undefined],
  ["of two standbys one", 1, 2, VRRP, true],
  ["one standby, two addresses", 2, 1, VRRP, true],
  ["each standby takes one", 2, 2, TOTEM, undefined],
  ["too many states", 40, 12, VRRP, undefined],
])("who is elected by VRRP: %s", (_, active, standby, detector, elected) => {
  const proxies = tier("proxy", "proxy", active, standby);
  const described = architecture([proxies], [takeover("proxy", detector)], anyOf("proxy-1"));
  expect(modelOfArchitecture(described).groups[0]!.standby!.elected).toBe(elected);
});

describe("deaths of a process alone, which a VRRP daemon with a check notices otherwise than those of a host", () => {
  const failures = (kind: "process" | "host"): Failures => {
    const of = (name: string, mttf: number, dies: "process" | "host") => ({
      ...{ name, strikes: ["proxy-1", "proxy-2"], together: [], kind: dies, timeToFailure: exponential(mttf) },
      recovery: [{ does: "repair", takes: exponential(300), succeeds: 1 } as const],
    });
    return { classes: [of("crash", 1e6, kind), of("host", 3e6, "host")], crews: [], standby: 1, commonCause: 0 };
  };
  const pair = (track: Partial<Track>, masterPriority = 100): Architecture => {
    const looks = { ...looking(2), fall: 3, ...track };
    const detector: Detector = { ...VRRP, priority: 90, priorities: { "proxy-1": masterPriority }, track: looks };
    const service = iprs(1, 1);
    return {
      ...service,
      addresses: [{ name: "sip", tier: "proxy", owner: "proxy-1", priority: 0, weight: 1 }],
      watches: [takeover("proxy", detector)],
    };
  };
  const detection = (service: Architecture, kind: "process" | "host"): number =>
    modelOfArchitecture(service, { failures: failures(kind) }).groups[0]!.standby!.failover[0]!.time.mean;
  const skew = (256 - 90) / 256;
  const [ofHost, found] = [2.5 + skew, 2 * 2 + 1]; // two looks and half of one more

  test("three crashes in four are found by the looks, and by silence after them where those have a weight", () => {
    expect(detection(pair({}), "host")).toBeCloseTo(ofHost, 9);
    expect(detection(pair({}), "process")).toBeCloseTo(0.75 * (found + skew) + 0.25 * ofHost, 9);
    expect(detection(pair({ weight: -20 }), "process")).toBeCloseTo(0.75 * (found + 2.5 + skew) + 0.25 * ofHost, 9);
    expect(detection(pair({ interval: 0, fall: 1 }), "process")).toBeCloseTo(0.75 * skew + 0.25 * ofHost, 9);
  });

  test("that nobody notices are refused: a weight below the difference between the priorities, no look at all", () => {
    expect(() => detection(pair({ weight: -10 }), "process")).toThrow(/tiers\.proxy: .*90.* nobody takes over, beside/);
    expect(() => detection(pair({ interval: Infinity }), "process")).toThrow(/never looks/);
    expect(detection(pair({ weight: -10 }), "host")).toBeCloseTo(ofHost, 9);
  });
});

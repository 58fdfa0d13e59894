/** Databases of several servers: what is lost with a primary, who waits for whom, and who serves nobody. Times are seconds. */
import { describe, expect, test } from "vitest";
import type { Consequence } from "../../src/consequences/description.ts";
import { deterministic } from "../../src/distributions/description.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { Tier } from "../../src/tiers/description.ts";
import { quorumOf } from "../../src/tiers/description.ts";
import { heartbeat, kill, scenario, tier, worldOf } from "../architecture/fixture.ts";

const RATE = 10;

interface Design {
  readonly database: Partial<Tier>;
  readonly active?: readonly string[];
  readonly standby?: readonly string[];
  readonly connects?: "primary" | "own" | "list";
  readonly timeout?: number;
  readonly sentinels?: { readonly names: readonly string[]; readonly promotion?: Partial<Consequence<"promotion">> };
}

/** Two proxies with an address each, and a database. */
function service({ database, active = ["db1"], standby = [], timeout = 60, ...differs }: Design): Architecture {
  const proxies = tier("proxies", "proxy", ["p1", "p2"], [], { workers: 63 });
  const service = { each: deterministic(0), byMethod: {}, lookup: 0 };
  const bases = tier("bases", "database", active, standby, { workers: 63, service, ...database });
  const { sentinels, connects } = differs;
  return {
    preset: "custom",
    title: "a database of several servers",
    tiers: [proxies, bases, ...(sentinels ? [tier("sentinels", "monitor", sentinels.names)] : [])],
    addresses: ["p1", "p2"].map((owner) => ({ name: `SAP-${owner}`, tier: "proxies", owner, priority: 0, weight: 1 })),
    watches: sentinels
      ? [
          {
            ...{ tier: "bases", by: "sentinels", detector: heartbeat({ interval: 1, misses: 30 }) },
            consequence: { kind: "promotion", time: 1, probability: 1, manualRecovery: 1, ...sentinels.promotion },
          },
        ]
      : [],
    directors: "call-id hash",
    bindings: { kind: "database", tier: "bases", cache: false, timeout, ...(connects && { connects }) },
    needs: { allOf: ["p1", { anyOf: [...active, ...standby] }] },
  };
}

/** Users register at both proxies, ten a second at each; when each REGISTER was answered by 200, and how late. */
function registering(design: Design, faults: readonly Fault[], lasting: number) {
  const answers: { readonly at: number; readonly late: number }[] = [];
  const described = scenario(service(design), {
    faults,
    traffic: { users: RATE * lasting, registration: { within: lasting } },
    network: { delay: 1e-3 },
  });
  const world = worldOf(described, undefined, {
    answered: (_, late) => answers.push({ at: world.engine.now, late }),
  });
  world.start(0);
  world.engine.run(lasting + 5);
  const registrations = world.registrations.acknowledgedUntil.filter((until) => until > 0).length;
  return { answers, registrations, lost: world.bindings.lostWrites?.() ?? 0, failovers: world.failovers.failovers };
}

/** Spans of at least a second in which no REGISTER was answered: when each began and ended, to tenths. */
const silences = (answers: readonly { readonly at: number }[]) =>
  answers.flatMap(({ at }, i) => {
    const before = answers[i - 1]?.at ?? 0;
    return at - before >= 1 ? [[before, at].map((time) => Math.round(10 * time) / 10)] : [];
  });

const promotion = { time: 5, probability: 1, manualRecovery: 20 };
const asynchronous = (lag: number) => ({ promotion, replication: { kind: "asynchronous" as const, lag } });
const semi = (copies: number, timeout: number) => ({
  promotion,
  replication: { kind: "semiSynchronous" as const, copies, timeout },
});

describe("asynchronous replicas", () => {
  test.each([0, 0.5, 2])("what was answered in the last %d s before the death is lost: rate × lag", (lag) => {
    // A user registers at both proxies with the same expiry to the hop, so that each counts once.
    const { lost } = registering({ database: asynchronous(lag), standby: ["db2"] }, [kill("db1", 10.05)], 20);
    expect(Math.abs(lost - RATE * lag)).toBeLessThanOrEqual(1);
  });

  test("nothing is lost where the primary is back before the promotion", () => {
    const fault = { ...kill("db1", 10.05, "process"), for: 2 };
    expect(registering({ database: asynchronous(2), standby: ["db2"] }, [fault], 20).lost).toBe(0);
  });

  test("a replica that was away lacks what was written meanwhile, where no other is left", () => {
    // db2 misses what is written from 5 s on, db1 dies at 10.05 s, and db2 comes back first.
    const faults = [{ ...kill("db2", 5.05), for: 10 }, kill("db1", 10.05)];
    const { lost } = registering({ database: asynchronous(0), standby: ["db2"] }, faults, 20);
    expect(Math.abs(lost - 5 * RATE)).toBeLessThanOrEqual(1);
  });

  test("a former primary keeps nothing of its own", () => {
    const faults = [{ ...kill("db1", 10.05), for: 10 }, kill("db2", 30.05)];
    const { lost } = registering({ database: asynchronous(1), standby: ["db2"] }, faults, 40);
    expect(Math.abs(lost - 2 * RATE)).toBeLessThanOrEqual(2);
  });
});

describe("semi-synchronous replicas", () => {
  test("a write waits for its copy, and none is lost", () => {
    const { lost, answers } = registering({ database: semi(1, 10), standby: ["db2"] }, [kill("db1", 10.05)], 20);
    expect(lost).toBe(0);
    // Query and answer, REGISTER and 200, and the copy there and back: six hops of 1 ms; the proxy works for 0.2 ms.
    expect(answers[0]!.late).toBeCloseTo(6e-3 + 0.2e-3, 9);
  });

  test("of several the k-th must have it: with two of two, the death of one stops writes for the time-out", () => {
    const standby = ["db2", "db3"];
    const dead = [kill("db3", 10.05)];
    expect(silences(registering({ database: semi(1, 4), standby }, dead, 20).answers)).toEqual([]);
    expect(silences(registering({ database: semi(2, 4), standby }, dead, 20).answers)).toEqual([[10, 14.1]]);
  });

  test("without a time-out they wait until the replica is back", () => {
    const back = [{ ...kill("db2", 10.05), for: 6 }];
    const { answers, lost } = registering({ database: semi(1, Infinity), standby: ["db2"] }, back, 20);
    expect(silences(answers)).toEqual([[10, 16.1]]);
    expect(lost).toBe(0);
  });

  test("after the time-out the primary goes on alone, and what it answers is lost with it", () => {
    const cut: Fault = { verb: "cut", at: 5.05, cut: ["db1", "db2"], for: 100 };
    const { lost } = registering({ database: semi(1, 1), standby: ["db2"] }, [cut, kill("db1", 10.05)], 20);
    expect(Math.abs(lost - 5 * RATE)).toBeLessThanOrEqual(1);
  });
});

describe("certification", () => {
  const nodes = ["db1", "db2", "db3"];
  const database = { replication: { kind: "certification" as const, suspect: 5, check: 0 } };
  const cluster = (active = nodes): Design => ({ database, active, connects: "list" });

  test("a write waits for the slowest member", () => {
    expect(registering(cluster(), [], 2).answers[0]!.late).toBeCloseTo(6e-3 + 0.2e-3, 9);
  });

  test.each(["host", "process"] as const)("the death of a %s stops all writes until it is excluded", (kind) => {
    const { answers, lost, registrations } = registering(cluster(), [kill("db3", 10.05, kind)], 20);
    expect(silences(answers)).toEqual([[10, 15.1]]);
    expect([lost, registrations]).toEqual([0, 2 * 20 * RATE]);
  });

  test("those who look every so often find it later by U(0, check)", () => {
    const often = { replication: { ...database.replication, check: 2 } };
    const [[from, to]] = silences(registering({ ...cluster(), database: often }, [kill("db3", 10.05)], 20).answers) as [
      [number, number],
    ];
    expect(from).toBe(10);
    expect(to).toBeGreaterThan(15.05);
    expect(to).toBeLessThan(17.2);
  });

  test("a minority never serves: two of three are a quorum, one is none", () => {
    const faults = [kill("db3", 10.05), kill("db2", 20.05)];
    const { answers } = registering(cluster(), faults, 40);
    expect(answers.filter(({ at }) => at > 16 && at < 20).length).toBeGreaterThan(60);
    expect(answers.filter(({ at }) => at > 20.1)).toEqual([]);
    expect(quorumOf(3)).toBe(2);
  });

  test("of two neither is a majority", () => {
    expect(registering(cluster(["db1", "db2"]), [kill("db2", 10.05)], 30).answers.every(({ at }) => at < 10.1)).toBe(
      true,
    );
  });

  test("who is cut off serves nobody, the others do, and they come together again", () => {
    const alone = ["db2", "db3"].map((other): Fault => ({ verb: "cut", at: 10.05, cut: ["db1", other], for: 20 }));
    // The first proxy asks db1, and has no other.
    const { answers } = registering({ ...cluster(), connects: "own" }, alone, 40);
    const perSecond = (from: number, to: number) =>
      answers.filter(({ at }) => at >= from && at < to).length / (to - from);
    expect(perSecond(5, 10)).toBeCloseTo(2 * RATE, 0);
    expect(perSecond(11, 15)).toBe(0);
    expect(perSecond(17, 29)).toBeCloseTo(RATE, 0);
    expect(perSecond(32, 39)).toBeCloseTo(2 * RATE, 0);
  });
});

describe("watchers who promote", () => {
  const database = { replication: { kind: "asynchronous" as const, lag: 0.1 } };
  const sentinels = ["s1", "s2", "s3"];
  const watched = (faults: readonly Fault[], differs: Partial<Consequence<"promotion">> = {}) =>
    registering(
      { database, standby: ["db2"], timeout: 1, sentinels: { names: sentinels, promotion: differs } },
      faults,
      60,
    );

  test("down-after and the election: U(29, 30) s and 1 s", () => {
    const { failovers } = watched([kill("db1", 10.05)]);
    expect(failovers).toHaveLength(1);
    expect(failovers[0]!.detectedAt - 10.05).toBeGreaterThan(28.9);
    expect(failovers[0]!.detectedAt - 10.05).toBeLessThan(30.1);
    expect(failovers[0]!.restoredAt - failovers[0]!.detectedAt).toBeCloseTo(1, 9);
  });

  test("with more than half of them dead nobody promotes, whatever the quorum", () => {
    expect(watched([kill("s1", 5), kill("db1", 10.05)]).failovers).toHaveLength(1);
    expect(watched([kill("s1", 5), kill("s2", 5), kill("db1", 10.05)], { quorum: 1 }).failovers).toEqual([]);
  });

  test("with a quorum of all, one that is dead is one too many, until it is back", () => {
    expect(watched([kill("s1", 5), kill("db1", 10.05)], { quorum: 3 }).failovers).toEqual([]);
    const [failover] = watched([{ ...kill("s1", 5), for: 10 }, kill("db1", 10.05)], { quorum: 3 }).failovers;
    expect(failover!.detectedAt).toBeGreaterThan(15 + 29);
  });

  test("a master that they cannot reach goes on being written, and all of it is lost", () => {
    // The proxies reach it, the Sentinels and its replica do not.
    const cut: Fault = {
      ...{ verb: "partition", at: 10.05, for: 100 },
      partition: [
        ["db1", "p1", "p2", "callers", "callees"],
        ["db2", "s1", "s2", "s3"],
      ],
    };
    const { failovers, lost } = watched([cut]);
    const lasting = failovers[0]!.restoredAt - 10.05;
    expect(Math.abs(lost - RATE * (lasting + 0.1))).toBeLessThanOrEqual(2);
  });
});

describe("a list of servers", () => {
  const cluster = (connects: "own" | "list", timeout: number): Design => ({
    database: { replication: { kind: "certification", suspect: 5, check: 0 } },
    active: ["db1", "db2", "db3"],
    ...{ connects, timeout },
  });
  const dead = [kill("db1", 10.05, "process")];

  test("the next is asked after a failure; whose only server is dead is served by none", () => {
    const { registrations: all } = registering(cluster("list", 60), dead, 20);
    const { registrations: some } = registering(cluster("own", 60), dead, 20);
    expect(all).toBe(2 * 20 * RATE);
    expect(Math.abs(all - some - 9.95 * RATE)).toBeLessThanOrEqual(1);
  });

  test("a time-out shorter than the exclusion takes every server off the list", () => {
    const { answers } = registering(cluster("list", 1), dead, 30);
    expect(answers.filter(({ at }) => at > 10.1 && at < 30)).toEqual([]);
  });
});

/** What a caller sees, against formulas written by hand: nothing here looks at a chain. */

import { describe, expect, test } from "vitest";
import { modelOfArchitecture } from "../../../src/analysis/architecture-model.ts";
import type { CallCause } from "../../../src/analysis/call/call-cause.ts";
import { callDefects } from "../../../src/analysis/call/call-defects.ts";
import type { Caller } from "../../../src/analysis/call/caller.ts";
import { routesOf, shareOf } from "../../../src/analysis/call/route.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import type { Bindings } from "../../../src/bindings/description.ts";
import type { Detector } from "../../../src/detectors/description.ts";
import { deterministic, exponential } from "../../../src/distributions/description.ts";
import type { Architecture, Watch } from "../../../src/service/description.ts";
import { anyOf } from "../../../src/structure/expression.ts";
import type { Tier } from "../../../src/tiers/description.ts";
import { inMemory } from "../../architecture/fixture.ts";
import { relativeDifference } from "../relative.ts";

const MTTF = 2000;
const MTTR = 96;
const A = MTTF / (MTTF + MTTR);
const U = MTTR / (MTTF + MTTR);

const ONCE: Caller = {
  persistence: 0,
  timers: { t1: 0.5, t2: 4 },
  ring: 0,
  hold: [0],
  recordRoute: false,
  nextTarget: undefined,
  avoid: 0,
  access: "weighted",
  registration: { expires: 3600, refresh: Infinity, repeated: 0, atOneAddress: false },
};

function tier(name: string, role: Tier["role"], active: number, standby = 0): Tier {
  const nodes = Array.from({ length: active + standby }, (_, i) => ({ name: `${name}-${i + 1}`, speed: 1 }));
  const lifetimes = { timeToFailure: exponential(MTTF), timeToRepair: exponential(MTTR) };
  const service = { each: deterministic(1e-3), byMethod: {}, lookup: 0 };
  return { name, role, nodes, active, standby, workers: 1, queue: 64, service, lifetimes };
}

const watch = (name: string, by: string, detector: Detector, then: "takeover" | "removal", claim = 0): Watch => ({
  tier: name,
  by,
  detector,
  consequence:
    then === "takeover"
      ? { kind: then, select: 0, claim, gratuitousArp: true, staleArp: deterministic(30) }
      : { kind: then, delay: 0 },
});

const MEMORY: Bindings = inMemory({ mode: "synchronous" });
/** Noticed at once, but for a nanosecond. */
const AT_ONCE: Detector = { kind: "totem", token: 1e-9, consensus: 0, reform: 0, hold: 0.005 };

function service(tiers: Tier[], owners: string, watches: Watch[] = [], bindings: Bindings = MEMORY): Architecture {
  const entry = tiers.find(({ name }) => name === owners)!;
  const addresses = entry.nodes.slice(0, entry.active).map(({ name }, i) => ({
    name: `A${i + 1}`,
    tier: owners,
    owner: name,
    priority: 0,
    weight: 100,
  }));
  return {
    preset: "custom",
    title: "by hand",
    tiers,
    addresses,
    watches,
    directors: "call-id hash",
    bindings,
    needs: anyOf(...tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name))),
  };
}

function defects(
  architecture: Architecture,
  caller: Partial<Caller> = {},
  assumptions: Parameters<typeof modelOfArchitecture>[1] = {},
): { total: number; of: (cause: CallCause) => number } {
  const chain = generateChain(modelOfArchitecture(architecture, assumptions));
  const all = { ...ONCE, ...caller };
  const { lines, carried } = callDefects(chain, routesOf(architecture, chain.layouts, all), all);
  const total = lines.reduce((sum, { probability }) => sum + probability, 0);
  expect(total + carried.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  const of = (cause: CallCause) =>
    lines.reduce((sum, line) => (line.cause === cause ? sum + line.probability : sum), 0);
  return { total, of };
}

/** Machine repairman by detailed balance: long-run probability of each number of failed machines. */
function repairman(machines: number, crews: number): number[] {
  const weights = [1];
  for (let down = 0; down < machines; down++)
    weights.push((weights[down]! * ((machines - down) / MTTF)) / (Math.min(down + 1, crews) / MTTR));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

describe("addresses without an owner", () => {
  test.each([
    [1, 0, 1],
    [2, 0, 1],
    [2, 1, 1],
    [3, 2, 2],
    [4, 1, 5],
  ])("IPRS %i+%i with %i repairmen: each failed node beyond the standbys costs its share", (active, standby, size) => {
    const found = defects(
      service([tier("proxy", "proxy", active, standby)], "proxy", [watch("proxy", "proxy", AT_ONCE, "takeover")]),
      {},
      { crew: { name: "crew", size, priorities: [], preemptive: false } },
    );
    const expected = repairman(active + standby, size).reduce(
      (sum, p, down) => sum + p * Math.max(0, (down - standby) / active),
      0,
    );
    expect(relativeDifference(found.of("vacancy"), expected)).toBeLessThan(1e-9);
    expect(relativeDifference(found.total, expected)).toBeLessThan(1e-8);
  });

  test("a caller who keeps sending is served if the repair ends in time", () => {
    const alone = service([tier("proxy", "proxy", 1)], "proxy");
    const found = defects(alone, { persistence: 31.5 });
    expect(relativeDifference(found.total, U * Math.exp(-31.5 / MTTR))).toBeLessThan(1e-9);
  });

  test("a call has to find the service twice: when it begins and when it ends", () => {
    const alone = service([tier("proxy", "proxy", 1)], "proxy");
    const hold = 60;
    // Two-state process: P(down now and after h) = U (U + A exp(−h (1/MTTF + 1/MTTR))).
    const both = U * (U + A * Math.exp(-hold * (1 / MTTF + 1 / MTTR)));
    expect(relativeDifference(defects(alone, { hold: [hold] }).total, 2 * U - both)).toBeLessThan(1e-9);
  });

  test("with a next target nobody fails while one address is served", () => {
    const two = service([tier("proxy", "proxy", 2)], "proxy");
    expect(relativeDifference(defects(two, { nextTarget: 1e-6 }).total, U ** 2)).toBeLessThan(1e-6);
    expect(relativeDifference(defects(two).total, U)).toBeLessThan(1e-9);
  });

  test("a fail-over costs its mean time, once for each failure of a serving node", () => {
    const pair = service([tier("proxy", "proxy", 1, 1)], "proxy", [
      watch("proxy", "proxy", { kind: "totem", token: 1, consensus: 0.2, reform: 0, hold: 0.005 }, "takeover", 0.05),
    ]);
    const found = defects(pair);
    expect(found.of("detection") / found.of("takeover")).toBeCloseTo(1.2 / 0.05, 0);
    // Both are well for a share A² of the time; second order in 1.25 s / 96 s is left out.
    expect(relativeDifference(found.of("detection") + found.of("takeover"), (A * A * 1.25) / MTTF)).toBeLessThan(0.03);
  });
});

describe("standbys that back up all addresses (VRRP)", () => {
  test.each([
    [2, 1],
    [3, 1],
    [3, 2],
  ])("%i+%i: an address is without an owner while its own and all standbys are down", (active, standby) => {
    const vrrp: Detector = { kind: "vrrp", version: 3, advertisement: 1e-9, priority: 100 };
    const found = defects(
      service([tier("proxy", "proxy", active, standby)], "proxy", [watch("proxy", "proxy", vrrp, "takeover")]),
    );
    expect(relativeDifference(found.of("vacancy"), U ** (1 + standby))).toBeLessThan(1e-6);
  });
});

describe("first targets", () => {
  const address = (weight: number, priority = 0) => ({ name: `${weight}`, tier: "t", owner: "o", priority, weight });

  test("RFC 2782 draws from 0 to the sum inclusive, so that the first record has one chance more", () => {
    const two = [address(1), { ...address(1), tier: "other" }];
    expect(shareOf(two, ({ tier: of }) => of === "t", "weighted")).toBeCloseTo(2 / 3, 12);
    const three = [address(30), address(40), { ...address(30), tier: "other" }];
    expect(shareOf(three, ({ tier: of }) => of === "other", "weighted")).toBeCloseTo(30 / 101, 12);
  });

  test("the lowest priority takes all, round robin shares evenly, one address is one address", () => {
    const both = [address(1, 1), { ...address(5, 0), tier: "first" }];
    expect(shareOf(both, ({ tier: of }) => of === "first", "weighted")).toBe(1);
    expect(shareOf(both, ({ tier: of }) => of === "first", "round robin")).toBe(0.5);
    expect(shareOf(both, ({ tier: of }) => of === "first", 0)).toBe(0);
  });
});

describe("behind directors", () => {
  const tiers = [tier("director", "director", 1), tier("proxy", "proxy", 2)];
  const common: Bindings = { ...MEMORY, copiedTo: "all proxies" };

  test("where nobody removes the dead, each takes its share for the whole repair", () => {
    const found = defects(service(tiers, "director", [], common));
    expect(relativeDifference(found.of("not removed"), A * U * A)).toBeLessThan(1e-9); // 2·A·U, half of the calls
    expect(relativeDifference(found.of("no proxy"), A * U ** 2)).toBeLessThan(1e-9);
    expect(relativeDifference(found.total, 1 - A * A)).toBeLessThan(1e-9);
  });

  test("where they are removed, it is their share of the calls until then", () => {
    const poll: Detector = {
      kind: "poll",
      interval: 2,
      timeout: 1,
      retries: 0,
      retryDelay: 0,
      fall: 1,
      rise: 1,
      from: "start",
    };
    const found = defects(service(tiers, "director", [watch("proxy", "director", poll, "removal")], common));
    // Two proxies up for A² of the time, each failing every MTTF; half of the calls for 2 s. Second order in 2 s / 96 s.
    expect(relativeDifference(found.of("removal"), (A * A * A * 2) / MTTF)).toBeLessThan(0.03);
    expect(relativeDifference(found.of("no proxy"), A * U ** 2)).toBeLessThan(1e-6);
  });

  test("each tier of proxies is removed by its own watch, or by none", () => {
    const poll: Detector = {
      kind: "poll",
      interval: 2,
      timeout: 1,
      retries: 0,
      retryDelay: 0,
      fall: 1,
      rise: 1,
      from: "start",
    };
    const both = [tier("director", "director", 1), tier("watched", "proxy", 1), tier("other", "proxy", 1)];
    const found = defects(service(both, "director", [watch("watched", "director", poll, "removal")], common));
    // Half of the calls fall on the other, which is down for A·U of the time in which the watched one is up; second order in U.
    expect(relativeDifference(found.of("not removed"), (A * A * U) / 2)).toBeLessThan(U);
    expect(relativeDifference(found.of("removal"), (A * A * A * 1) / MTTF)).toBeLessThan(0.03);
    expect(relativeDifference(found.of("no proxy"), A * U ** 2)).toBeLessThan(1e-6);
    const none = defects(service(both, "director", [], common));
    expect(relativeDifference(none.total, 1 - A * A)).toBeLessThan(1e-9);
  });

  test("who registers at a dead proxy for longer than a binding lives is missing", () => {
    const slow: Detector = {
      kind: "poll",
      interval: 2,
      timeout: 599,
      retries: 0,
      retryDelay: 0,
      fall: 1,
      rise: 1,
      from: "start",
    };
    const registering = { registration: { expires: 60, refresh: 30, repeated: 0, atOneAddress: false } };
    const found = (watches: Watch[]) =>
      defects(service(tiers, "director", watches, common), registering).of("bindings");
    expect(found([watch("proxy", "director", slow, "removal")])).toBeGreaterThan(0.5 * found([]));
  });

  test("round robin meets the dead with each of the four messages that matter", () => {
    const found = defects({ ...service(tiers, "director", [], common), directors: "round robin" });
    expect(relativeDifference(found.of("not removed"), A * 2 * A * U * (1 - 0.5 ** 4))).toBeLessThan(1e-9);
  });

  test("without its database no call is set up, unless proxies have a cache", () => {
    const database = tier("db", "database", 1);
    const kept = (cache: boolean): Bindings => ({ kind: "database", tier: "db", cache, timeout: 2 });
    const entry = tier("proxy", "proxy", 1);
    expect(
      relativeDifference(defects(service([entry, database], "proxy", [], kept(false))).total, 1 - A * A),
    ).toBeLessThan(1e-9);
    expect(relativeDifference(defects(service([entry, database], "proxy", [], kept(true))).total, U)).toBeLessThan(
      1e-9,
    );
  });
});

describe("bindings", () => {
  const registering = { registration: { expires: 60, refresh: 30, repeated: 0, atOneAddress: false } };

  test("a server that starts again knows nobody until all have registered: half a refresh on average", () => {
    const alone = service([tier("proxy", "proxy", 1)], "proxy");
    // Served and missing: U(0, 30 s) after each repair, cut short by the next failure.
    const missing = 15 - 30 ** 2 / 6 / MTTF;
    expect(relativeDifference(defects(alone, registering).of("bindings"), missing / (MTTF + MTTR))).toBeLessThan(1e-3);
  });

  test("what all nodes share is gone only when all are", () => {
    const common: Bindings = { ...MEMORY, copiedTo: "all proxies" };
    const two = service([tier("proxy", "proxy", 2)], "proxy", [], common);
    // Both are down as often as U² / (MTTR/2) says; then one serves, and its calls miss for 15 s.
    const often = U ** 2 / (MTTR / 2);
    const found = defects(two, registering).of("bindings");
    expect(found / (often * 15)).toBeGreaterThan(0.45);
    expect(found / (often * 15)).toBeLessThan(0.65);
  });

  test("a common cause takes the standby's copies along", () => {
    const pair = service([tier("proxy", "proxy", 1, 1)], "proxy", [watch("proxy", "proxy", AT_ONCE, "takeover")]);
    const without = defects(pair, registering);
    const within = defects(pair, registering, { commonCause: 0.1 });
    // Each of the serving node's failures takes both along with probability 0.1, and is followed by 15 s of missing bindings.
    expect(within.of("bindings") - without.of("bindings")).toBeGreaterThan((0.08 * A * 15) / MTTF);
    expect(within.of("common cause")).toBeGreaterThan(0);
  });
});

/** Stateful proxies (RFC 3261 §16, §17): what they say, what they absorb, and what dies with them. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import { extraOf, kindOf, toOf } from "../../src/network/message.ts";
import type { Architecture } from "../../src/service/description.ts";
import { type Cause, causeIndex } from "../../src/sip/calls.ts";
import { Kind } from "../../src/sip/message.ts";
import type { TransactionKeeping } from "../../src/tiers/description.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  poisson,
  type Story,
  scenario,
  single,
  standbyGroup,
  worldOf,
} from "../architecture/fixture.ts";
import { instants, type Seen, wiretap } from "./wire.ts";

const CALLERS = 0;
const CALLEES = 1;

const keeping: TransactionKeeping = { ringing: 180, strayResponses: "forward", limit: Infinity };

/** The same service with proxies that keep transactions. */
const stateful = (architecture: Architecture, differs: Partial<TransactionKeeping> = {}): Architecture => ({
  ...architecture,
  tiers: architecture.tiers.map((tier) =>
    tier.role === "proxy" ? { ...tier, transactions: { ...keeping, ...differs } } : tier,
  ),
});

const oneCall = paced(0.5, { count: 1 }); // at 1 s

function play(architecture: Architecture, told: Story, { until = 100, isCalleeGone = false } = {}) {
  const described = scenario(architecture, told);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  if (isCalleeGone) world.network.plug(CALLEES, false);
  world.engine.run(until);
  return { world, seen, cause: (name: Cause) => world.calls.failedBy[causeIndex(name)] };
}

const ladder = (seen: readonly Seen[]) => seen.map(({ what, to }) => `${what} ${to}`);
const since = (seen: readonly Seen[], what: string, to: string, from = 1) =>
  instants(seen, what, to).map((at) => Math.round((at - from) * 1e2) / 1e2);
const call = (differs: Parameters<typeof calls>[1] = {}, more: Story["traffic"] = {}): Story => ({
  traffic: { calls: calls(oneCall, differs), retransmission: true, ...more },
});

test("a call: 100 from the proxy before the INVITE goes on, and nothing twice", () => {
  const { seen, world } = play(stateful(single()), call({ ring: deterministic(20), hold: deterministic(5) }));
  expect(ladder(seen)).toEqual([
    ...["INVITE SAP-A", "100 callers", "INVITE callees", "180 SAP-A", "180 callers"],
    ...["200 INVITE SAP-A", "200 INVITE callers", "ACK SAP-A", "ACK callees"],
    ...["BYE SAP-A", "BYE callees", "200 BYE SAP-A", "200 BYE callers"],
  ]);
  expect(world.calls.successful).toBe(1);
});

test("the time to the first response that says something leaves 100 out (RFC 6076 §4.3)", () => {
  const told = call({ ring: deterministic(3) }, {});
  const replicator = new Replicator(scenario(stateful(single()), told), engineNamed("native"));
  const plain = new Replicator(scenario(single(), told), engineNamed("native"));
  for (const name of ["srd", "callSetupTime"] as const)
    expect(figure(replicator.run(0), name)).toBeCloseTo(figure(plain.run(0), name), 9);
});

test("a callee who is not there: the proxy repeats INVITE, answers 408 after 64·T1, and the caller repeats nothing", () => {
  const { seen, world, cause } = play(stateful(single()), call(), { isCalleeGone: true });
  expect(since(seen, "INVITE", "callees")).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
  expect(since(seen, "INVITE", "SAP-A")).toEqual([0]);
  expect(since(seen, "408", "callers")).toEqual([32]);
  expect(since(seen, "ACK failure", "SAP-A")).toEqual([32]);
  expect(since(seen, "ACK failure", "callees")).toEqual([]);
  expect(world.calls.failed).toBe(1);
  expect(cause("nodeDown")).toBe(1);
});

test("a refusal is acknowledged hop by hop", () => {
  const { seen } = play(stateful(single()), call({ busy: 1 }));
  expect(ladder(seen)).toEqual([
    ...["INVITE SAP-A", "100 callers", "INVITE callees", "486 SAP-A"],
    ...["ACK failure callees", "486 callers", "ACK failure SAP-A"],
  ]);
});

test("a caller who hangs up: the proxy answers CANCEL itself, and cancels downstream", () => {
  const { seen, cause } = play(stateful(single()), call({ ring: deterministic(20), patience: deterministic(5) }));
  expect(ladder(seen)).toEqual([
    ...["INVITE SAP-A", "100 callers", "INVITE callees", "180 SAP-A", "180 callers"],
    ...["CANCEL SAP-A", "CANCEL callees", "200 CANCEL callers", "200 CANCEL SAP-A", "487 SAP-A"],
    ...["ACK failure callees", "487 callers", "ACK failure SAP-A"],
  ]);
  expect(cause("abandoned")).toBe(1);
});

test("timer C: who lets it ring for longer is cancelled", () => {
  const { seen } = play(stateful(single(), { ringing: 10 }), call({ ring: deterministic(20) }));
  expect(since(seen, "CANCEL", "callees")).toEqual([10]);
  expect(since(seen, "487", "callers")).toEqual([10]);
});

test("retransmissions are absorbed: a caller whose 100 is late sends INVITE again, the callee hears the proxy's only", () => {
  const slow = single({ service: { each: deterministic(0.6), byMethod: {}, lookup: 0 } });
  const { seen, world } = play(stateful(slow), call({ ring: deterministic(0.1) }));
  const plain = play(slow, call({ ring: deterministic(0.1) }));
  expect(since(plain.seen, "INVITE", "SAP-A").slice(0, 2)).toEqual([0, 0.5]);
  expect(since(plain.seen, "INVITE", "callees").length).toBeGreaterThan(1);
  expect(since(seen, "INVITE", "SAP-A")).toEqual([0, 0.5]);
  expect(since(seen, "INVITE", "callees")).toEqual([0.6, 1.1]); // timer A: the 180 still waits for the only worker
  expect(since(seen, "100", "callers")).toEqual([0.6, 1.2]);
  expect(world.calls.successful).toBe(1);
});

test("a BYE that nobody answers is repeated until timer F, however often that is", () => {
  const timers = { t1: 0.5, t2: 0.5, t4: 5 };
  const told = scenario(stateful(single()), call({ hold: deterministic(5) }, { timers }));
  const world = worldOf(told);
  const seen = wiretap(world, told);
  world.start(0);
  world.engine.run(3);
  world.network.plug(CALLEES, false);
  world.engine.run(100);
  // 64·T1 by steps of T1: the first and 63 more.
  expect(since(seen, "BYE", "callees")).toHaveLength(64);
});

test("the same request by way of another address is another transaction, with a response of its own", () => {
  const slow = single({ service: { each: deterministic(2), byMethod: {}, lookup: 0 }, workers: 8 });
  const twice: Architecture = {
    ...slow,
    addresses: [...slow.addresses, { ...slow.addresses[0]!, name: "SAP-2", priority: 1 }],
  };
  const told = call({ ring: deterministic(10) }, { nextTarget: { timeout: 1, avoid: 0 }, retransmission: false });
  const { seen } = play(stateful(twice), told, { until: 6 });
  expect(since(seen, "INVITE", "SAP-A")).toEqual([0]);
  expect(since(seen, "INVITE", "SAP-2")).toEqual([1]);
  expect(since(seen, "100", "callers")).toEqual([2, 3]);
  expect(since(seen, "INVITE", "callees")).toEqual(expect.arrayContaining([2, 2.5, 3])); // timer A of the first between them
});

test("a server's announcement to its clients travels in the 200 to BYE as without transactions", () => {
  const overload = {
    ...{ queue: 100, delay: Infinity, refusal: 0, retryAfter: null },
    control: { algorithm: "loss" as const, target: 0.5, interval: 1 },
  };
  const guarded = single({ overload, service: { each: deterministic(0.02), byMethod: {}, lookup: 0 } });
  const told: Story = { traffic: { calls: calls(paced(20, { duration: 20 })), retransmission: true } };
  const announced = (architecture: Architecture) => {
    const world = worldOf(scenario(architecture, told));
    const heard = new Set<number>();
    world.engine.observe((_, code, message, envelope) => {
      if (world.engine.nameOf(code) === "arrive" && kindOf(message) === Kind.OK_BYE && toOf(envelope) === CALLERS)
        heard.add(extraOf(envelope));
    });
    world.start(0);
    world.engine.run(30);
    return [...heard].some((share) => share > 0);
  };
  expect(announced(guarded)).toBe(true);
  expect(announced(stateful(guarded))).toBe(true);
});

test("a process has room for so many transactions: others are refused", () => {
  const told: Story = { traffic: { calls: calls(paced(10, { count: 20 }), { ring: deterministic(60) }) } };
  const { world, cause } = play(stateful(single(), { limit: 12 }), told, { until: 50 });
  expect(world.calls.failed).toBe(8);
  expect(cause("overload")).toBe(8);
});

// 20 calls a second ring for 4 s; the proxy dies at 20 s, its standby has the address 0.35 s later.
const pair = (differs: Partial<TransactionKeeping> = {}) =>
  stateful(standbyGroup(1, 1, { detector: heartbeat({ interval: 0.1, misses: 3 }) }), differs);
const RATE = 20;
const RING = 4;
const struck: Story = {
  traffic: { calls: calls(poisson(RATE, { duration: 40 }), { ring: deterministic(RING) }), retransmission: true },
  faults: [kill("A", 20, "process")],
  run: { horizon: 120 },
};

test("what rings when its proxy dies is lost where strays are dropped: rate × time to the answer", () => {
  const replicator = new Replicator(scenario(pair({ strayResponses: "drop" }), struck), engineNamed("native"));
  const lost = Array.from({ length: 30 }, (_, i) => figure(replicator.run(i), "failedCalls"));
  const mean = lost.reduce((sum, n) => sum + n, 0) / lost.length;
  // Poisson: a standard error of √(80 / 30) = 1.6 calls.
  expect(Math.abs(mean - RATE * RING)).toBeLessThan(3.3 * Math.sqrt((RATE * RING) / lost.length));
});

test("and none where whoever takes the address forwards them, answers to the BYE included", () => {
  const replicator = new Replicator(scenario(pair(), struck), engineNamed("native"));
  for (let i = 0; i < 5; i++) expect(figure(replicator.run(i), "failedCalls")).toBe(0);
});

test("an INVITE that was answered by 100 and not yet sent on dies with its process, though callers retransmit", () => {
  const waiting: Story = {
    traffic: { calls: calls(oneCall), retransmission: true },
    faults: [kill("A", 1.5, "process")],
  };
  const { seen, world, cause } = play(pair(), waiting, { isCalleeGone: true });
  expect(since(seen, "INVITE", "SAP-A")).toEqual([0]);
  world.calls.closeAll(() => false);
  expect(cause("nodeCrash")).toBe(1);
});

test("both engines give the same run", () => {
  const figures = [new Kernel(), new SimjsEngine()].map((engine) => {
    const world = worldOf(scenario(pair({ strayResponses: "drop" }), struck), engine);
    const heard: string[] = [];
    engine.observe((time, code, a, b) => heard.push(`${time} ${engine.nameOf(code)} ${a} ${b}`));
    world.start(3);
    engine.run(60);
    return heard;
  });
  expect(figures[0]!.length).toBeGreaterThan(10_000);
  expect(figures[1]).toEqual(figures[0]);
});

/** How a process that starts again gets the bindings that its peers know. */

import { describe, expect, test } from "vitest";
import type { Transfer } from "../../src/bindings/memory/description.ts";
import { Memory } from "../../src/bindings/memory/simulated/tables.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { MetricName } from "../../src/metrics/catalogue.ts";
import type { Architecture } from "../../src/service/description.ts";
import { calls, figure, inMemory, kill, paced, scenario, standbyGroup } from "../architecture/fixture.ts";

const users = 5000;
const start = 0.18;
const each = 0.2e-3;
const rate = 200;

/** Two servers that keep all bindings; all callers aim at A, whose process dies at 10 s and is back at once. */
const peers = (transfer: Transfer | undefined, workers = 1): Architecture => ({
  ...standbyGroup(2, 0, { tier: { workers } }),
  watches: [],
  bindings: inMemory({ mode: "synchronous" }, { copiedTo: "all proxies", transfer: transfer ?? "at once" }),
});

function play(architecture: Architecture, faults: readonly Fault[], target = "SAP-A") {
  const described = scenario(architecture, {
    traffic: { users, calls: calls(paced(rate, { duration: 20 }), { access: { address: target } }) },
    faults,
    run: { horizon: 25 },
  });
  const replicator = new Replicator(described, engineNamed("native"));
  const figures = replicator.run(0);
  return { of: (name: MetricName) => figure(figures, name), world: replicator.world };
}

const restart: Fault = { verb: "kill", at: 10, kill: "A", kind: "process", for: 0.01 };

test("404s are those of the users not heard of yet: rate × (start + N·c/2), and every binding is there in the end", () => {
  const { of } = play(peers({ start, each }), [restart]);
  const expected = rate * (start + (users * each) / 2);
  expect(Math.abs(of("failedCalls.bindingMissing") - expected)).toBeLessThan(4 * Math.sqrt(expected));
  expect(of("lostBindings")).toBe(0);
});

test("without a description it knows all one round trip later", () => {
  expect(play(peers(undefined), [restart]).of("failedCalls.bindingMissing")).toBe(0);
});

test("the peer that sends them is busy with it: N·c of its worker's time, which its own calls wait for", () => {
  const usual = play(peers(undefined), [restart], "SAP-B").of("processingTime.p99");
  const busy = play(peers({ start, each: 1e-3 }), [restart], "SAP-B");
  // Parts of 10 take 10 ms each for 5 s of 20 s: who comes meanwhile waits for what is left of one.
  expect(usual).toBeLessThan(1e-3);
  expect(busy.of("processingTime.p99")).toBeGreaterThan(5e-3);
  expect(busy.of("processingTime.p99")).toBeLessThan(25e-3);
  expect(busy.of("failedCalls")).toBe(0);
});

describe("the peer", () => {
  test("dies on the way: what it has not sent is lost, if nobody else has it", () => {
    const { of } = play(peers({ start, each }), [restart, kill("B", 10.69, "process")]);
    // N·c is 1 s, and 0.5 s of it have passed: half of the bindings are there.
    expect(Math.abs(of("lostBindings") - users / 2)).toBeLessThan(0.05 * users);
  });

  test("dies, and another goes on", () => {
    const three = { ...peers({ start, each }), ...trio() };
    const { of } = play(three, [restart, kill("B", 10.69, "process")]);
    expect(of("lostBindings")).toBe(0);
    const expected = rate * (start + (users * each) / 2 + 0.25);
    expect(Math.abs(of("failedCalls.bindingMissing") - expected)).toBeLessThan(0.25 * rate + 4 * Math.sqrt(expected));
  });

  test("is cut off for a while: half a second later it is asked again", () => {
    const { of } = play(peers({ start, each }), [restart, { verb: "cut", at: 10.5, cut: ["A", "B"], for: 1 }]);
    expect(of("lostBindings")).toBe(0);
  });
});

function trio(): Pick<Architecture, "tiers" | "addresses" | "needs"> {
  const { tiers, addresses, needs } = standbyGroup(3, 0);
  return { tiers, addresses, needs };
}

/** The same with hardly any calls and so many users, for what takes how long; A is back at 10.01 s. */
function transferred(
  transfer: Partial<Transfer>,
  differs: { users?: number; nodes?: number; queue?: number; faults?: readonly Fault[]; duration?: number } = {},
) {
  const { users: known = 1000, nodes = 2, queue = Infinity, faults = [restart], duration = 1 } = differs;
  const group = standbyGroup(nodes, 0, { tier: { queue } });
  const bindings = inMemory(
    { mode: "synchronous" },
    { copiedTo: "all proxies", transfer: { start, each, contacts: 1, ...transfer } },
  );
  const described = scenario(
    { ...group, watches: [], bindings },
    {
      traffic: { users: known, calls: calls(paced(1, { duration }), { access: { address: "SAP-A" } }) },
      faults,
      run: { horizon: 30 },
    },
  );
  const replicator = new Replicator(described, engineNamed("native"));
  const figures = replicator.run(0);
  return { of: (name: MetricName) => figure(figures, name), world: replicator.world };
}

describe("how long it takes", () => {
  test("start + N·c + a pause after each batch: N/r", () => {
    const plain = transferred({});
    expect(plain.of("transferTime")).toBeCloseTo(start + 1000 * each, 9);
    expect(plain.of("transferredBindings")).toBe(1000);
    const throttled = transferred({ pause: { after: 100, for: 0.05 } });
    expect(throttled.of("transferTime")).toBeCloseTo(start + 1000 * each + 9 * 0.05, 9); // none behind the last batch
  });

  test("where the process that gets them is the slower one, its cost decides: N·r, and a hop", () => {
    const hop = scenario(standbyGroup(1, 0)).network.delay as number;
    const { of } = transferred({ received: 1e-3 });
    expect(of("transferTime")).toBeCloseTo(start + each + hop + 1000 * 1e-3, 9);
  });

  test("all peers send all they know: of two each costs its own, and the process takes twice as many messages", () => {
    const { of } = transferred({ from: "all peers", received: 1e-3 }, { nodes: 3 });
    // The last message of one is behind all others but perhaps the other's last.
    expect(of("transferTime")).toBeGreaterThan(start + 1999 * 1e-3);
    expect(of("transferTime")).toBeLessThan(start + 2001 * 1e-3);
    expect(of("transferredBindings")).toBe(1000);
  });

  test("one message that takes seconds is waited for, and costs what is in it", () => {
    const { of } = transferred({ each: 1e-3, contacts: 800 });
    expect(of("transferTime")).toBeCloseTo(start + 2 * 800 * 1e-3, 9); // whatever the second has
    const { of: all } = transferred({ each: 1e-3, contacts: 10_000 });
    expect(all("transferTime")).toBeCloseTo(start + 1000 * 1e-3, 9);
    expect(all("transferredBindings")).toBe(1000);
  });

  test("what overflows the queue comes again 500 ms later, at the rate at which it was dropped", () => {
    const { of, world } = transferred({ each: 0.1e-3, received: 0.2e-3 }, { users: 600, queue: 100 });
    // 600 messages in 60 ms, 300 served meanwhile, 100 waiting: 200 are dropped, the last of them at 60 ms.
    expect(Math.abs(world.nodes[0]!.station.dropped - 200)).toBeLessThanOrEqual(2);
    expect(Math.abs(of("transferTime") - (start + 0.06 + 0.5))).toBeLessThan(1e-3);
    expect(of("transferredBindings")).toBe(600);
  });
});

describe("meanwhile", () => {
  const window = start + users * each + 0.01;

  test("out of service: no 404s, but nobody is served for as long", () => {
    const { of } = play(peers({ start, each, meanwhile: "out of service" }), [restart]);
    expect(of("failedCalls.bindingMissing")).toBe(0);
    expect(Math.abs(of("failedCalls.nodeDown") - rate * window)).toBeLessThanOrEqual(2);
    expect(of("transferTime")).toBeCloseTo(window - 0.01, 6);
  });

  test("out of service, registrations go on: what a peer hears meanwhile is there as well", () => {
    const described = peers({ start, each, meanwhile: "out of service" });
    const { world } = play(described, [restart, { verb: "kill", at: 10.3, kill: "B", kind: "process" }]);
    expect(world.nodes[0]!.running).toBe(true); // B died on the way: a seed goes on with what it has
    expect(world.engine.now).toBe(25);
  });

  test("a peer is asked: no 404s either, and the call waits for the round trip", () => {
    const { of } = play(peers({ start, each, meanwhile: "ask a peer" }), [restart]);
    expect(of("failedCalls.bindingMissing")).toBe(0);
    expect(of("failedCalls") - of("failedCalls.nodeDown") - of("failedCalls.nodeCrash")).toBe(0);
  });
});

describe("nobody to ask, both having died", () => {
  const both = (forA: number, forB: number): Fault[] => [
    { verb: "kill", at: 10, kill: "A", kind: "process", for: forA },
    { verb: "kill", at: 10, kill: "B", kind: "process", for: forB },
  ];
  const seeded = { meanwhile: "out of service" as const, seeds: ["A"], fallback: 5 };

  test("a seed serves after its fall-back, with nothing, and the others after it", () => {
    const { world, of } = transferred(seeded, { faults: both(1, 1) });
    expect(world.nodes.map(({ running }) => running)).toEqual([true, true]);
    expect(of("transferredBindings")).toBe(0);
    // B asks every half second, and finds A within that of its fall-back.
    expect(of("transferTime")).toBeGreaterThan(start + 5);
    expect(of("transferTime")).toBeLessThan(start + 5.5 + 0.01);
  });

  test("without the seed nobody serves", () => {
    const { world } = transferred({ ...seeded, seeds: ["C"] }, { faults: both(1, 1) });
    expect(world.nodes.map(({ running }) => running)).toEqual([false, false]);
  });
});

describe("a peer whose memory holds so many messages for 5 s", () => {
  test("dies of one more, and half of the bindings with it", () => {
    const { world, of } = transferred({ room: 500 });
    expect(world.nodes.map(({ running }) => running)).toEqual([true, false]);
    expect(of("transferredBindings")).toBe(501);
  });

  test("lives if they are sent slowly enough: r·5 s fit", () => {
    const { world, of } = transferred({ room: 500, pause: { after: 10, for: 0.1 } });
    expect(world.nodes.map(({ running }) => running)).toEqual([true, true]);
    expect(of("transferredBindings")).toBe(1000);
  });
});

test("what was registered later is not overwritten, and what has run out is not sent", () => {
  const memory = new Memory(2, 1, 3);
  for (const [user, until] of [50, 60, 5].entries()) memory.put(0, 0, user, until);
  memory.put(1, 0, 0, 70);
  expect(memory.placeBehind(0, 0, 2, 10)).toBe(2);
  expect(memory.copyPart(0, 1, [0, 3], 10)).toBe(1);
  expect([0, 1, 2].map((user) => memory.has(1, 0, user, 65))).toEqual([true, false, false]);
  expect(memory.has(1, 0, 1, 55)).toBe(true);
});

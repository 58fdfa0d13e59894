/** How a process that starts again gets the bindings that its peers know. */

import { describe, expect, test } from "vitest";
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
const peers = (transfer: { start: number; each: number } | undefined, workers = 1): Architecture => ({
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

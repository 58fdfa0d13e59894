/** Back-to-back user agents (RFC 3261 §6): what dies with their dialogs, and what copies of them save. */
import { describe, expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { momentsOf } from "../../src/distributions/law.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import type { MetricName } from "../../src/metrics/catalogue.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { DialogKeeping } from "../../src/tiers/description.ts";
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
import { some } from "../long.ts";
import { b2bua } from "./back-to-back.ts";
import { wiretap } from "./wire.ts";

/** Two of them with an address each, and a standby that has an address 0.35 s after its owner's death. */
const two = (differs: Partial<DialogKeeping> = {}) =>
  b2bua(standbyGroup(2, 1, { detector: heartbeat({ interval: 0.1, misses: 3 }) }), differs);

const exponential = (mean: number) => ({ kind: "exponential", mean }) as const;

const DIES = 100;
const story = (differs: Partial<NonNullable<Story["traffic"]>["calls"]> = {}, rate = 10, hold = 20): Story => ({
  traffic: {
    calls: calls(poisson(rate, { duration: 110 }), { hold: exponential(hold), ...differs }),
    retransmission: true,
  },
  faults: [kill("A", DIES, "process")],
  run: { horizon: 200 },
});

/** Means of figures over some replications. */
function means(architecture: Architecture, told: Story, names: readonly MetricName[], replications = 8) {
  const replicator = new Replicator(scenario(architecture, told), engineNamed("native"));
  const runs = Array.from({ length: replications }, (_, i) => replicator.run(i));
  return names.map((name) => runs.reduce((sum, run) => sum + figure(run, name), 0) / replications);
}

/** Whether a mean of Poisson counts agrees with its expectation. */
const agrees = (mean: number, expected: number, replications = 8) =>
  expect(Math.abs(mean - expected)).toBeLessThan(3.5 * Math.sqrt(expected / replications));

test("a call passes a back-to-back user agent with 100 at once, and ACK and BYE without a look-up", () => {
  const told = scenario(b2bua(single()), {
    traffic: { calls: calls(paced(0.5, { count: 1 }), { hold: deterministic(5) }) },
  });
  const world = worldOf(told);
  const seen = wiretap(world, told);
  world.start(0);
  world.engine.run(20);
  expect(seen.map(({ what, to }) => `${what} ${to}`)).toEqual([
    ...["INVITE SAP-A", "100 callers", "INVITE callees", "180 SAP-A", "200 INVITE SAP-A", "180 callers"],
    ...["200 INVITE callers", "ACK SAP-A", "ACK callees"],
    ...["BYE SAP-A", "BYE callees", "200 BYE SAP-A", "200 BYE callers"],
  ]);
});

/** Laws of the hold [s], calls a second, when one of two dies [s], in how many replications; the last takes half a minute. */
const HOLDS = [
  [exponential(20), 10, 100, 1],
  [deterministic(180), 50, 200, 1],
  [exponential(180), 50, 1200, 3],
] as const;

describe("one of two dies", () => {
  test.each(some(HOLDS, [0, 1]))(
    "a hold of %o at %d/s: rate × hold × share are dropped without copies, and none with synchronous ones",
    (hold, rate, dies, replications) => {
      const ring = deterministic(4);
      const told: Story = {
        ...story({ arrivals: poisson(rate, { duration: dies + 10 }), hold, ring }),
        faults: [kill("A", dies, "process")],
        run: { horizon: dies + 60 },
      };
      const names = ["droppedCalls", "failedCalls.dialogLost", "failedCalls.nodeCrash"] as const;
      const [dropped, , begun] = means(two(), told, names, replications);
      agrees(dropped!, rate * momentsOf(hold).mean * 0.5, replications);
      agrees(begun!, rate * 4 * 0.5, replications);
      const copied = two({ replication: { mode: "synchronous" } });
      const [none, lost, alike] = means(copied, told, names, replications);
      expect([none, lost]).toEqual([0, 0]);
      expect(Math.abs(alike! - begun!)).toBeLessThan(0.5); // but for calls whose 200 waits for its copies
    },
  );

  test("each of them fails when its users hang up", () => {
    const told = story({ hold: deterministic(20) });
    const [dropped, failed] = means(two(), told, ["droppedCalls", "failedCalls.dialogLost"], 1);
    agrees(dropped!, 10 * 20 * 0.5, 1);
    expect(failed).toBe(dropped);
  });

  test("with a lag those are dropped that were answered within it and are not over", () => {
    const lag = 5;
    const [dropped] = means(two({ replication: { mode: "lagged", lag } }), story(), ["droppedCalls"], 16);
    // ∫ over the age a < L of rate × share × P(hold > a).
    agrees(dropped!, 10 * 0.5 * 20 * (1 - Math.exp(-lag / 20)), 16);
  });
});

test("both engines give the same run", () => {
  const heard = [new Kernel(), new SimjsEngine()].map((engine) => {
    const architecture = two({ replication: { mode: "lagged", lag: 1 }, media: { noticed: 5, moved: 0.1, rate: 50 } });
    const world = worldOf(scenario(architecture, story({ sessionTimer: 60, mediaTimeout: 30 })), engine);
    const events: string[] = [];
    engine.observe((time, code, a, b) => events.push(`${time} ${engine.nameOf(code)} ${a} ${b}`));
    world.start(3);
    engine.run(130);
    return events;
  });
  expect(heard[0]!.length).toBeGreaterThan(10_000);
  expect(heard[1]).toEqual(heard[0]);
});

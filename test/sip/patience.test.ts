/** How long callers wait: RFC 3261's timers B and F watch transactions, a call's own time-out watches the call. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { calls, figure, kill, paced, type Story, scenario, single, worldOf } from "../architecture/fixture.ts";

const oneCall = (ring: number, hold: number, callTimeout = Infinity, retransmission = true): Story => ({
  traffic: {
    calls: calls(paced(1, { count: 1 }), { ring: deterministic(ring), hold: deterministic(hold), callTimeout }),
    retransmission,
  },
  run: { horizon: 1000 },
});
const outcome = (story: Story) => {
  const figures = new Replicator(scenario(single(), story), engineNamed("native")).run(0);
  return { successful: figure(figures, "successfulCalls"), timedOut: figure(figures, "failedCalls.timeout") };
};
const success = { successful: 1, timedOut: 0 };
const timeout = { successful: 0, timedOut: 1 };

test("timer B runs until the first provisional answer, so a callee may ring for a minute (RFC 3261 §17.1.1.2)", () => {
  expect(outcome(oneCall(60, 1))).toEqual(success);
});

test("a call may last longer than any transaction", () => {
  expect(outcome(oneCall(1, 300))).toEqual(success);
  expect(outcome(oneCall(1, 60, 100))).toEqual(success);
});

test("a call's own time-out counts from its INVITE to its end, with retransmission and without", () => {
  for (const retransmission of [true, false]) {
    expect(outcome(oneCall(60, 60, 121, retransmission))).toEqual(success);
    expect(outcome(oneCall(60, 60, 119, retransmission))).toEqual(timeout);
    expect(outcome(oneCall(1, 60, 32, retransmission))).toEqual(timeout);
  }
});

test("timer F runs from the BYE, whatever the call's own time-out would still allow", () => {
  const world = worldOf(scenario(single(), { ...oneCall(1, 10, 100), faults: [kill("A", 5)] }));
  world.start(0);
  world.engine.run(11.5 + 31.9); // the BYE of 11.5 s goes to a dead proxy
  expect(world.calls.open).toBe(1);
  world.engine.run(11.5 + 32.1);
  expect(world.calls.failed).toBe(1);
  world.engine.run(1000); // nothing of the call is left to end it twice
  expect(world.engine.pending).toBe(0);
});

/** Callees whose process answers only when it wakes: with the next message that it reads, or when it has slept for long enough. */
import { expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { parseScenario } from "../../src/scenario/parse.ts";

/** Set-up times of two calls, one `apart` after the other, over a proxy that takes 1 ms and hops of 0.5 ms; reading takes a user agent 0.1 ms. */
function setUps(apart: number, sleep: string): number[] {
  const { scenario, problems } = parseScenario(
    `format: 2
title: two calls
architecture: { preset: single, tiers: { proxies: { workers: 4, service: { each: 1 ms, lookup: 0 s } } } }
network: { delay: 0.5 ms }
traffic:
  users: 2
  calls: { rate: ${1 / apart}/s, arrivals: paced, count: 2, ring: 0 s, hold: 1 s }
  clients: { service: 0.1 ms${sleep} }
run: { seed: 1 }
`,
    "two.yaml",
  );
  if (problems) throw new Error(JSON.stringify(problems));
  const replicator = new Replicator(scenario, engineNamed("native"));
  const times: number[] = [];
  replicator.listen({
    measured: (metric, time) => metric === "callSetupTime" && times.push(time * 1e3),
    reset: () => {},
  });
  replicator.run(0);
  return times.sort((one, other) => one - other);
}

test("a callee that takes no time does not sleep, and one that plays a SIPp flow has its pauses", () => {
  const found = (clients: string, callee = "") =>
    parseScenario(
      `format: 2
architecture: { preset: single }
traffic: { calls: { rate: 1/s, duration: 1 s${callee} }, clients: { ${clients} } }
`,
      "sleeping.yaml",
    ).problems?.map(({ found }) => found);
  expect(found("sleep: 1 ms")).toEqual(["a sleep of user agents that take no time"]);
  expect(found("sleep: 1 ms, service: 0.1 ms")).toBeUndefined();
});

test("the 200 to a call follows its 180 at once, after the sleep, or when the next INVITE wakes the callee", () => {
  // INVITE: two hops, 1 ms at the proxy, 0.1 ms to be read; 200 behind the 180: two hops, 1 ms, and 0.1 ms for each of both at the caller.
  const atOnce = 0.5 + 1 + 0.5 + 0.1 + 0.5 + 1 + 0.5 + 0.2;
  for (const time of setUps(0.1, "")) expect(time).toBeCloseTo(atOnce, 6);
  const alone = setUps(0.1, ", sleep: 3 ms");
  // By then the caller has read the 180.
  for (const time of alone) expect(time).toBeCloseTo(atOnce + 3 - 0.1, 6);
  // The second comes 2 ms behind the first: that waits 2 ms in place of 3 ms.
  const [first, second] = setUps(2e-3, ", sleep: 3 ms");
  expect(first).toBeCloseTo(atOnce + 2 - 0.1, 6);
  expect(second).toBeCloseTo(atOnce + 3 - 0.1, 6);
});

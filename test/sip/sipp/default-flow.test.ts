/** SIPp's default scenarios, played step by step, against the user agents that know them by heart. */
import { expect, test } from "vitest";
import { deterministic, exponential } from "../../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../../src/experiment/replication.ts";
import type { EngineName } from "../../../src/kernel/engine.ts";
import { CATALOGUE } from "../../../src/metrics/catalogue.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { calleeFlow, callerFlow } from "../../../src/scenario/sipp/export-flow.ts";
import type { OverloadDefence } from "../../../src/tiers/description.ts";
import {
  behindDirectors,
  calls,
  kill,
  poisson,
  type Story,
  scenario,
  standbyGroup,
} from "../../architecture/fixture.ts";

/** The same scenario with flows in place of the user agents' own knowledge. */
function byFlows(described: Scenario): Scenario {
  const { traffic } = described;
  const known = traffic.calls!;
  const flows = { caller: callerFlow(known, traffic), callee: calleeFlow(known, traffic) };
  return { ...described, traffic: { ...traffic, calls: { ...known, flows } } };
}

const figures = (described: Scenario, engine: EngineName = "native"): Record<string, number> => {
  const [...values] = new Replicator(described, engineNamed(engine)).run(0);
  return Object.fromEntries(CATALOGUE.map(({ name }, i) => [name, values[i]!]));
};

const SLOW = { each: deterministic(4e-3), byMethod: {}, lookup: 0 };
const talk = { ring: exponential(0.5), hold: exponential(2) };
const stories: [string, Story][] = [
  ["a takeover, nothing sent again", { faults: [kill("A", 5)] }],
  ["a takeover with retransmission", { faults: [kill("A", 5)], traffic: { retransmission: true } }],
  ["callees that decline", { traffic: { calls: calls(poisson(40, { count: 400 }), { ...talk, busy: 0.2 }) } }],
  ["a route set", { faults: [kill("A", 5)], traffic: { recordRoute: true } }],
  ["lost messages, nothing sent again", { network: { loss: 0.02 } }],
  [
    "impatient callers",
    { network: { loss: 0.02 }, traffic: { calls: calls(poisson(40, { count: 400 }), { ...talk, callTimeout: 6 }) } },
  ],
];

test.each(stories)("%s: the same figures to the last bit", (_, story) => {
  const traffic = { calls: calls(poisson(40, { count: 400 }), talk), ...story.traffic };
  const described = scenario(standbyGroup(2, 1), { ...story, traffic });
  const own = figures(described);
  expect(own["createdCalls"]).toBe(400);
  expect(figures(byFlows(described))).toEqual(own);
});

test("a database that dies answers 500, and a flow that does not wait for it fails by it", () => {
  const described = scenario(behindDirectors(2), {
    traffic: { calls: calls(poisson(30, { count: 300 }), talk) },
    faults: [kill("DB", 4)],
  });
  const own = figures(described);
  expect(own["failedCalls.databaseFailure"]).toBeGreaterThan(50);
  expect(figures(byFlows(described))).toEqual(own);
});

test("an overloaded proxy that refuses is to blame, for a flow as well", () => {
  const overload: OverloadDefence = { queue: 4, delay: Infinity, refusal: 0.5e-3, retryAfter: null, control: null };
  const described = scenario(standbyGroup(1, 0, { tier: { service: SLOW, overload } }), {
    traffic: { calls: calls(poisson(60, { count: 400 }), talk) },
  });
  const own = figures(described);
  expect(own["failedCalls.overload"]).toBeGreaterThan(20);
  expect(own["failedCalls.noProxy"]).toBe(0);
  expect(figures(byFlows(described))).toEqual(own);
});

test("both engines play the flows alike", () => {
  const described = byFlows(
    scenario(standbyGroup(1, 1), {
      traffic: { calls: calls(poisson(20, { count: 100 }), talk), retransmission: true },
      network: { loss: 0.05 },
      faults: [kill("A", 2)],
    }),
  );
  expect(figures(described, "simjs")).toEqual(figures(described));
});

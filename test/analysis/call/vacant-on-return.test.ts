/** Places that are vacant although somebody is back, by closed forms of two nodes. */
import { expect, test } from "vitest";
import { readDesign } from "../../../src/agreement/design-file.ts";
import { drawDesign } from "../../../src/agreement/random-design.ts";
import { vacantOnReturn } from "../../../src/analysis/call/failover-frequency.ts";
import { routesOf } from "../../../src/analysis/call/route.ts";
import { steadyState } from "../../../src/analysis/chain/steady-state.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import { callerOf } from "../../../src/availability/call-traffic.ts";
import { studiedScenario } from "../../../src/availability/studied-service.ts";

const [MTTF, MTTR] = [300, 80];
/** Heartbeats every second, two missed, claims in between: noticed after 1.5 s on average, and taken over 50 ms later. */
const design = {
  ...drawDesign(1, 0),
  ...{
    active: 1,
    standby: 1,
    behind: 0,
    weights: [1],
    priorities: [0],
    standbySpeed: 1,
    standbyRate: 1,
    mttf: MTTF,
    mttr: MTTR,
  },
  ...{
    detector: { heartbeat: { interval: "1 s", misses: 2 } },
    kept: "copied to all" as const,
    lag: null,
    promotion: null,
  },
  ...{ crew: null, coverage: null, commonCause: 0, nextTarget: null, oneAddress: false, retransmission: false },
};

function lost(change: Partial<typeof design>): number {
  const scenario = readDesign({ ...design, ...change });
  const { architecture } = scenario;
  const chain = generateChain(studiedScenario(scenario).model!);
  const caller = callerOf(scenario)!;
  const { probability } = steadyState(chain.chain);
  const lines = routesOf(architecture, chain.layouts, caller).flatMap((route) =>
    vacantOnReturn(chain, probability, route, caller),
  );
  return lines.reduce((sum, line) => sum + line.probability, 0);
}

test("of two that are dead the first that is back is in every other case not the one that had the address", () => {
  const dead = MTTR / (MTTF + MTTR);
  // Both repairs go on; half of the returns are of the other one, which waits for its detector.
  const returns = dead ** 2 * (2 / MTTR);
  expect(lost({}) / (returns / 2)).toBeGreaterThan(1.5);
  expect(lost({}) / (returns / 2)).toBeLessThan(2.6);
});

test("who has no standbys has only what is its own, and who sends again outlasts the wait", () => {
  expect(lost({ active: 2, standby: 0, weights: [1, 1], priorities: [0, 0] })).toBe(0);
  expect(lost({ retransmission: true })).toBe(0);
});

/** Calls that meet a node before its bindings are there again, by closed forms of nodes that fail by themselves. */
import { expect, test } from "vitest";
import { readDesign } from "../../../src/agreement/design-file.ts";
import { drawDesign, type RandomDesign } from "../../../src/agreement/random-design.ts";
import { missingOnReturn } from "../../../src/analysis/call/returning.ts";
import { routesOf } from "../../../src/analysis/call/route.ts";
import { steadyState } from "../../../src/analysis/chain/steady-state.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import { callerOf } from "../../../src/availability/call-traffic.ts";
import { studiedScenario } from "../../../src/availability/studied-service.ts";

const [MTTF, MTTR] = [300, 80];
const dead = MTTR / (MTTF + MTTR);
const alive = 1 - dead;
const USERS = 8;
const START = 4;
const EACH = 1.001;
/** From the first binding to the last. */
const LASTS = USERS * EACH;
const transfer = { start: "4 s", each: "1 ms", contacts: 1, pause: { after: 1, for: "1 s" } };

const design: RandomDesign = {
  ...drawDesign(1, 0),
  ...{ active: 2, standby: 0, behind: 0, weights: [1, 1], priorities: [0, 0], standbySpeed: 1, standbyRate: 1 },
  ...{ mttf: MTTF, mttr: MTTR, kept: "copied to all", lag: null, promotion: null, transfer },
  ...{ crew: null, coverage: null, commonCause: 0, nextTarget: null, oneAddress: false, retransmission: false },
};

function lost(change: Partial<RandomDesign>): { cause: string | undefined; probability: number } {
  const scenario = readDesign({ ...design, ...change });
  const chain = generateChain(studiedScenario(scenario).model!);
  const caller = callerOf(scenario)!;
  const { probability } = steadyState(chain.chain);
  const lines = routesOf(scenario.architecture, chain.layouts, caller).flatMap((route) =>
    missingOnReturn(chain, probability, route, caller, scenario.traffic.users),
  );
  return { cause: lines[0]?.cause, probability: lines.reduce((sum, line) => sum + line.probability, 0) };
}

const pair = { active: 1, standby: 1, weights: [1], priorities: [0] };

test("of two with an address each: returns while the other lives, half of the calls, start + N·c/2", () => {
  const found = lost({});
  expect(found.cause).toBe("bindings");
  expect(found.probability).toBeCloseTo(((2 * dead * alive) / MTTR) * (1 / 2) * (START + LASTS / 2), 9);
  expect(lost({ transfer: null }).probability).toBe(0);
});

test("under VRRP an owner that comes back is met when it has waited 3a + skew; a standby that comes back is not", () => {
  const waits = 3 * 0.5 + (0.5 * (256 - 100)) / 256;
  const detector = { vrrp: { version: 3, advertisement: "500 ms", priority: 100 } };
  const { probability } = lost({ ...pair, detector });
  expect(probability).toBeCloseTo(((2 * dead * alive) / MTTR) * (1 / 2) * (START - waits + LASTS / 2), 9);
  const slow = { vrrp: { version: 2, advertisement: "4 s", priority: 254 } };
  const later = 3 * 4 + 2 / 256; // with the last binding
  expect(later).toBeGreaterThan(START + LASTS - 0.1);
  expect(lost({ ...pair, detector: slow }).probability).toBeLessThan(1e-9);
});

test("where the successor keeps the address nobody meets it", () => {
  expect(lost({ ...pair, detector: { heartbeat: { interval: "1 s", misses: 2 } } }).probability).toBe(0);
});

test("behind a director it is met from the next check on, by its share of those that live", () => {
  const check = 2;
  const removal = { poll: { interval: "2 s", timeout: "1 s", retries: 0 } };
  const front = { active: 1, standby: 0, behind: 3, weights: [1], priorities: [0], removal };
  const lives = [0, 1, 2, 3].map((k) => [1, 3, 3, 1][k]! * alive ** k * dead ** (3 - k));
  const returns = [1, 2].reduce((sum, k) => sum + (lives[k]! * (3 - k)) / MTTR / (k + 1), 0);
  expect(lost(front).probability).toBeCloseTo(returns * (START - check / 2 + LASTS / 2), 9);
});

test("out of service nobody is refused, and calls at its address find nobody for all of that time, unless they are sent again", () => {
  const away = { transfer: { ...transfer, meanwhile: "out of service" } };
  const found = lost(away);
  expect(found.cause).toBe("vacancy");
  expect(found.probability).toBeCloseTo(((2 * dead * alive) / MTTR) * (1 / 2) * (START + LASTS), 9);
  expect(lost({ ...away, retransmission: true }).probability).toBe(0);
  expect(lost({ transfer: { ...transfer, meanwhile: "ask a peer" } }).probability).toBe(0);
});

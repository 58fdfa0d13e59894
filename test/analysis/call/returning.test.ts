/** Calls that meet a node before its bindings are there again, by closed forms of nodes that fail by themselves. */
import { expect, test } from "vitest";
import { readDesign } from "../../../src/agreement/design-file.ts";
import { drawDesign, type RandomDesign } from "../../../src/agreement/random-design.ts";
import { missingOnReturn } from "../../../src/analysis/call/returning.ts";
import { routesOf } from "../../../src/analysis/call/route.ts";
import { steadyState } from "../../../src/analysis/chain/steady-state.ts";
import { generateChain } from "../../../src/analysis/generator/generate.ts";
import { bindingsAssumed, unwritten } from "../../../src/availability/bindings-assumed.ts";
import { callerOf } from "../../../src/availability/call-traffic.ts";
import { studiedScenario } from "../../../src/availability/studied-service.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";

const [MTTF, MTTR] = [300, 80];
const dead = MTTR / (MTTF + MTTR);
const alive = 1 - dead;
const USERS = 8;
const START = 4;
/** When each binding comes: 1 ms of work each, and 1 s of rest behind each but the last. */
const ARRIVALS = Array.from({ length: USERS }, (_, i) => START + 0.001 * (i + 1) + i);
const LAST = ARRIVALS.at(-1)!;
const REFRESH = 60;
/** ∫ of the missing share from r < START on: each binding until it comes, and 1 − t/REFRESH of the users have not registered again. */
const missing = (r: number, r2 = r ** 2) =>
  ARRIVALS.reduce((sum, at) => sum + at - r - (at ** 2 - r2) / (2 * REFRESH), 0) / USERS;
/** Sums of 50 x 50 parts, and steps that are taken as a slope. */
const close = (found: number, expected: number) => expect(Math.abs(found / expected - 1)).toBeLessThan(2e-3);
const transfer = { start: "4 s", each: "1 ms", contacts: 1, pause: { after: 1, for: "1 s" } };

const design: RandomDesign = {
  ...drawDesign(1, 0),
  ...{ active: 2, standby: 0, behind: 0, weights: [1, 1], priorities: [0, 0], standbySpeed: 1, standbyRate: 1 },
  ...{
    mttf: MTTF,
    mttr: MTTR,
    refresh: REFRESH,
    expires: 3 * REFRESH,
    kept: "copied to all",
    lag: null,
    promotion: null,
    transfer,
  },
  ...{ crew: null, coverage: null, commonCause: 0, nextTarget: null, oneAddress: false, retransmission: false },
  ...{ hold: "0 s", recordRoute: false },
};

function lost(
  change: Partial<RandomDesign>,
  more: Partial<Scenario["architecture"]> = {},
): { cause: string | undefined; probability: number } {
  const read = readDesign({ ...design, ...change });
  const scenario = { ...read, architecture: { ...read.architecture, ...more } };
  const chain = generateChain(studiedScenario(scenario).model!);
  const caller = callerOf(scenario)!;
  const { probability } = steadyState(chain.chain);
  const lines = routesOf(scenario.architecture, chain.layouts, caller).flatMap((route) =>
    missingOnReturn(chain, probability, route, caller, scenario.traffic.users),
  );
  return { cause: lines[0]?.cause, probability: lines.reduce((sum, line) => sum + line.probability, 0) };
}

const pair = { active: 1, standby: 1, weights: [1], priorities: [0] };

test("of two with an address each: returns while the other lives, half of the calls, until each binding comes, but for refreshes", () => {
  const found = lost({});
  expect(found.cause).toBe("bindings");
  close(found.probability, ((2 * dead * alive) / MTTR) * (1 / 2) * missing(0));
  expect(lost({ transfer: null }).probability).toBe(0);
});

test("callers who avoid a dead one for 3 s meet it later, unless they avoid the other as well", () => {
  const [avoid, timeout] = [3, 1];
  const [r, f] = [1 / MTTR, 1 / MTTF];
  /** A mean over the rest x of the 3 s, which is as likely as e^(rx), by Simpson's rule. */
  const mean = (of: (x: number) => number): number => {
    const [parts, sums] = [300, [0, 0]];
    for (let i = 0; i <= parts; i++) {
      const x = (avoid * i) / parts;
      const weight = (i === 0 || i === parts ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp(r * x);
      sums[0]! += weight * of(x);
      sums[1]! += weight;
    }
    return sums[0]! / sums[1]!;
  };
  // One that is dead is tried for 1 s, then avoided for 3 s, and so on: chances that its repair falls into the first, or the second 3 s, and so on.
  let avoided = 0;
  for (let k = 0; k < 1000; k++)
    avoided += Math.exp(-r * (timeout + k * (timeout + avoid))) - Math.exp(-r * (k + 1) * (timeout + avoid));
  const other = avoided * mean((x) => 1 - Math.exp(-f * x)); // the time that one lives avoided, of the time that it lives
  const both = avoided * other;
  const { probability } = lost({ nextTarget: { timeout: "1 s", avoid: "3 s" } });
  const each = (1 - avoided + both) * missing(0) + (avoided - both) * mean((x) => missing(x)); // in turn: half of the calls, as ever
  close(probability, ((2 * dead * alive) / MTTR) * (1 / 2) * each);
  expect(probability).toBeLessThan(0.9 * lost({}).probability);
});

test("under VRRP an owner that comes back is met at once with priority 255, else when it has waited 3a + skew; a standby is not", () => {
  const returns = ((2 * dead * alive) / MTTR) * (1 / 2);
  const timers = { version: 3, advertisement: "500 ms", priority: 100 };
  const vrrp = (more: object) => lost({ ...pair, detector: { vrrp: { ...timers, ...more } } }).probability;
  close(vrrp({}), returns * missing(0));
  const waits = 3 * 0.5 + (0.5 * (256 - 150)) / 256; // its own priority, not its backup's
  const priorities = { "proxy-1": 150 };
  close(vrrp({ priorities }), returns * missing(waits));
  // It hears the successor first after U(0, a), and with the last advertisement before its delay is over the wait begins.
  const least = waits + 1 - 0.5;
  const most = least + 0.5;
  close(
    vrrp({ priorities, preemptDelay: "1 s" }),
    returns * missing((least + most) / 2, (most ** 3 - least ** 3) / 1.5),
  );
  const slow = { vrrp: { version: 2, advertisement: "4 s", priority: 254, priorities: { "proxy-1": 254 } } };
  const later = 3 * 4 + 2 / 256; // with the last binding
  expect(later).toBeGreaterThan(LAST);
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
  close(lost(front).probability, returns * missing(check / 2, check ** 2 / 3)); // means of U(0, 2) and its square
});

test("a BYE finds the binding missing as well: of calls whose INVITE was answered before they could meet the node, held as long as that", () => {
  const returns = ((2 * dead * alive) / MTTR) * (1 / 2);
  const waits = 1.5 + 0.5 * (106 / 256);
  const detector = {
    vrrp: { version: 3, advertisement: "500 ms", priority: 100, priorities: { "proxy-1": 150 } },
  };
  const vrrp = (more: Partial<RandomDesign>) => lost({ ...pair, detector, ...more }).probability;
  const invites = returns * missing(waits);
  close(vrrp({ hold: "2 s" }), invites + returns * (missing(waits) - missing(waits + 2)));
  close(vrrp({ hold: "20 s" }), 2 * invites); // longer than all of the transfer
  close(vrrp({ hold: "20 s", recordRoute: true }), invites);
});

test("a BYE at a place that nobody served: its INVITE was answered if the node failed after it", () => {
  const [returns, hold] = [((2 * dead * alive) / MTTR) * (1 / 2), 2];
  // In the first 2 s all is missing but what has been registered again; of a down time that is exponential 1 − e^(−x/MTTR) end before x.
  const parts = 10_000;
  let byes = 0;
  for (let i = 0; i < parts; i++) {
    const time = ((i + 0.5) / parts) * hold;
    byes += (1 - time / REFRESH) * (1 - Math.exp(-(hold - time) / MTTR)) * (hold / parts);
  }
  close((lost({ hold: "2 s" }).probability - lost({}).probability) / returns, byes);
});

test("behind a director a BYE of a call that was with another meets it from the next check on", () => {
  const removal = { poll: { interval: "2 s", timeout: "1 s", retries: 0 } };
  const front = { active: 1, standby: 0, behind: 3, weights: [1], priorities: [0], removal };
  const [invites, both] = [lost(front).probability, lost({ ...front, hold: "1 s" }).probability];
  const byes = missing(1, 4 / 3) - missing(2, 13 / 3); // means of U(0, 2) and U(1, 3), and of their squares
  close((both - invites) / invites, byes / missing(1, 4 / 3));
});

test("where a BYE is dispatched on its own, one whose INVITE went to another meets the node whenever that was", () => {
  const front = { active: 1, standby: 0, behind: 2, weights: [1], priorities: [0] };
  const removal = { poll: { interval: "2 s", timeout: "1 s", retries: 0 } };
  const apart = lost({ ...front, removal }, { directors: "round robin" }).probability;
  // Of two each has half: of calls without hold that half which found its binding by an INVITE at the other.
  close(apart, 1.5 * lost({ ...front, removal }).probability);
});

test("out of service nobody is refused, and calls at its address find nobody for all of that time, unless they are sent again", () => {
  const away = { transfer: { ...transfer, meanwhile: "out of service" } };
  const found = lost(away);
  expect(found.cause).toBe("vacancy");
  expect(found.probability).toBeCloseTo(((2 * dead * alive) / MTTR) * (1 / 2) * LAST, 9);
  expect(lost({ ...away, retransmission: true }).probability).toBe(0);
  expect(lost({ transfer: { ...transfer, meanwhile: "ask a peer" } }).probability).toBe(0);
});

test("out of service it does not take its address back before it is ready: its successor serves on", () => {
  const text = `
architecture:
  preset: openais-registrar
  watches: { membership: { takeover: { failback: preempt } } }
  bindings:
    memory: { checkpoint: { lag: -0.1 ms }, copiedTo: all proxies, transfer: { each: 1 ms, meanwhile: out of service } }
traffic: { users: 1000, calls: { rate: 1/s, duration: 60 s }, clients: { retransmission: false } }
availability: { lifetimes: { timeToFailure: { exponential: 300 s }, timeToRepair: { exponential: 80 s } } }`;
  const scenario = parseScenario(text, "preempt.yaml").scenario!;
  const chain = generateChain(studiedScenario(scenario).model!);
  const { probability } = steadyState(chain.chain);
  const caller = callerOf(scenario)!;
  const lines = routesOf(scenario.architecture, chain.layouts, caller).flatMap((route) =>
    missingOnReturn(chain, probability, route, caller, 1000),
  );
  expect(lines.map((line) => line.probability)).toEqual([0]);
});

test("usrloc loads before it serves: start + N·load at each return, of one server all calls", () => {
  const text = `
architecture:
  tiers:
    proxies: { role: proxy, active: [proxy] }
    database: { role: database, active: [database] }
  addresses: { SAP: { tier: proxies, owner: proxy } }
  bindings: { usrloc: { mode: write-back, tier: database, start: 2 s, load: 1 ms } }
  needs: { allOf: [proxy, database] }
traffic:
  users: 1000
  registration: { refresh: 300 s, expires: 600 s }
  calls: { rate: 1/s, duration: 60 s }
  clients: { retransmission: false }
availability: { lifetimes: { timeToFailure: { exponential: 300 s }, timeToRepair: { exponential: 80 s } } }`;
  const scenario = parseScenario(text, "usrloc.yaml").scenario!;
  const chain = generateChain(studiedScenario(scenario).model!);
  const { probability } = steadyState(chain.chain);
  const caller = callerOf(scenario)!;
  const lines = routesOf(scenario.architecture, chain.layouts, caller).flatMap((route) =>
    missingOnReturn(chain, probability, route, caller, 1000),
  );
  expect(lines.map(({ cause }) => cause)).toEqual(["vacancy"]);
  close(lines[0]!.probability, (dead / MTTR) * (2 + 1));
  // Of 1000 users with a turn every 300 s those of half a minute are gone on average.
  expect(bindingsAssumed(scenario).join()).toContain("With each death 100 registrations are gone on average");
  expect(unwritten(600, 300)).toBe(0.75);
});

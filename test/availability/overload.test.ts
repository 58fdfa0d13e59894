/** What survivors lose, whatever it is that they are too few for: calls, other requests, REGISTERs, room for transactions, bursts, a database. */
import { expect, test } from "vitest";
import { serviceAvailability } from "../../src/analysis/service-availability.ts";
import { busiest, fluidLoss } from "../../src/availability/busiest.ts";
import { type CallAvailability, callAvailability } from "../../src/availability/call-availability.ts";
import { studiedScenario } from "../../src/availability/studied-service.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { isLong } from "../long.ts";

async function seen(text: string, simulates = true): Promise<CallAvailability> {
  const { scenario, problems } = parseScenario(text, "service.yaml");
  expect(problems).toBeUndefined();
  const service = studiedScenario(scenario!);
  const call = await callAvailability(service, serviceAvailability(service.model!), simulates);
  if (typeof call === "string") throw new Error(call);
  return call;
}

const of = (call: CallAvailability, cause: string): number =>
  call.causes.reduce((sum, line) => (line.cause === cause ? sum + line.perMillion : sum), 0) / 1e6;

const LIVES = "lifetimes: { timeToFailure: { exponential: 90 h }, timeToRepair: { exponential: 10 h } }";
const RARELY = "lifetimes: { timeToFailure: { exponential: 1000000 h }, timeToRepair: { exponential: 10 h } }";
/** Two proxies behind directors, each down for a tenth of the time: one of them for 18 %. */
const pair = (proxies: string, traffic: string, preset = "director", more = ""): string => `
architecture: { preset: ${preset}, proxies: 2, tiers: { directors: { ${RARELY} }, proxies: { ${proxies} ${LIVES} } ${more} } }
traffic: { ${traffic} }
`;
const ONE_DOWN = 0.18;

/** Erlang's loss formula, by its recursion. */
const erlangB = (servers: number, load: number): number => {
  let blocking = 1;
  for (let n = 1; n <= servers; n++) blocking = (load * blocking) / (n + load * blocking);
  return blocking;
};

test.runIf(isLong)(
  "room for transactions: Erlang's loss formula, each of INVITE and BYE keeping one for 32 s",
  async () => {
    const traffic = "calls: { rate: 20/s, duration: 60 s }, clients: { retransmission: true }";
    const call = await seen(pair("transactions: { limit: 1000 },", traffic));
    // Of calls that have been let in the BYE comes at once: what blocks one blocks the other, and a call fails by either.
    const blocked = erlangB(1000, 20 * 64);
    const [low, high] = call.overload.find(({ gone }) => gone.length === 1)!.interval!;
    expect(low).toBeLessThan(blocked * 1.06);
    expect(high).toBeGreaterThan(blocked);
    expect(of(call, "overload") / ONE_DOWN / blocked).toBeGreaterThan(0.94);
    expect(of(call, "overload") / ONE_DOWN / blocked).toBeLessThan(1.08);
  },
);

/** Two owners that back up each other by VRRP, each down for a tenth of the time. */
const crossed = (traffic: string): string => `
architecture:
  tiers: { proxies: { role: proxy, active: [p1, p2], service: { each: 1 ms, lookup: 0 s }, ${LIVES} } }
  addresses: { A1: { tier: proxies, owner: p1 }, A2: { tier: proxies, owner: p2 } }
  watches:
    vrrp:
      tier: proxies
      by: proxies
      detector: { vrrp: { virtualRouters: { A1: { p2: 100 }, A2: { p1: 100 } } } }
      takeover: { claim: 1 ms }
  bindings: { memory: { checkpoint: synchronous, copiedTo: all proxies } }
  needs: { anyOf: [p1, p2] }
traffic: { ${traffic} }
`;

/** What of a call follows a message that was served; nobody waits for the 180. INVITE, 180, 200, ACK, BYE, 200 to BYE. */
const FOLLOW: readonly (readonly number[])[] = [[1, 2], [], [3, 4], [], [5], []];

/** Share of calls lost at one server by hand: FIFO, one worker, each message so long, 64 places, hops of 0.2 ms; others come beside them. */
function lostByHand(calls: number, others: number, service: number, seconds: number): number {
  let seed = 1;
  const exponential = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return -Math.log((seed + 0.5) / 2 ** 32);
  };
  type Message = { readonly at: number; readonly call: { failed: boolean } | null; readonly step: number };
  const begun: { failed: boolean }[] = [];
  const arriving: Message[] = [];
  for (let at = exponential() / others; at < seconds; at += exponential() / others)
    arriving.push({ at, call: null, step: 0 });
  for (let at = exponential() / calls; at < seconds; at += exponential() / calls) {
    begun.push({ failed: false });
    arriving.push({ at, call: begun.at(-1)!, step: 0 });
  }
  arriving.sort((one, other) => other.at - one.at);
  const answers: Message[] = [];
  let freeAt = 0;
  for (;;) {
    const first = answers[0];
    const fresh = arriving.at(-1);
    if (first === undefined && fresh === undefined) break;
    const message = first && (!fresh || first.at < fresh.at) ? answers.shift()! : arriving.pop()!;
    const { at, call, step } = message;
    if (freeAt - at > 65 * service - 1e-9) {
      if (call !== null && step !== 1 && step !== 3) call.failed = true;
      continue;
    }
    freeAt = Math.max(freeAt, at) + service;
    for (const next of call === null ? [] : FOLLOW[step]!) answers.push({ at: freeAt + 0.4e-3, call, step: next });
    answers.sort((one, other) => one.at - other.at);
  }
  return begun.filter(({ failed }) => failed).length / begun.length;
}

test.runIf(isLong)("other requests fill the queue as calls do; who backs up another owner carries both", async () => {
  const other = (what: string) =>
    crossed(
      `calls: { rate: 60/s, duration: 60 s }, ${what}: { rate: 900/s, duration: 60 s }, clients: { retransmission: false }`,
    );
  const call = await seen(other("options"));
  const lost = lostByHand(60, 900, 1e-3, 300);
  expect(lost).toBeGreaterThan(0.5);
  expect(Math.abs(of(call, "overload") / ONE_DOWN / lost - 1)).toBeLessThan(0.05);
  expect(of(call, "no proxy")).toBeCloseTo(0.01, 9);
  expect(of(call, "vacancy")).toBe(0);
});

test("REGISTERs count: 30 000 users every 30 s at each of two addresses are two erlang for one of 1 ms", () => {
  const { scenario } = parseScenario(
    crossed(
      "users: 30000, registration: { expires: 60 s, refresh: 30 s }, calls: { rate: 20/s, duration: 60 s, access: round robin }",
    ),
    "service.yaml",
  );
  const { utilisation, byCalls, mayLose } = busiest(scenario!, scenario!.architecture);
  expect(byCalls).toBeCloseTo(0.5 * 20 * 6e-3, 12);
  expect(utilisation - byCalls).toBeCloseTo(1, 12);
  expect(mayLose).toBe(true);
});

test.runIf(isLong)("a standby that is elected for two dead owners has the load of both", async () => {
  const call = await seen(`
architecture:
  tiers: { proxies: { role: proxy, active: [p1, p2], standby: [s], service: { each: 1 ms, lookup: 0 s }, ${LIVES} } }
  addresses: { A1: { tier: proxies, owner: p1 }, A2: { tier: proxies, owner: p2 } }
  watches: { vrrp: { tier: proxies, by: proxies, detector: { vrrp: {} }, takeover: { claim: 1 ms } } }
  bindings: { memory: { checkpoint: synchronous, copiedTo: all proxies } }
  needs: { anyOf: [p1, p2, s] }
traffic: { calls: { rate: 60/s, duration: 60 s }, options: { rate: 900/s, duration: 60 s }, clients: { retransmission: false } }
`);
  const lost = lostByHand(60, 900, 1e-3, 300);
  // Both owners dead and the standby well: 0.1 · 0.1 · 0.9.
  expect(Math.abs(of(call, "overload") / 0.009 / lost - 1)).toBeLessThan(0.05);
});

test("a database behind proxies with workers enough is who cannot keep up", () => {
  const text = pair(
    "workers: 20, service: { each: 0.1 ms },",
    "calls: { rate: 150/s, duration: 60 s }",
    "ppdr",
    ", database: { workers: 1, service: { each: 3 ms } }",
  );
  const { scenario } = parseScenario(text, "service.yaml");
  const { group, utilisation } = busiest(scenario!, scenario!.architecture);
  expect(group).toBe("database");
  expect(utilisation).toBeCloseTo(150 * 3 * 3e-3, 12);
});

test("rates that vary: what a fluid would lose at each of them, and their peak is looked at", () => {
  const bursts =
    "calls: { states: [{ rate: 300/s, mean: 5 s }, { rate: 20/s, mean: 15 s }], duration: 60 s, access: round robin }";
  const { scenario, problems } = parseScenario(crossed(bursts), "service.yaml");
  expect(problems).toBeUndefined();
  const { utilisation, mayLose, byCalls } = busiest(scenario!, scenario!.architecture);
  expect(utilisation).toBeCloseTo(0.5 * 90 * 6e-3, 12);
  expect(mayLose).toBe(true);
  // A lone one carries 1000/6 calls a second: of 300/s for a quarter of the time the rest is lost, of 90/s in the mean.
  expect(fluidLoss(scenario!, 2 * byCalls, 0)).toBeCloseTo((0.25 * (300 - 1000 / 6)) / 90, 9);
});

test("of two addresses of weight 1 the first gets two thirds of the calls (RFC 2782), by turns half; with weights of 100 it is 101 of 201", () => {
  const shareAt = (access: string, edit = (text: string) => text) => {
    const text = edit(crossed(`calls: { rate: 60/s, duration: 60 s, access: ${access} }`));
    const { scenario, problems } = parseScenario(text, "service.yaml");
    expect(problems).toBeUndefined();
    return busiest(scenario!, scenario!.architecture).byCalls / (60 * 6e-3);
  };
  const heavy = (text: string) => text.replaceAll(/owner: (\w+)/g, "owner: $1, weight: 100");
  expect([shareAt("weighted"), shareAt("round robin"), shareAt("weighted", heavy)]).toEqual(
    [2 / 3, 1 / 2, 101 / 201].map((share) => expect.closeTo(share, 12)),
  );
});

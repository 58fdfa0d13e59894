/** Connections between servers: what a death or a move costs where a tier speaks TCP to the next, against times by hand. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Segment } from "../../src/network/tap.ts";
import { silenceUntilGivenUp } from "../../src/network/tcp-timers.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Architecture } from "../../src/service/description.ts";
import { type Cause, causeIndex } from "../../src/sip/calls.ts";
import type { ServerTransport } from "../../src/tiers/description.ts";
import { calls, kill, paced, type Story, scenario, worldOf } from "../architecture/fixture.ts";
import { sbcPair } from "./back-to-back.ts";
import { over as connected } from "./connections.ts";
import { dispatched } from "./dispatched.ts";
import { instants, wiretap } from "./wire.ts";

const HOP = 0.2e-3;
const WORK = 0.2e-3;
const ACCEPT = 0.02e-3;

/** The same service whose first tier speaks TCP to the next. */
const over = (architecture: Architecture, differs: Partial<ServerTransport> = {}) =>
  connected(architecture, "tcp", differs);

/** Nobody watches the second tier. */
const alone = ({ watches, ...rest }: Architecture): Architecture => ({ ...rest, watches: watches.slice(0, 1) });

function play(architecture: Architecture, story: Story, until = 60) {
  const described = scenario(architecture, story);
  const setUps: number[] = [];
  const world = worldOf(described, undefined, { setUp: (delay) => void setUps.push(delay) });
  const seen = wiretap(world, described);
  world.start(0);
  const segments: { what: Segment; at: number; from: number; to: number }[] = [];
  world.network.tap = {
    sent: () => {},
    arrived: () => {},
    lost: () => {},
    announced: () => {},
    segment: (what, from, to) => void segments.push({ what, from, to, at: world.engine.now }),
  };
  world.engine.run(until);
  const failed = (cause: Cause) => world.calls.failedBy[causeIndex(cause)]!;
  return { world, seen, setUps, failed, segments: (what: Segment) => segments.filter((one) => one.what === what) };
}

const load = (
  rate: number,
  duration: number,
  differs: Parameters<typeof calls>[1] = {},
  faults: readonly Fault[] = [],
) => ({
  traffic: { calls: calls(paced(rate, { duration }), differs), retransmission: true, recordRoute: true },
  faults,
});

test("one connection for all calls, opened by the first of them: its set-up is later by a round trip and the accepting", () => {
  const { segments, setUps, world } = play(over(sbcPair()), load(10, 5));
  expect(segments("SYN")).toHaveLength(1);
  expect(segments("SYN-ACK")).toHaveLength(1);
  expect(segments("RST")).toHaveLength(0);
  expect(world.calls.successful).toBe(50);
  expect(setUps[0]! - setUps[1]!).toBeCloseTo(2 * HOP + ACCEPT, 9);
  const byUdp = play(sbcPair(), load(10, 5)).setUps;
  expect(setUps.slice(1)).toEqual(byUdp.slice(1).map((delay) => expect.closeTo(delay, 9)));
});

test("the process behind dies: reset at once, then refused; each call hears 503 until the address has moved", () => {
  const faults = [kill("R1", 2.005, "process")];
  const { world, failed, segments, seen } = play(over(sbcPair()), load(50, 5, {}, faults));
  const { announcedAt } = world.failovers.failovers[0]!;
  // A call every 20 ms from 0.02 s on. In the outage each meets a SYN that is refused; its caller hears so within milliseconds.
  const lost = Math.floor(announcedAt / 0.02) - Math.floor(2.005 / 0.02);
  expect(lost).toBeGreaterThan(10);
  expect(Math.abs(failed("noProxy") - lost)).toBeLessThanOrEqual(1);
  expect(world.calls.failed).toBe(failed("noProxy"));
  expect(Math.abs(segments("SYN").length - (lost + 2))).toBeLessThanOrEqual(1);
  expect(instants(seen, "503", "callers")).toHaveLength(failed("noProxy"));
  // By UDP the SBC's own timer A repeats what the dead process has not heard: nothing is lost.
  expect(play(sbcPair(), load(50, 5, {}, faults)).world.calls.failed).toBe(0);
});

test("the host behind dies: silence, then the new owner resets at a retransmission; all calls meanwhile hear 503 at once", () => {
  for (const at of [2.005, 2.085, 2.165]) {
    const { world, failed, segments, seen } = play(over(sbcPair()), load(50, 5, {}, [kill("R1", at)]));
    const { announcedAt } = world.failovers.failovers[0]!;
    // The first INVITE after the death is sent 0.6 ms after its caller has dialled: two hops and the SBC's work.
    const first = Math.ceil((at - 0.01) / 0.02) * 0.02 + 0.01 + 2 * HOP - HOP + WORK;
    // A second INVITE 20 ms later brings a probe forward by two round trips; then 0.2 s, 0.4 s and so on (RFC 8985 §7, RFC 6298 §5.5).
    const probe = 0.02 + 0.01;
    const again = [0, 1, 2, 3].map((k) => first + probe + 0.2 * (2 ** k - 1)).find((time) => time > announcedAt + HOP)!;
    const reset = again + 2 * HOP;
    const refused = instants(seen, "503", "callers");
    expect(refused[0]).toBeCloseTo(reset, 6);
    expect(refused.at(-1)).toBe(refused[0]);
    expect(segments("RST")).toHaveLength(1);
    expect(failed("noProxy")).toBe(refused.length);
    expect(Math.abs(refused.length - (reset - first) / 0.02)).toBeLessThanOrEqual(1);
  }
});

test("a director over TCP leaves a dead process after a round trip instead of fr_timer, and a dead host after fr_timer all the same", () => {
  const story = (kind: "process" | "host") => load(10, 5, {}, [kill("P1", 2.005, kind)]);
  const late = (architecture: Architecture, kind: "process" | "host") => {
    const { setUps, world } = play(architecture, story(kind));
    expect(world.calls.failed).toBe(0);
    return setUps.filter((delay) => delay > 2 * Math.min(...setUps));
  };
  const failover = { after: deterministic(0.5) };
  for (const kind of ["process", "host"] as const)
    for (const delay of late(dispatched(failover), kind)) expect(delay).toBeGreaterThan(0.5);
  expect(late(over(dispatched(failover)), "process")).toEqual([]);
  for (const delay of late(over(dispatched(failover)), "host")) expect(delay).toBeGreaterThan(0.5);
});

test("over TCP nothing is sent again: a process that hangs has one INVITE to read, by UDP as many as timer A has made", () => {
  const faults: Fault[] = [{ verb: "hang", at: 0.5, hang: "R1", for: 3 }];
  const one = { ...load(1, 1, {}, faults), traffic: { ...load(1, 1).traffic, calls: calls(paced(0.5, { count: 1 })) } };
  const copies = (architecture: Architecture) => {
    const { seen, world } = play(architecture, one);
    expect(world.calls.successful).toBe(1);
    return instants(seen, "INVITE", "REG").length;
  };
  expect(copies(alone(sbcPair(true)))).toBe(3); // at 1 s, 1.5 s and 2.5 s
  expect(copies(alone(over(sbcPair(true))))).toBe(1);
  // Nor is what refuses it (RFC 3261 §17.2.1): the SBC hangs when the 486 comes, and acknowledges it 1.2 s later, while timer G is 0.5 s.
  const busy = {
    traffic: { ...one.traffic, calls: calls(paced(0.5, { count: 1 }), { busy: 1 }) },
    faults: [{ verb: "hang", at: 1.001, hang: "S1", for: 1.2 }] as const,
  };
  const refusals = (architecture: Architecture) =>
    instants(play({ ...architecture, watches: [] }, busy).seen, "486", "IN");
  expect(refusals(sbcPair(true)).length).toBeGreaterThan(1);
  expect(refusals(over(sbcPair(true)))).toHaveLength(1);
});

test("nobody takes over: the connection is given up after the last retransmission, or when a ping has had no answer", () => {
  const dead = (transport: Partial<ServerTransport>, until: number) => {
    const told = { traffic: { calls: calls(paced(0.5, { count: 2 })), retransmission: true }, faults: [kill("R1", 2)] };
    const { seen, world } = play(alone(over(sbcPair(), transport)), told, until);
    return { seen, refused: instants(seen, "503", "callers"), failed: world.calls.failed };
  };
  // The second call dials at 3 s; its INVITE goes on two hops and the SBC's work later.
  const sent = 3 + HOP + WORK;
  const given = dead({ retransmissions: 5 }, 60);
  expect(given.refused).toEqual([expect.closeTo(sent + silenceUntilGivenUp(5), 6)]);
  const pinged = dead({ keepAlive: { interval: 4, timeout: 3 } }, 60).refused[0]!;
  expect(pinged).toBeGreaterThan(2 + 3);
  expect(pinged).toBeLessThan(2 + 4 + 3);
  // By default the SBC's timer B is over long before TCP gives up.
  const usual = dead({}, 60);
  expect(usual.refused).toEqual([]);
  expect(instants(usual.seen, "408", "callers")).toEqual([expect.closeTo(sent + 32, 6)]);
});

test("an attempt at a connection to nobody: SYNs after 1, 3 and 7 s, and 503 after its time-out", () => {
  const told = { traffic: { calls: calls(paced(0.5, { count: 1 })), retransmission: true } };
  const refused = (faults: readonly Fault[], timeout: number) =>
    play(alone(over(sbcPair(), { timeout })), { ...told, faults });
  const sent = 1 + HOP + WORK;
  const { seen, segments } = refused([kill("R1", 0)], 10);
  expect(instants(seen, "503", "callers")).toEqual([expect.closeTo(sent + 10, 6)]);
  expect(segments("SYN")).toHaveLength(1); // the first; those sent again are not told of
  // Back after 3.5 s: the SYN of 7 s is answered.
  const back = refused([{ ...kill("R1", 0), for: 4.5 }], 10);
  const [arrived] = instants(back.seen, "INVITE", "REG");
  expect(arrived).toBeCloseTo(sent + 7 + 2 * HOP + ACCEPT, 3);
});

test("the tier in front dies: responses meet the new owner's reset, and the callee's next 200 comes by a connection to it", () => {
  const { tiers, addresses, ...rest } = sbcPair(true);
  const [front, behind] = tiers;
  // Stateless proxies with one address in place of the SBCs.
  const { dialogs, transactions, ...plain } = front!;
  expect([dialogs, transactions].includes(undefined)).toBe(false);
  const stateless = { ...rest, tiers: [plain, behind!], addresses: addresses.filter(({ side }) => side === undefined) };
  const ring = deterministic(2);
  const told: Story = {
    traffic: { calls: calls(paced(0.5, { count: 1 }), { ring }), retransmission: true, recordRoute: true },
    faults: [kill("S1", 2)],
  };
  for (const architecture of [stateless, over(stateless)]) {
    const { seen, world, segments } = play(architecture, told);
    const isTcp = architecture !== stateless;
    const first = instants(seen, "200 INVITE", "REG")[0]!;
    const heard = instants(seen, "200 INVITE", "callers")[0]!;
    // The callee repeats its 200 after T1 (RFC 3261 §13.3.1.4).
    expect(heard - first).toBeCloseTo(isTcp ? 0.5 + 2 * (HOP + WORK) + 2 * HOP + ACCEPT : 2 * (HOP + WORK), 6);
    expect(segments("RST").filter(({ to }) => to === 4)).toHaveLength(isTcp ? 1 : 0);
    expect(world.calls.successful).toBe(1);
  }
});

test("combinations that are not played are refused, each with a sentence", () => {
  const service = (tiers: string, rest = "") => `format: 2
architecture:
  tiers:
${tiers}
    base: { role: database, active: [d] }
  addresses: { OUT: { tier: first, owner: a }, IN: { tier: second, owner: b } }
  bindings: { database: { tier: base } }
  needs: a
traffic: { calls: { rate: 1/s, count: 1 }${rest} }
`;
  const wrong = (tiers: string, rest = "") =>
    (parseScenario(service(tiers, rest), "wrong.yaml").problems ?? []).map(({ found }) => found);
  const proxies = "    second: { role: proxy, active: [b] }";
  const first = (says: string) => `    first: { role: proxy, active: [a], ${says} }\n${proxies}`;
  expect(wrong(first("next: IN, transport: tls"))).toEqual([]);
  expect(wrong(first("next: IN, transport: { tcp: { retransmissions: 5, keepAlive: {} } }"))).toEqual([]);
  expect(wrong(first("next: IN, transport: udp"))).toEqual([]);
  expect(wrong(first("transport: tcp"))).toEqual(["transport at a proxy without next"]);
  expect(wrong(first("transport: tcp").replace("role: proxy", "role: director"))).toEqual([
    "transport at a director without transactions",
  ]);
  const directors = "    second: { role: director, active: [b] }\n    third: { role: proxy, active: [c] }";
  expect(wrong(first("next: IN, transport: tcp").replace(proxies, directors))).toEqual([
    "transport to second, which are directors",
  ]);
  expect(wrong(first("next: IN, transport: tcp"), ", users: 10, clients: { transport: tcp }")).toEqual([
    "users with connections at first, whose nodes keep dialogs or send calls on",
  ]);
});

/** Digest authentication (RFC 3261 §22): rounds of messages, nonces that run out or die with their process, and what it costs. */
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Architecture } from "../../src/service/description.ts";
import { type Cause, causeIndex } from "../../src/sip/calls.ts";
import type { Authentication } from "../../src/tiers/description.ts";
import {
  behindDirectors,
  calls,
  figure,
  kill,
  paced,
  type Story,
  scenario,
  single,
  standbyGroup,
  withDatabase,
  worldOf,
} from "../architecture/fixture.ts";
import { instants, type Seen, wiretap } from "./wire.ts";

const usual: Authentication = {
  challenge: { REGISTER: 1, INVITE: 1, BYE: 0, SUBSCRIBE: 0 },
  nonce: 300,
  knownTo: "issuer",
  credentials: "memory",
  refusal: 0,
  check: 0,
};
type Differs = Partial<Omit<Authentication, "challenge">> & { challenge?: Partial<Authentication["challenge"]> };

/** The same service with proxies that challenge. */
const asking = (architecture: Architecture, { challenge, ...differs }: Differs = {}): Architecture => ({
  ...architecture,
  tiers: architecture.tiers.map((tier) =>
    tier.role === "proxy"
      ? { ...tier, authentication: { ...usual, ...differs, challenge: { ...usual.challenge, ...challenge } } }
      : tier,
  ),
});
const keeping = { ringing: 180, strayResponses: "forward", limit: Infinity } as const;

function play(architecture: Architecture, told: Story, until = 100) {
  const described = scenario(architecture, told);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { world, seen, cause: (name: Cause) => world.calls.failedBy[causeIndex(name)] };
}

const ladder = (seen: readonly Seen[]) => seen.map(({ what, to }) => `${what} ${to}`);
const oneCall = (differs: Parameters<typeof calls>[1] = {}): Story => ({
  traffic: { calls: calls(paced(0.5, { count: 1 }), differs), retransmission: true }, // at 1 s
});
/** One user who refreshes every so many seconds. */
const refreshing = (refresh: number): Story => ({
  traffic: { users: 1, registration: { refresh, expires: 2 * refresh } },
});
const count = (seen: readonly Seen[], what: string, to: string) => instants(seen, what, to).length;

test("a REGISTER: 401, and again with credentials", () => {
  const { seen, world } = play(asking(single()), refreshing(1000), 1000);
  expect(ladder(seen)).toEqual(["REGISTER SAP-A", "401 callees", "REGISTER SAP-A", "200 REGISTER callees"]);
  expect(world.registrations.answered).toBe(1);
});

test("a call: 407, its ACK, and again with credentials, which the callee never sees; ACK and BYE pass", () => {
  const { seen } = play(asking(single()), oneCall({ ring: deterministic(3), hold: deterministic(5) }));
  expect(ladder(seen)).toEqual([
    ...["INVITE SAP-A", "407 callers", "ACK failure SAP-A", "INVITE SAP-A", "INVITE callees"],
    ...["180 SAP-A", "180 callers", "200 INVITE SAP-A", "200 INVITE callers", "ACK SAP-A", "ACK callees"],
    ...["BYE SAP-A", "BYE callees", "200 BYE SAP-A", "200 BYE callers"],
  ]);
});

test("a stateful proxy challenges before there is a transaction, and 100 comes after that", () => {
  const stateful = single({ transactions: keeping });
  const { seen } = play(asking(stateful), oneCall({ ring: deterministic(3) }));
  expect(ladder(seen).slice(0, 6)).toEqual([
    ...["INVITE SAP-A", "407 callers", "ACK failure SAP-A", "INVITE SAP-A", "100 callers", "INVITE callees"],
  ]);
  expect(count(seen, "100", "callers")).toBe(1);
});

test("set-up begins with the first INVITE: two rounds instead of one", () => {
  const told = oneCall();
  const setUp = (architecture: Architecture) =>
    figure(new Replicator(scenario(architecture, told), engineNamed("native")).run(0), "callSetupTime");
  // A hop 0.2 ms, a message 0.2 ms at the proxy. INVITE, 407, and the ACK is served before the INVITE behind it.
  expect(setUp(asking(single())) - setUp(single())).toBeCloseTo(0.2e-3 + 0.2e-3 + 0.2e-3, 9);
});

// Refreshed every R, a nonce of L serves floor(L / R) refreshes after its own: one round in floor(L / R) + 1 is doubled.
test.each([
  [100, 0, 2], // once: each refresh twice
  [100, 50, 2],
  [100, 350, 1 + 1 / 4],
  [100, 950, 1 + 1 / 10],
])("refreshes every %d s with nonces of %d s: %f REGISTERs each", (refresh, nonce, expected) => {
  const refreshes = 200;
  const { seen } = play(asking(single(), { nonce }), refreshing(refresh), refresh * refreshes);
  expect(count(seen, "REGISTER", "SAP-A") / refreshes).toBeCloseTo(expected, 2);
});

const twoProxies = (differs: Differs) => asking(standbyGroup(1, 1), differs);

test("a nonce dies with its process, unless all nodes know it: then a failover costs a round more", () => {
  const told = { ...refreshing(10), faults: [kill("A", 52)] };
  const rounds = (knownTo: "issuer" | "all") => {
    const { seen } = play(twoProxies({ nonce: 1e6, knownTo }), told, 100);
    return [count(seen, "401", "callees"), count(seen, "REGISTER", "SAP-A")];
  };
  expect(rounds("all")).toEqual([1, 11]);
  expect(rounds("issuer")).toEqual([2, 12]);
});

test("a process that starts again draws another secret", () => {
  const faults: Story["faults"] = [kill("A", 52, "process"), { verb: "restart", at: 54, restart: "A", takes: 0 }];
  const { seen } = play(asking(single(), { nonce: 1e6 }), { ...refreshing(10), faults }, 100);
  expect(count(seen, "401", "callees")).toBe(2);
});

test("a share of users is challenged, always the same", () => {
  const told: Story = { traffic: { users: 2000, registration: { refresh: 10, expires: 20 } } };
  const { seen } = play(asking(single(), { nonce: 0, challenge: { REGISTER: 0.3 } }), told, 40);
  const asked = new Map<number, number>();
  for (const { what, subject } of seen) if (what === "401") asked.set(subject, (asked.get(subject) ?? 0) + 1);
  // Binomial: 600 ± 4 standard deviations of 20.5; each of them at each of four refreshes.
  expect(Math.abs(asked.size - 600)).toBeLessThan(82);
  expect(new Set(asked.values())).toEqual(new Set([4]));
});

test("a BYE is challenged where the nonce of its INVITE has run out", () => {
  const bye = (hold: number) => {
    const service = asking(single(), { nonce: 60, challenge: { BYE: 1 } });
    const { seen, world } = play(service, oneCall({ hold: deterministic(hold) }), 200);
    expect(world.calls.successful).toBe(1);
    return count(seen, "BYE", "SAP-A");
  };
  expect(bye(50)).toBe(1);
  expect(bye(70)).toBe(2);
});

test("SUBSCRIBEs are challenged too", () => {
  const subscribe = { arrivals: paced(1, { count: 20 }), access: "weighted" as const };
  const { seen, world } = play(asking(single(), { challenge: { SUBSCRIBE: 1 } }), { traffic: { subscribe } });
  expect(count(seen, "SUBSCRIBE", "SAP-A")).toBe(40);
  expect(world.population.requests("SUBSCRIBE")!.answered).toBe(20);
});

test("proxies in turn that do not know each other's nonces: callers give up after three", () => {
  const told = oneCall();
  const behind = (knownTo: "issuer" | "all") =>
    play(asking(behindDirectors(2, { directors: "round robin" }), { knownTo }), told);
  const apart = behind("issuer");
  // INVITE and the ACK of its 407 go to one proxy each: the next INVITE meets the first again.
  expect(apart.world.calls.successful).toBe(1);
  const three = play(asking(behindDirectors(3, { directors: "round robin" }), { knownTo: "issuer" }), told);
  expect(count(three.seen, "407", "callers")).toBe(4);
  expect(three.cause("unauthorized")).toBe(1);
  expect(behind("all").world.calls.successful).toBe(1);
});

test("a lost 407 is repeated by the server, and a copy of it changes nothing", () => {
  const slow = single({ service: { each: deterministic(0.6), byMethod: {}, lookup: 0 } });
  const { seen, world } = play(asking(slow, { refusal: 0.6 }), oneCall());
  expect(
    instants(seen, "INVITE", "SAP-A")
      .slice(0, 2)
      .map((at) => Math.round(at * 10) / 10),
  ).toEqual([1, 1.5]);
  expect(count(seen, "407", "callers")).toBeGreaterThan(1);
  expect(world.calls.successful).toBe(1);
});

test("what it costs: a challenge its own time, credentials a check, a password in the database a query", () => {
  const told: Story = { traffic: { calls: calls(paced(1, { count: 100 })) } };
  const busy = (architecture: Architecture, name: string) => {
    const { world } = play(architecture, told, 200);
    return world.nodes.find((node) => node.name === name)!.station.busyTime / 100;
  };
  const costs = { refusal: 3e-3, check: 2e-3 };
  // INVITE refused, its ACK, INVITE checked; then six messages as ever.
  expect(busy(asking(single(), costs), "A") - busy(single(), "A")).toBeCloseTo(3e-3 + 0.2e-3 + 2e-3, 9);
  const database = withDatabase(0, { database: { service: { each: deterministic(0.5e-3), byMethod: {}, lookup: 0 } } });
  const queries = (architecture: Architecture) => busy(architecture, "DB") / 0.5e-3;
  expect(queries(asking(database, { credentials: "database" })) - queries(database)).toBeCloseTo(1, 9);
  expect(queries(asking(database)) - queries(database)).toBeCloseTo(0, 9);
});

test("a dead database: nobody's password is known", () => {
  const service = asking(withDatabase(0), { credentials: "database", challenge: { REGISTER: 1 } });
  const { seen } = play(service, { ...refreshing(10), faults: [kill("DB", 5, "process")] }, 30);
  expect(ladder(seen).filter((what) => !what.includes("query") && !what.includes("answer"))).toEqual(
    expect.arrayContaining(["REGISTER SAP-A", "401 callees", "500 callees"]),
  );
});

test("both engines give the same events", () => {
  const told: Story = {
    traffic: {
      users: 20,
      calls: calls(paced(5, { count: 100 }), { hold: deterministic(3) }),
      registration: { refresh: 5, expires: 10 },
      retransmission: true,
    },
    faults: [kill("A", 10)],
    run: { horizon: 40 },
  };
  const service = twoProxies({ nonce: 8, challenge: { INVITE: 0.5, BYE: 0.5 } });
  const [native, simjs] = (["native", "simjs"] as const).map((name) =>
    new Replicator(scenario(service, told), engineNamed(name)).run(0),
  );
  expect(native).toEqual(simjs);
  expect(figure(native!, "challenges")).toBeGreaterThan(100);
});

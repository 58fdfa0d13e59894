/** Stateful directors before proxies that challenge: each round of a request is a transaction of its own. */
import { expect, test } from "vitest";
import { busyNode } from "../../src/analysis/call/load.ts";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Architecture } from "../../src/service/description.ts";
import { type Cause, causeIndex } from "../../src/sip/calls.ts";
import type { Authentication } from "../../src/tiers/description.ts";
import { calls, figure, kill, paced, type Story, scenario, worldOf } from "../architecture/fixture.ts";
import { dispatched } from "./dispatched.ts";
import { instants, type Seen, wiretap } from "./wire.ts";

type Differs = Partial<Omit<Authentication, "challenge">> & { challenge?: Partial<Authentication["challenge"]> };
interface Behind {
  readonly asks?: Differs;
  readonly isStateful?: boolean;
  readonly policy?: Architecture["directors"];
  readonly service?: number;
  /** Whether the director never tries another proxy. */
  readonly isFaithful?: boolean;
}

/** A stateful director that goes on to the next of two proxies after 2 s; the proxies challenge. */
function service({
  asks: { challenge, ...differs } = {},
  service: each = 0.2e-3,
  isFaithful = false,
  ...how
}: Behind = {}): Architecture {
  const usual: Authentication = {
    challenge: { REGISTER: 1, INVITE: 1, BYE: 0, SUBSCRIBE: 0, ...challenge },
    ...{ nonce: 300, knownTo: "issuer", credentials: "memory", refusal: 0, check: 0, ...differs },
  };
  const { tiers, ...rest } = dispatched(isFaithful ? undefined : {}, { policy: "call-id hash", ...how });
  const [directors, proxies, ...others] = tiers;
  const times = { each: deterministic(each), byMethod: {}, lookup: 0 };
  return { ...rest, tiers: [directors!, { ...proxies!, service: times, authentication: usual }, ...others] };
}

function play(architecture: Architecture, told: Parameters<typeof calls>[1] = {}, more: Story = {}, until = 100) {
  const traffic = { calls: calls(paced(0.5, { count: 1 }), told), retransmission: true, recordRoute: true };
  const described = scenario(architecture, { ...more, traffic: { ...traffic, ...more.traffic } });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { world, seen, cause: (name: Cause) => world.calls.failedBy[causeIndex(name)] };
}
const ladder = (seen: readonly Seen[]) =>
  seen.filter(({ what }) => !what.includes("OPTIONS")).map(({ what, to }) => `${what} ${to.replace(/P[12]/, "P")}`);
const count = (seen: readonly Seen[], what: string, to: string) => instants(seen, what, to).length;

test.each([false, true])(
  "a call: 407 hop by hop, and again with credentials (proxies keep transactions: %s)",
  (isStateful) => {
    const { seen, world } = play(service({ isStateful }), {
      ring: deterministic(1),
      hold: deterministic(1),
    });
    const trying = isStateful ? ["100 VIP"] : [];
    expect(ladder(seen).filter((rung) => rung !== "100 VIP" || isStateful)).toEqual([
      ...["INVITE VIP", "100 callers", "INVITE P", "407 VIP", "ACK failure P", "407 callers", "ACK failure VIP"],
      ...["INVITE VIP", "100 callers", "INVITE P", ...trying, "INVITE callees", "180 P", "180 VIP", "180 callers"],
      ...["200 INVITE P", "200 INVITE VIP", "200 INVITE callers", "ACK VIP", "ACK P", "ACK callees"],
      ...["BYE VIP", "BYE P", "BYE callees", "200 BYE P", "200 BYE VIP", "200 BYE callers"],
    ]);
    expect(world.calls.successful).toBe(1);
  },
);

test("a nonce that has run out: the BYE is asked again, with the nonce of the INVITE as with none", () => {
  for (const isStateful of [false, true])
    for (const nonce of [300, 5]) {
      const { seen, world } = play(service({ isStateful, asks: { nonce, challenge: { BYE: 1 } } }), {
        hold: deterministic(10),
      });
      expect([count(seen, "BYE", "VIP"), count(seen, "BYE", "callees")]).toEqual([nonce === 5 ? 2 : 1, 1]);
      expect(world.calls.successful).toBe(1);
    }
});

test("by turns each proxy asks anew: rounds as with stateless directors, but that an ACK takes no turn", () => {
  // INVITE at P1, with credentials at P2 (stale), with those of P2 at P1 (stale), … until the caller has answered three challenges.
  const apart = play(service({ policy: "round robin" }));
  expect(count(apart.seen, "407", "callers")).toBe(4);
  expect(apart.cause("unauthorized")).toBe(1);
  const together = play(service({ policy: "round robin", asks: { knownTo: "all" } }));
  expect(count(together.seen, "407", "callers")).toBe(1);
  expect(together.world.calls.successful).toBe(1);
});

test("a proxy that is slow to ask is asked twice, and neither its second 407 nor a copy of the INVITE does any harm", () => {
  for (const [isStateful, nonce] of [
    [false, 300],
    [true, 300],
    [true, 0], // for one request, of which who keeps transactions knows a copy
  ] as const) {
    const slow = service({ isStateful, isFaithful: true, service: 0.6, asks: { refusal: 0.6, nonce } });
    const { seen, world } = play(slow, { ring: deterministic(1), hold: deterministic(1) });
    expect(count(seen, "407", "VIP")).toBeGreaterThan(1);
    expect(count(seen, "407", "callers")).toBe(1);
    expect(world.calls.successful).toBe(1);
  }
});

test("credentials go along to the next proxy, which knows the nonce or asks for one of its own", () => {
  // The proxy that the call falls on dies between its challenge and the second INVITE.
  const first = play(service()).seen.find(({ what, to }) => what === "INVITE" && /^P/.test(to))!.to;
  for (const [knownTo, challenges] of [
    ["all", 1],
    ["issuer", 2],
  ] as const) {
    const died = play(service({ asks: { knownTo } }), {}, { faults: [kill(first, 1.0015, "process")] });
    expect(count(died.seen, "407", "callers")).toBe(challenges);
    expect(died.world.calls.successful).toBe(1);
  }
});

test("what the director is busy with: a second INVITE, the challenge and its ACK, as the analyzer has it", () => {
  const each = 0.1e-3;
  const load = { calls: 1, registrations: 0, options: 0, subscriptions: 0, recordRoute: true, delay: 0.2e-3 };
  for (const [INVITE, BYE, messages] of [
    [0, 0, 6],
    [1, 0, 9],
    [1, 1, 11],
  ] as const) {
    // Nonces for one request: the BYE is asked anew.
    const { tiers, ...rest } = service({ asks: { nonce: 0, challenge: { INVITE, BYE } } });
    const [director, ...others] = tiers;
    const slow = { ...director!, service: { each: deterministic(each), byMethod: {}, lookup: 0 } };
    const architecture = { ...rest, tiers: [slow, ...others] };
    const { world } = play(architecture, { arrivals: paced(1, { count: 100 }), hold: deterministic(1) }, {}, 150);
    const busy = world.nodes.find(({ name }) => name === "D1")!.station.busyTime / 100;
    expect(busy / each).toBeCloseTo(messages, 9);
    expect(busyNode(architecture, slow, load, { calls: 1, registrations: 0 }).calls).toBeCloseTo(busy, 12);
  }
});

test("both engines give the same events, and each call has its second round", () => {
  const told: Story = {
    traffic: {
      users: 20,
      calls: calls(paced(5, { count: 100 }), { hold: deterministic(3) }),
      registration: { refresh: 5, expires: 10 },
      retransmission: true,
    },
    faults: [kill("P1", 10)],
    run: { horizon: 60 },
  };
  const architecture = service({
    isStateful: true,
    asks: { nonce: 8, challenge: { INVITE: 0.5, BYE: 0.5 } },
  });
  const [native, simjs] = (["native", "simjs"] as const).map((name) =>
    new Replicator(scenario(architecture, told), engineNamed(name)).run(0),
  );
  expect(native).toEqual(simjs);
  expect(figure(native!, "challenges")).toBeGreaterThan(100);
  expect(figure(native!, "failedCalls.unauthorized")).toBe(0);
});

/** Forking to the contacts of a user, in parallel among equal q and in series by q (RFC 3261 §16.6, §16.7). */
import { expect, test } from "vitest";
import { deterministic, exponential } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { SimjsEngine } from "../../src/kernel/simjs-engine.ts";
import { extraOf, kindOf, toOf } from "../../src/network/message.ts";
import { type Cause, causeIndex } from "../../src/sip/calls.ts";
import { contactIn, Kind } from "../../src/sip/message.ts";
import type { Contact } from "../../src/sip/traffic.ts";
import type { TransactionKeeping } from "../../src/tiers/description.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  type Story,
  scenario,
  single,
  standbyGroup,
  worldOf,
} from "../architecture/fixture.ts";
import { keeping } from "./dispatched.ts";
import { instants, type Seen, wiretap } from "./wire.ts";

const contact = (name: string, differs: Partial<Contact> = {}): Contact => ({
  ...{ name, q: 1, ring: deterministic(2), busy: null, unreachable: 0 },
  ...differs,
});
const NEVER = deterministic(1000);

const forked = (
  contacts: readonly Contact[],
  differs: Parameters<typeof calls>[1] = {},
  more: Omit<Story, "traffic"> = {},
): Story => ({
  ...more,
  traffic: {
    calls: calls(paced(0.5, { count: 1 }), differs),
    retransmission: true,
    recordRoute: true,
    registration: { contacts },
  },
});

const proxy = (
  forking?: Partial<NonNullable<TransactionKeeping["forking"]>>,
  differs: Partial<TransactionKeeping> = {},
) =>
  single({
    transactions: {
      ...{ ...keeping, ...differs },
      ...(forking && { forking: { ringing: Infinity, silence: Infinity, ...forking } }),
    },
  });

function play(architecture: ReturnType<typeof single>, told: Story, until = 100) {
  const described = scenario(architecture, told);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { world, seen, cause: (name: Cause) => world.calls.failedBy[causeIndex(name)] };
}
const ladder = (seen: readonly Seen[]) => seen.map(({ what, to }) => `${what} ${to}`);
const since = (seen: readonly Seen[], what: string, to: string) =>
  instants(seen, what, to).map((at) => Math.round((at - 1) * 100) / 100);

test("two at once: the first that answers has the call, the other is cancelled, and its 487 goes no further", () => {
  const told = forked([contact("desk"), contact("mobile", { ring: deterministic(9) })], { hold: deterministic(1) });
  const { seen, world } = play(proxy(), told);
  expect(ladder(seen)).toEqual([
    ...["INVITE SAP-A", "100 callers", "INVITE callees", "INVITE callees", "180 SAP-A", "180 SAP-A"],
    ...["180 callers", "180 callers", "200 INVITE SAP-A", "200 INVITE callers", "CANCEL callees"],
    ...["ACK SAP-A", "200 CANCEL SAP-A", "487 SAP-A", "ACK callees", "ACK failure callees"],
    ...["BYE SAP-A", "BYE callees", "200 BYE SAP-A", "200 BYE callers"],
  ]);
  expect(world.calls.successful).toBe(1);
  expect(world.calls.contact[0]).toBe(1);
});

test("in series by q: the next group once all of the first have failed, or have rung for long enough", () => {
  const busy = contact("desk", { busy: 1 });
  const later = contact("mobile", { q: 0.5, ring: deterministic(3) });
  const declined = play(proxy(), forked([later, busy]));
  expect(since(declined.seen, "INVITE", "callees")).toEqual([0, 0]);
  expect(since(declined.seen, "200 INVITE", "callers")).toEqual([3]);
  expect(declined.world.calls.contact[0]).toBe(1);
  const unheard = play(proxy({ ringing: 20 }), forked([contact("desk", { ring: NEVER }), later]));
  expect(since(unheard.seen, "INVITE", "callees")).toEqual([0, 20]);
  expect(since(unheard.seen, "CANCEL", "callees")).toEqual([20]);
  expect(since(unheard.seen, "200 INVITE", "callers")).toEqual([23]);
  const both = play(proxy(), forked([busy, contact("other", { busy: 1 })]));
  expect(both.cause("busy")).toBe(1);
  expect(since(both.seen, "486", "callers")).toEqual([0]);
});

test("a contact that says nothing is given up after fr_timer, or timer B; what another said is better than 408", () => {
  const gone = contact("desk", { unreachable: 1 });
  const later = contact("mobile", { q: 0.5, busy: 1 });
  expect(since(play(proxy({ silence: 5 }), forked([gone, later])).seen, "486", "callers")).toEqual([5]);
  expect(since(play(proxy(), forked([gone, later])).seen, "486", "callers")).toEqual([32]);
  expect(since(play(proxy(), forked([gone])).seen, "408", "callers")).toEqual([32]);
});

test("two that answer at once have a dialog each: the caller acknowledges both and hangs up on the second", () => {
  const { seen, world } = play(proxy(), forked([contact("desk"), contact("mobile")], { hold: deterministic(5) }));
  expect(since(seen, "200 INVITE", "callers")).toEqual([2, 2]);
  expect(since(seen, "ACK", "callees")).toEqual([2, 2]);
  expect(since(seen, "BYE", "callees")).toEqual([2, 7]);
  expect(world.calls.successful).toBe(1);
});

test("a caller who hangs up: all that ring are cancelled, and one 487 goes up", () => {
  const contacts = [contact("desk", { ring: NEVER }), contact("mobile", { ring: NEVER })];
  const { seen, cause } = play(proxy(), forked(contacts, { patience: deterministic(4) }));
  expect(since(seen, "CANCEL", "callees")).toEqual([4, 4]);
  expect(since(seen, "487", "callers")).toEqual([4]);
  expect(since(seen, "ACK failure", "callees")).toEqual([4, 4]);
  expect(cause("abandoned")).toBe(1);
});

test("requests name the contact they are for: an ACK that of the 200, a CANCEL that which lost", () => {
  const described = scenario(proxy(), forked([contact("desk", { ring: NEVER }), contact("mobile")]));
  const world = worldOf(described);
  const named: string[] = [];
  world.engine.observe((_, code, message, envelope) => {
    const kind = kindOf(message);
    if (world.engine.nameOf(code) === "arrive" && toOf(envelope) === 1 && kind !== Kind.OK_REGISTER)
      named.push(`${kind} ${contactIn(extraOf(envelope))}`);
  });
  world.start(0);
  world.engine.run(50);
  expect(named).toEqual([
    ...[`${Kind.INVITE} 1`, `${Kind.INVITE} 2`, `${Kind.CANCEL} 1`],
    ...[`${Kind.ACK} 2`, `${Kind.BYE} 2`, `${Kind.ACK_FAIL} 1`],
  ]);
});

test("the set-up time of a parallel fork is the least of its rings: 1/(1/8 + 1/12) of two exponential ones", () => {
  const told: Story = {
    traffic: {
      calls: calls(paced(50, { count: 4000 })),
      ...{ retransmission: true, recordRoute: true },
      registration: {
        contacts: [contact("desk", { ring: exponential(8) }), contact("mobile", { ring: exponential(12) })],
      },
    },
  };
  const figures = new Replicator(scenario(proxy(), told), engineNamed("native")).run(0);
  // A standard error of 4.8 / √4000 = 0.076 s.
  expect(Math.abs(figure(figures, "callSetupTime") - 4.8)).toBeLessThan(0.25);
  expect(figure(figures, "failedCalls")).toBe(0);
});

test("what waits for its next contacts dies with its process; what rings is answered by way of the successor", () => {
  const pair = (forking: Partial<NonNullable<TransactionKeeping["forking"]>>) =>
    standbyGroup(1, 1, {
      detector: heartbeat(),
      tier: { transactions: { ...keeping, forking: { ringing: Infinity, silence: Infinity, ...forking } } },
    });
  const contacts = [contact("desk", { ring: NEVER }), contact("mobile", { q: 0.5 })];
  const waits = play(pair({ ringing: 10 }), forked(contacts, {}, { faults: [kill("A", 4, "process")] }));
  waits.world.calls.closeAll(() => false);
  expect(waits.cause("nodeCrash")).toBe(1);
  const rings = forked([contact("desk", { ring: deterministic(5) })], {}, { faults: [kill("A", 4, "process")] });
  expect(play(pair({}), rings).world.calls.successful).toBe(1);
});

test("both engines give the same run", () => {
  const contacts = [
    contact("desk", { ring: exponential(3), busy: 0.2 }),
    contact("mobile", { q: 0.5, unreachable: 0.3 }),
  ];
  const told = forked(contacts, {
    arrivals: paced(20, { count: 200 }),
    patience: exponential(9),
    hold: exponential(2),
  });
  const heards = [new Kernel(), new SimjsEngine()].map((engine) => {
    const world = worldOf(scenario(proxy({ ringing: 4, silence: 2 }), told), engine);
    const heard: string[] = [];
    engine.observe((time, code, a, b) => heard.push(`${time} ${engine.nameOf(code)} ${a} ${b}`));
    world.start(2);
    engine.run(60);
    return heard;
  });
  expect(heards[0]!.length).toBeGreaterThan(3000);
  expect(heards[1]).toEqual(heards[0]);
});

/** RFC 3263 §4.3: a request that finds no answer goes to the next target, in the order of RFC 2782. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Stream } from "../../src/random/stream.ts";
import type { Architecture } from "../../src/service/description.ts";
import type { SrvRecord } from "../../src/sip/srv.ts";
import { Targets } from "../../src/sip/targets.ts";
import type { Traffic } from "../../src/sip/traffic.ts";
import {
  behindDirectors,
  calls,
  figure,
  kill,
  paced,
  type Story,
  scenario,
  standbyGroup,
  withDatabase,
  worldOf,
} from "../architecture/fixture.ts";
import { misfitOfCounts } from "../experiment/goodness-of-fit.ts";
import { srvOrder } from "./srv-order.ts";
import { instants, wiretap } from "./wire.ts";

const directory = (records: readonly SrvRecord[]) => ({
  addresses: records.map((_, i) => 10 + i),
  names: records.map((_, i) => `SAP-${i}`),
  records,
});

/** The order in which one request tries its targets. */
function orderOf(targets: Targets, request: number): number[] {
  const order = [targets.choose(request)];
  targets.begin(request, order[0]!);
  for (let next = targets.next(request, order[0]!); next >= 0; next = targets.next(request, next)) order.push(next);
  return order.map((address) => address - 10);
}

test("targets are tried in the order of RFC 2782: as often in each order as the algorithm of the RFC itself (χ²)", () => {
  const zone = [1, 0, 3].map((weight) => ({ priority: 10, weight })).concat({ priority: 20, weight: 5 });
  const targets = new Targets(new Kernel(), "weighted", directory(zone), new Stream("a", 1), new Stream("b", 1));
  const random = new Stream("c", 1);
  const n = 60_000;
  const drawn = new Map<string, number>();
  const wanted = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const order = orderOf(targets, i % 7).join();
    drawn.set(order, (drawn.get(order) ?? 0) + 1);
    const other = srvOrder(zone, random).join();
    wanted.set(other, (wanted.get(other) ?? 0) + 1);
  }
  expect([...drawn.keys()].sort()).toEqual([...wanted.keys()].sort());
  // By hand: first of 1, 0, 3 by an integer from 0 to 4, 0 in front; then from what is left.
  const exact: Record<string, number> = {
    "1,0,2,3": (1 / 5) * (2 / 5),
    "1,2,0,3": (1 / 5) * (3 / 5),
    "0,1,2,3": (1 / 5) * (1 / 4),
    "0,2,1,3": (1 / 5) * (3 / 4),
    "2,1,0,3": (3 / 5) * (1 / 2),
    "2,0,1,3": (3 / 5) * (1 / 2),
  };
  const keys = Object.keys(exact);
  expect([...drawn.keys()].sort()).toEqual([...keys].sort());
  expect(
    misfitOfCounts(
      keys.map((key) => drawn.get(key)!),
      keys.map((key) => exact[key]!),
    ),
  ).toBeLessThan(1);
});

test("each target is tried once, whatever the zone, the choice and the number of targets", () => {
  const zones = fc.array(fc.record({ priority: fc.nat(3), weight: fc.nat(5) }), { minLength: 1, maxLength: 70 });
  fc.assert(
    fc.property(zones, fc.constantFrom("weighted" as const, "round robin" as const), (zone, access) => {
      const targets = new Targets(new Kernel(), access, directory(zone), new Stream("a", 1), new Stream("b", 1));
      for (const request of [3, 0, 3]) {
        const order = orderOf(targets, request);
        expect([...order].sort((x, y) => x - y)).toEqual(zone.map((_, i) => i));
        if (access === "weighted") {
          const priorities = order.map((i) => zone[i]!.priority);
          expect(priorities).toEqual([...priorities].sort((x, y) => x - y));
        }
      }
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("an avoided target comes last for its owner, until the time is over", () => {
  const zone = [
    { priority: 10, weight: 1 },
    { priority: 20, weight: 1 },
  ];
  const engine = new Kernel();
  const targets = new Targets(engine, "weighted", directory(zone), new Stream("a", 1), new Stream("b", 1));
  targets.avoid(10, 60, 1);
  expect([targets.choose(0, 0), targets.choose(0, 1), targets.choose(0, 2)]).toEqual([10, 11, 10]);
  targets.begin(0, 11);
  expect(targets.next(0, 11, 1)).toBe(10); // avoided, but there is no other
  targets.avoid(11, 60, 1);
  expect(targets.choose(0, 1)).toBe(10); // all are avoided: the usual choice
  engine.run(60);
  expect(targets.choose(0, 1)).toBe(10);
});

/** Two servers that share a database; the first one is preferred. */
const preferred = (): Architecture => {
  const one = standbyGroup(2, 0);
  const stored = withDatabase(0);
  return {
    ...one,
    tiers: [...one.tiers, stored.tiers.at(-1)!],
    watches: [],
    addresses: one.addresses.map((address, i) => ({ ...address, priority: 10 * (i + 1) })),
    bindings: stored.bindings,
  };
};

const nextTarget = { timeout: 32, avoid: 0 };
const play = (story: Story, architecture = preferred(), until = 200) => {
  const described = scenario(architecture, story);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { world, seen };
};
const rounded = (times: readonly number[]) => times.map((at) => Math.round(at * 1e3) / 1e3);

const oneCall = (differs: Partial<Traffic> = {}, hold = 0): Story => ({
  traffic: {
    calls: calls(paced(0.5, { count: 1 }), { access: "weighted", hold: deterministic(hold) }),
    retransmission: true,
    nextTarget,
    ...differs,
  },
});

test("after timer B the INVITE goes to the next target, with timers A and B from the beginning", () => {
  const { seen, world } = play({ ...oneCall(), faults: [kill("A", 0), kill("B", 0)] }, preferred(), 64.99);
  const invite = [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5];
  expect(rounded(instants(seen, "INVITE", "SAP-A"))).toEqual(invite.map((at) => 1 + at));
  expect(rounded(instants(seen, "INVITE", "SAP-B"))).toEqual(invite.map((at) => 33 + at));
  expect(world.calls.open).toBe(1);
  world.engine.run(65.01);
  expect(world.calls.failed).toBe(1); // both have failed
});

test("a living second target serves the call: INVITE, ACK and BYE go there", () => {
  const story = { ...oneCall({ nextTarget: { timeout: 2, avoid: 0 } }), faults: [kill("A", 0)] };
  const { seen, world } = play(story);
  expect(rounded(instants(seen, "INVITE", "SAP-A"))).toEqual([1, 1.5, 2.5]);
  expect(rounded(instants(seen, "INVITE", "SAP-B"))).toEqual([3]);
  expect(instants(seen, "ACK", "SAP-B")).toHaveLength(1);
  expect(instants(seen, "BYE", "SAP-B")).toHaveLength(1);
  expect(world.calls.successful).toBe(1);
  expect(world.population.retargeted).toBe(1);
});

test("it works without retransmission as well, and costs nothing when every target answers", () => {
  const story = { ...oneCall({ retransmission: false, nextTarget: { timeout: 2, avoid: 0 } }), faults: [kill("A", 0)] };
  const { seen, world } = play(story);
  expect(rounded(instants(seen, "INVITE", "SAP-A"))).toEqual([1]);
  expect(world.calls.successful).toBe(1);
  const wire = (differs: Partial<Traffic>) => play(oneCall(differs)).seen;
  expect(wire({})).toEqual(wire({ nextTarget: null }));
});

test("a BYE finds the next target too, unless a route set binds it to the first", () => {
  const bye = (recordRoute: boolean) => play({ ...oneCall({ recordRoute }, 10), faults: [kill("A", 5)] });
  const free = bye(false);
  expect(rounded(instants(free.seen, "BYE", "SAP-B")).map((at) => Math.floor(at))).toEqual([43]);
  expect(free.world.calls.successful).toBe(1);
  const bound = bye(true);
  expect(instants(bound.seen, "BYE", "SAP-B")).toHaveLength(0);
  expect(bound.world.calls.failed).toBe(1);
});

test("with a memory for failed targets only the first callers wait", () => {
  const story = (avoid: number): Story => ({
    traffic: {
      calls: calls(paced(10, { duration: 10 }), { access: "weighted" }),
      retransmission: true,
      nextTarget: { timeout: 1, avoid },
    },
    faults: [kill("A", 0)],
  });
  // Calls at 0.05, 0.15, …: those of the first second have begun before the first time-out at 1.05 s.
  expect(play(story(3600)).world.population.retargeted).toBe(10);
  expect(play(story(0)).world.population.retargeted).toBe(100);
});

test("a 503 is a failure of the target, each time it comes anew from where the call now stands", () => {
  const twoSites = (): Architecture => {
    const site = behindDirectors(1);
    const [address] = site.addresses;
    return {
      ...site,
      addresses: [address!, { name: "VIP2", tier: "directors", owner: "D2", priority: 20, weight: 1 }],
    };
  };
  const story = { ...oneCall(), faults: [kill("P1", 0)], run: { horizon: 30 } };
  const { seen } = play(
    {
      ...story,
      traffic: { ...story.traffic!, calls: calls(paced(0.1, { count: 1, start: 5 }), { access: "weighted" }) },
    },
    twoSites(),
    30,
  );
  // The poll has removed the dead proxy by 10 s; both directors answer 503 at once.
  expect(rounded(instants(seen, "INVITE", "VIP"))).toEqual([10]);
  expect(instants(seen, "INVITE", "VIP2")).toHaveLength(1);
  expect(instants(seen, "503", "callers")).toHaveLength(2);
  expect(instants(seen, "ACK failure", "VIP")).toHaveLength(1);
  expect(instants(seen, "ACK failure", "VIP2")).toHaveLength(1);
});

const registering = (story: Partial<Traffic["registration"]>, differs: Partial<Traffic> = {}): Story => ({
  traffic: {
    users: 3,
    registration: { expires: 100, refresh: 50, within: 3, with: "one address", ...story },
    retransmission: true,
    nextTarget: { timeout: 4, avoid: 0 },
    ...differs,
  },
});

test("users who register with one address send one REGISTER, and find the next address when it is dead", () => {
  const alive = play(registering({}), preferred(), 40);
  expect(instants(alive.seen, "REGISTER", "SAP-A")).toHaveLength(3);
  expect(instants(alive.seen, "REGISTER", "SAP-B")).toHaveLength(0);
  const { seen, world } = play({ ...registering({}), faults: [kill("A", 0)] }, preferred(), 40);
  expect(rounded(instants(seen, "REGISTER", "SAP-A").slice(0, 2))).toEqual([0.5, 1]);
  expect(rounded(instants(seen, "REGISTER", "SAP-B"))).toEqual([4.5, 5.5, 6.5]);
  expect(world.registrations.acknowledgedUntil.map((until) => Math.floor(until))).toEqual(
    Float64Array.of(104, 105, 106),
  );
  expect(world.registrations.retargeted).toBe(3);
});

test("without a next target they keep asking the dead one", () => {
  const { seen, world } = play({ ...registering({}, { nextTarget: null }), faults: [kill("A", 0)] }, preferred(), 40);
  expect(instants(seen, "REGISTER", "SAP-B")).toHaveLength(0);
  expect(world.registrations.acknowledgedUntil.every((until) => until === 0)).toBe(true);
});

test("a registrant remembers for itself which target has failed", () => {
  const repeated = (avoid: number) =>
    play({ ...registering({}, { nextTarget: { timeout: 4, avoid } }), faults: [kill("A", 0)] }, preferred(), 190);
  // First registrations and three refreshes of three users; with a memory each waits once.
  expect(repeated(0).world.registrations.retargeted).toBe(12);
  expect(repeated(1000).world.registrations.retargeted).toBe(3);
});

test("calls find the next target while the dead one's share of set-ups waits", () => {
  const replicator = (avoid: number) =>
    new Replicator(
      scenario(preferred(), {
        traffic: {
          calls: calls(paced(20, { duration: 60 }), { access: "weighted" }),
          retransmission: true,
          nextTarget: { timeout: 2, avoid },
        },
        faults: [kill("A", 10)],
      }),
      engineNamed("native"),
    ).run(0);
  const figures = replicator(0);
  expect(figure(figures, "failedCalls")).toBe(0);
  expect(figure(figures, "callSetupTime.p99")).toBeGreaterThan(2);
  expect(figure(figures, "nextTargetRequests")).toBe(20 * 50);
});

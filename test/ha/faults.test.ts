/** What each fault does to work in flight, line by line as docs/faults.md has it. */
import { describe, expect, test } from "vitest";
import type { World } from "../../src/architecture/world.ts";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import {
  behindDirectors,
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  poll,
  type Story,
  scenario,
  single,
  standbyGroup,
  totem,
  vrrp,
  withDatabase,
  worldOf,
} from "../architecture/fixture.ts";
import { instants, wiretap } from "../sip/wire.ts";

const hop = 0.2e-3;
const constant = (time: number) => ({ each: deterministic(time), byMethod: {}, lookup: 0 });

function play(architecture: Architecture, faults: readonly Fault[], until: number, story: Story = {}) {
  const described = scenario(architecture, { ...story, faults });
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(until);
  return { world, seen };
}

/** Calls that did not succeed, those still waiting for what will never come included. */
const lost = ({ calls }: World) => calls.created - calls.successful;

/** By address: the living nodes that have it, and where the callers send. */
const owners = (world: World) =>
  world.registrations.addresses.map((address) => {
    const name = (host: number) => world.nodes.find((node) => node.host === host)?.name ?? "nobody";
    const { addresses } = world.network;
    const living = addresses
      .owners(address)
      .filter((host) => world.nodes.some((node) => node.host === host && node.isUp));
    return `${living.map(name).join("+")}, callers to ${name(world.network.resolve[address]!)}`;
  });

const burst = (count: number, start = 0): Story => ({
  traffic: { options: { arrivals: paced(1e6, { count, start }), access: "round robin" } },
});

describe("a process that hangs", () => {
  test("work in service stands still and is finished afterwards; what arrives waits, and the rest is dropped", () => {
    // Three requests of 10 ms each at one worker with room for one: the first is in service when it hangs at 4 ms.
    const slow = single({ service: constant(10e-3), queue: 1 });
    const { seen } = play(slow, [{ verb: "hang", at: 4e-3, hang: "A", for: 1 }], 2, burst(3));
    const answers = instants(seen, "200 OPTIONS", "callers");
    expect(answers).toHaveLength(2);
    expect(answers[0]).toBeCloseTo(1 + 10e-3 + hop, 5);
    expect(answers[1]).toBeCloseTo(1 + 20e-3 + hop, 5);
  });

  test("hanging twice during one service costs both times, and a death while it hangs loses everything", () => {
    const slow = single({ service: constant(10e-3) });
    const twice: Fault[] = [
      { verb: "hang", at: 2e-3, hang: "A", for: 0.1 },
      { verb: "hang", at: 0.105, hang: "A", for: 0.2 },
    ];
    expect(instants(play(slow, twice, 2, burst(1)).seen, "200 OPTIONS", "callers")[0]).toBeCloseTo(0.31 + hop, 5);
    const dies: Fault[] = [
      { verb: "hang", at: 2e-3, hang: "A" },
      { verb: "kill", at: 0.1, kill: "A", kind: "process", for: 0.1 },
    ];
    expect(instants(play(slow, dies, 2, burst(1)).seen, "200 OPTIONS", "callers")).toEqual([]);
  });

  test("an answer of the database waits to be read; a query that timed out meanwhile has failed", () => {
    const database = { service: constant(10e-3) };
    const story = { traffic: { calls: calls(paced(1e6, { count: 1 })) } };
    const answered = play(withDatabase(0, { database }), [{ verb: "hang", at: 5e-3, hang: "A", for: 1 }], 5, story);
    expect(answered.world.calls.successful).toBe(1);
    expect(instants(answered.seen, "180", "callers")[0]).toBeGreaterThan(1);
    const late = play(
      withDatabase(0, { database: { service: constant(0.5) }, timeout: 0.1 }),
      [{ verb: "hang", at: 5e-3, hang: "A", for: 0.2 }],
      5,
      story,
    );
    expect(instants(late.seen, "500", "callers")[0]).toBeCloseTo(0.205, 5);
  });

  test("heartbeats stop, so a standby steps in; Totem and TCP checks notice nothing", () => {
    const hang: Fault[] = [{ verb: "hang", at: 1, hang: "A", for: 10 }];
    expect(owners(play(standbyGroup(1, 1, { detector: heartbeat() }), hang, 5).world)).toEqual(["S1, callers to S1"]);
    expect(owners(play(standbyGroup(1, 1, { detector: totem() }), hang, 5).world)).toEqual(["A, callers to A"]);
    const polled = play(
      behindDirectors(2, { health: poll({ interval: 0.5 }) }),
      [{ verb: "hang", at: 1, hang: "P1", for: 10 }],
      5,
    );
    expect(polled.world.failovers.failovers).toEqual([]);
  });
});

describe("a node that is slow", () => {
  test("every message takes so many times as long, from the next one on, until it ends", () => {
    const ten = single({ service: constant(10e-3) });
    const story: Story = { traffic: { options: { arrivals: paced(10, { count: 10 }), access: "round robin" } } };
    const { seen } = play(ten, [{ verb: "slow", at: 0.3, slow: "A", factor: 3, for: 0.3 }], 2, story);
    const answers = instants(seen, "200 OPTIONS", "callers").map((at, i) => at - (0.05 + 0.1 * i) - hop);
    for (const [i, took] of answers.entries()) expect(took).toBeCloseTo(i >= 3 && i < 6 ? 30e-3 : 10e-3, 9);
  });

  test("a slow database holds the proxy's worker for as long", () => {
    const story = { traffic: { calls: calls(paced(1, { count: 1 })) } };
    const setUp = (faults: Fault[]) => {
      const { seen } = play(withDatabase(0, { database: { service: constant(1e-3) } }), faults, 5, story);
      return instants(seen, "180", "callers")[0]!;
    };
    expect(setUp([{ verb: "slow", at: 0, slow: "DB", factor: 100 }]) - setUp([])).toBeCloseTo(99e-3, 9);
  });
});

describe("who comes back", () => {
  const groups: [string, Parameters<typeof standbyGroup>[2]][] = [
    ["heartbeats judged at the time-out", { detector: heartbeat() }],
    ["heartbeats judged at own ticks", { detector: heartbeat({ judged: "at own tick" }) }],
    ["Totem", { detector: totem({ token: 0.3 }) }],
  ];

  test.each(groups)("with %s an active that was replaced stands by, and steps in when its turn comes", (_, parts) => {
    for (const kind of ["process", "host", "link"] as const) {
      const faults: Fault[] = [{ verb: "kill", at: 1, kill: "A", kind, for: 4 }, kill("S1", 8)];
      const { world } = play(standbyGroup(1, 1, parts), faults, 12);
      expect(owners(world), kind).toEqual(["A, callers to A"]);
      expect(world.failovers.failovers.map(({ dead, by }) => `${dead.name}→${by.name}`)).toEqual(["A→S1", "S1→A"]);
    }
  });

  test.each(groups)("with %s and failback it takes its address back", (_, parts) => {
    const architecture = standbyGroup(1, 1, { ...parts, takeover: { failback: "preempt" } });
    const { world, seen } = play(architecture, [{ verb: "kill", at: 1, kill: "A", kind: "host", for: 4 }], 9, {
      traffic: { calls: calls(paced(100, { duration: 8 })) },
    });
    expect(owners(world)).toEqual(["A, callers to A"]);
    const atS1 = instants(seen, "INVITE", "callees").length;
    expect(atS1).toBeGreaterThan(0);
    expect(lost(world)).toBeLessThan(100 * 1.5);
  });

  test("under VRRP the owner is master again at once", () => {
    const { world } = play(
      standbyGroup(1, 1, { detector: vrrp() }),
      [{ verb: "kill", at: 2, kill: "A", kind: "host", for: 8 }],
      9.9,
    );
    expect(owners(world)).toEqual(["S1, callers to S1"]);
    world.engine.run(10.2);
    expect(owners(world)).toEqual(["A, callers to A"]);
  });

  test("before anybody has noticed, it has its address still, and reads its bindings from the standby", () => {
    const story: Story = { traffic: { users: 20, calls: calls(paced(100, { duration: 5 })) } };
    const restart: Fault[] = [{ verb: "kill", at: 1, kill: "A", kind: "process", for: 0.1 }];
    const copied = play(standbyGroup(1, 1, { detector: heartbeat() }), restart, 40, story).world;
    expect(owners(copied)).toEqual(["A, callers to A"]);
    expect(lost(copied)).toBe(10);
    const alone = play(standbyGroup(1, 1, { checkpoint: { mode: "none" } }), restart, 40, story).world;
    expect(lost(alone)).toBe(400); // nobody registers again
  });

  test("a spare that came back gets copies from then on", () => {
    const story: Story = {
      traffic: { users: 20, registration: { expires: 60, refresh: 2 }, calls: calls(paced(50, { duration: 20 })) },
    };
    const faults: Fault[] = [{ verb: "kill", at: 3, kill: "A", kind: "host", for: 3 }, kill("S1", 12)];
    const { world } = play(standbyGroup(1, 1), faults, 40, story);
    expect(owners(world)).toEqual(["A, callers to A"]);
    expect(world.lostBindings).toBe(0);
  });

  test("a proxy behind directors is dispatched to again after its next good check; the database keeps its data", () => {
    const story: Story = { traffic: { calls: calls(paced(100, { duration: 20 })) } };
    const faults: Fault[] = [
      { verb: "kill", at: 5, kill: "P1", kind: "host", for: 5 },
      { verb: "kill", at: 15, kill: "DB", kind: "process", for: 1 },
    ];
    const health = poll({ interval: 1, timeout: 0.25 });
    const { world, seen } = play(behindDirectors(2, { health }), faults, 60, story);
    const atP1 = instants(seen, "INVITE", "P1");
    expect(atP1.filter((at) => at > 11.3 && at < 15).length).toBeGreaterThan(150);
    expect(world.calls.successful).toBeGreaterThan(2000 - 100 - 75 - 20);
  });

  test("a query asked before a proxy died is not answered to its successor", () => {
    const story: Story = { traffic: { calls: calls(paced(20, { duration: 3 })) } };
    const faults: Fault[] = [{ verb: "kill", at: 1.01, kill: "A", kind: "process", for: 0.02 }];
    const { world } = play(
      withDatabase(0, { database: { workers: 10, service: constant(0.1) }, proxies: { workers: 8 } }),
      faults,
      60,
      story,
    );
    expect(world.calls.successful).toBeGreaterThan(50);
  });
});

describe("a divided network", () => {
  const story: Story = { traffic: { calls: calls(paced(100, { duration: 20 })) } };
  const divided = (groups: string[][], lasting = 5): Fault[] => [
    { verb: "partition", at: 5, partition: groups, for: lasting },
  ];

  test("each side has an owner; afterwards the one that more members know, and the other gives up", () => {
    const { world } = play(
      standbyGroup(1, 2),
      divided([
        ["A", "users"],
        ["S1", "S2"],
      ]),
      8,
      story,
    );
    expect(owners(world)).toEqual(["A+S1, callers to A"]);
    expect(lost(world)).toBe(0);
    world.engine.run(20);
    expect(owners(world)).toEqual(["S1, callers to S1"]);
  });

  test("with failback the owner of the start keeps it", () => {
    const group = standbyGroup(1, 2, { takeover: { failback: "preempt" } });
    const { world } = play(
      group,
      divided([
        ["A", "users"],
        ["S1", "S2"],
      ]),
      20,
      story,
    );
    expect(owners(world)).toEqual(["A, callers to A"]);
    expect(lost(world)).toBe(0);
  });

  test("under VRRP the advertisement of the higher priority decides; the lower gives way without a word", () => {
    const { world } = play(standbyGroup(1, 1, { detector: vrrp() }), divided([["A"], ["S1", "users"]], 10), 12, story);
    expect(owners(world)).toEqual(["A+S1, callers to S1"]);
    world.engine.run(17);
    expect(owners(world)).toEqual(["A, callers to S1"]);
  });

  test("rings of Totem merge", () => {
    const { world } = play(
      standbyGroup(1, 2, { detector: totem({ token: 0.3 }) }),
      [...divided([["A"], ["S1", "S2", "users"]]), kill("S1", 15)],
      20,
      story,
    );
    expect(owners(world)).toEqual(["S2, callers to S2"]);
    expect(world.failovers.failovers.map(({ dead, by }) => `${dead.name}→${by.name}`)).toEqual(["A→S1", "S1→S2"]);
  });

  test("what is cut from the users only is served by nobody, and noticed by nobody", () => {
    const cut: Fault[] = [
      { verb: "cut", at: 5, cut: ["A", "users"] },
      { verb: "heal", at: 8, heal: ["users", "A"] },
    ];
    const { world } = play(standbyGroup(1, 1), cut, 60, story);
    expect(world.failovers.failovers).toEqual([]);
    expect(lost(world)).toBe(300);
  });

  test("a worse link delays and loses as it says", () => {
    const worse: Fault[] = [{ verb: "degrade", at: 0, degrade: ["A", "callees"], delay: 30e-3, loss: 0 }];
    const setUp = (faults: Fault[]) => {
      const replicator = new Replicator(scenario(single(), { ...story, faults }), engineNamed("native"));
      return figure(replicator.run(0), "callSetupTime");
    };
    expect(setUp(worse) - setUp([])).toBeCloseTo(60e-3, 9);
  });
});

test("a lost gratuitous ARP leaves the neighbours with their stale entry", () => {
  const faults: Fault[] = [{ verb: "loseArp", at: 1, loseArp: "S1", next: 1 }, kill("A", 2)];
  const { world } = play(standbyGroup(1, 1, { takeover: { staleArp: deterministic(7) } }), faults, 20, {
    traffic: { calls: calls(paced(100, { duration: 15 })) },
  });
  const { claimedAt, announcedAt, restoredAt } = world.failovers.failovers[0]!;
  expect(announcedAt).toBeNaN();
  expect(restoredAt - claimedAt).toBeGreaterThan(7);
  expect(restoredAt - claimedAt).toBeLessThan(7.02);
});

test("a failover that is not covered does not happen, until the node itself is back", () => {
  const story: Story = { traffic: { calls: calls(paced(100, { duration: 20 })) } };
  const { world } = play(
    standbyGroup(1, 1),
    [{ verb: "kill", at: 5, kill: "A", kind: "host", for: 5, covered: false }],
    60,
    story,
  );
  expect(world.failovers.failovers).toEqual([]);
  expect(lost(world)).toBe(500);
});

describe("planned work", () => {
  const story: Story = { traffic: { calls: calls(paced(200, { duration: 20 })) } };

  test("a drained node gives its address away before it stops: no call is lost; killed, it would cost rate × outage", () => {
    for (const detector of [heartbeat(), totem()]) {
      const { world } = play(
        standbyGroup(1, 1, { detector }),
        [{ verb: "drain", at: 5, drain: "A", within: 5, takes: 3 }],
        60,
        story,
      );
      expect(lost(world)).toBe(0);
      expect(owners(world)).toEqual(["S1, callers to S1"]);
      expect(world.nodes.every((node) => node.isSound)).toBe(true);
      expect(lost(play(standbyGroup(1, 1, { detector }), [kill("A", 5)], 60, story).world)).toBeGreaterThan(50);
    }
  });

  test("nobody to give it to: calls are lost for as long as it takes", () => {
    const { world } = play(single(), [{ verb: "drain", at: 5, drain: "A", within: 1, takes: 3 }], 60, {
      traffic: { ...story.traffic, registration: { expires: 60, refresh: 1 } },
    });
    expect(lost(world)).toBeGreaterThan(3 * 200 - 5);
  });

  test("directors stop dispatching to a drained proxy, and begin again when it is back", () => {
    const architecture = behindDirectors(2, { health: poll({ interval: 1, timeout: 0.25 }) });
    const { world, seen } = play(architecture, [{ verb: "drain", at: 5, drain: "P1", within: 5, takes: 3 }], 60, story);
    expect(lost(world)).toBe(0);
    const atP1 = instants(seen, "INVITE", "P1");
    expect(atP1.filter((at) => at > 5.01 && at < 8)).toEqual([]);
    expect(atP1.filter((at) => at > 9.5).length).toBeGreaterThan(500);
  });

  test.each([
    ["n + m under heartbeats", standbyGroup(2, 1, { detector: heartbeat() }), "proxies"],
    ["n + m under Totem", standbyGroup(2, 1, { detector: totem() }), "proxies"],
    ["directors", behindDirectors(2, { health: poll({ interval: 1, timeout: 0.25 }) }), "proxies"],
  ])("a rolling upgrade of %s loses no call, and every process has been started again", (_, architecture, upgrade) => {
    const started = new Set<string>();
    const described = scenario(architecture, {
      ...story,
      faults: [{ verb: "upgrade", at: 2, upgrade, within: 5, takes: 2, pause: 0.5 }],
    });
    const world = worldOf(described);
    for (const node of world.nodes) node.onStart(() => started.add(node.name));
    world.start(0);
    world.engine.run(60);
    expect(lost(world)).toBe(0);
    expect([...started].sort()).toEqual(
      world.nodes
        .filter(({ tier }) => tier === upgrade)
        .map(({ name }) => name)
        .sort(),
    );
  });
});

/**
 * What keepalived.conf says and Keepalived 2.2.7 makes of it, each tried on the daemon: initial state, sync groups, an owner that comes back, and
 * two masters where advertisements are blocked.
 */
import { describe, expect, test } from "vitest";
import { processDeathLaw } from "../../src/detectors/analysed.ts";
import type { Fault } from "../../src/faults/description.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { scenario, standbyGroup, vrrp, worldOf } from "../architecture/fixture.ts";

const written = (detector: string, takeover = "{}") => `format: 2
architecture:
  preset: kamailio-keepalived
  watches:
    routers: { detector: { vrrp: { priorities: { proxy-1: 150 }, ${detector} } }, takeover: ${takeover} }
traffic: { calls: { rate: 10/s, duration: 20 s } }
faults: [{ at: 5 s, kill: proxy-1, kind: process }]
`;
const told = (what: "problems" | "warnings", text: string) =>
  (parseScenario(text, "conf.yaml")[what] ?? []).map(({ path, found }) => `${path}: ${found}`);
const AT = "architecture.watches.routers.detector.vrrp";

describe("initial state", () => {
  const problems = (detector: string, takeover?: string) => told("problems", written(detector, takeover));

  test("MASTER clears nopreempt and preempt_delay: a file that has both is refused at its place", () => {
    expect(problems("states: { proxy-1: MASTER, proxy-2: BACKUP }")).toEqual([]);
    expect(problems("states: { proxy-1: BACKUP, proxy-2: BACKUP }", "{ failback: none }")).toEqual([]);
    expect(problems("states: { proxy-1: MASTER }", "{ failback: none }")).toEqual([
      `${AT}.states.proxy-1: MASTER beside failback: none, where Keepalived clears nopreempt and takes the address back`,
    ]);
    expect(problems("states: { proxy-1: MASTER }, preemptDelay: 60 s")).toEqual([
      `${AT}.states.proxy-1: MASTER beside a preemptDelay, where Keepalived clears preempt_delay`,
    ]);
    expect(problems("states: { proxy-3: MASTER }")[0]).toContain("proxy-3");
  });

  test("a lower priority that says MASTER is a backup all the same, which validate tells", () => {
    expect(told("warnings", written("states: { proxy-2: MASTER }"))).toContain(
      `${AT}.states.proxy-2: state MASTER of proxy-2, which has not the highest priority`,
    );
  });
});

describe("a sync group", () => {
  test("leaves out a check with a weight: nobody ever notices the dead process, and validate says so", () => {
    const text = written("syncGroup: true, track: { interval: 1 s, weight: -100 }");
    expect(told("warnings", text)).toContain(`${AT}.track.weight: a check with a weight in a sync group`);
    const { scenario } = parseScenario(text, "conf.yaml");
    const world = worldOf(scenario!);
    world.start(0);
    world.engine.run(60);
    expect(world.failovers.failovers).toEqual([]);
    const { detector } = scenario!.architecture.watches[0]!;
    expect(() => processDeathLaw(detector)).toThrow(/nobody notices/);
  });

  test("keeps one without", () => {
    const text = written("syncGroup: true, track: { interval: 1 s, weight: 0 }");
    expect(told("warnings", text).filter((warning) => warning.includes("sync"))).toEqual([]);
    const world = worldOf(parseScenario(text, "conf.yaml").scenario!);
    world.start(0);
    world.engine.run(60);
    expect(world.failovers.failovers.length).toBe(1);
  });

  test("of addresses that two nodes own is refused", () => {
    const text = `format: 2
architecture:
  tiers: { proxies: { role: proxy, active: [p1, p2] } }
  addresses: { A1: { tier: proxies, owner: p1, weight: 1 }, A2: { tier: proxies, owner: p2, weight: 1 } }
  watches:
    w:
      tier: proxies
      by: proxies
      detector: { vrrp: { syncGroup: true, virtualRouters: { A1: { p2: 100 }, A2: { p1: 100 } } } }
      takeover: {}
  bindings: { memory: { copiedTo: all proxies } }
  needs: { anyOf: [p1, p2] }
traffic: { calls: { rate: 10/s, duration: 5 s } }
`;
    expect(told("problems", text)).toEqual([
      "architecture.watches.w.detector.vrrp.syncGroup: a sync group of addresses that 2 nodes own",
    ]);
  });
});

/** Who has the address, and to whom the neighbours send. */
function seen(detector: Parameters<typeof vrrp>[0], takeover: object, faults: readonly Fault[], replication = 0) {
  const world = worldOf(scenario(standbyGroup(1, 1, { detector: vrrp(detector), takeover }), { faults }));
  world.start(replication);
  const address = world.network.hosts;
  return (until: number) => {
    world.engine.run(until);
    const named = (isIt: (host: number) => boolean) =>
      world.nodes.filter(({ host }) => isIt(host)).map(({ name }) => name);
    return {
      owners: named((host) => world.network.addresses.has(host, address)),
      leadsTo: named((host) => world.network.resolve[address] === host)[0],
    };
  };
}

describe("an owner whose host comes back", () => {
  const dies: Fault = { verb: "kill", at: 5, kill: "A", kind: "host", for: 10 };
  /** How long after it runs again it has its address [s]; Keepalived 2.2.7 took 3.5 s, of which 3.41 s are its master-down interval. */
  const back = (priority: number) => {
    const at = seen({ priority: 100, priorities: { A: priority } }, {}, [dies]);
    for (let time = 15; time < 25; time += 0.01) if (at(time).leadsTo === "A") return time - 15;
    return Infinity;
  };

  test("waits as a backup for its master-down interval, then preempts", () => {
    const down = 3 + (256 - 150) / 256;
    expect(back(150)).toBeGreaterThan(down);
    expect(back(150)).toBeLessThan(down + 0.07); // the claim takes 50 ms
  });

  test("is master at once with priority 255 (RFC 3768 §6.4.1)", () => {
    expect(back(255)).toBeLessThan(0.07);
  });
});

test("a backup that preempts hears its lower master resign, and waits only its skew (RFC 3768 §6.4.2)", () => {
  // A is away until 15 s and waits until 18.4 s at least; the process of S1, master meanwhile, dies at 16 s.
  const at = seen({ priority: 100, priorities: { A: 150 }, track: 0.01 }, {}, [
    { verb: "kill", at: 5, kill: "A", kind: "host", for: 10 },
    { verb: "kill", at: 16, kill: "S1", kind: "process" },
  ]);
  expect(at(15.9).leadsTo).toBe("S1");
  expect(at(16.4).leadsTo).toBe("S1");
  expect(at(16.01 + 106 / 256 + 0.07).leadsTo).toBe("A");
});

describe("blocked advertisements", () => {
  const block: Fault = { verb: "cut", at: 5, cut: ["A", "S1"], only: "watches", for: 20 };

  test("two masters for as long as it lasts; callers follow the backup's announcement", () => {
    for (let replication = 0; replication < 4; replication++) {
      const at = seen({ version: 3, advertisement: 0.1 }, {}, [block], replication);
      expect(at(4.9)).toEqual({ owners: ["A"], leadsTo: "A" });
      expect(at(5.5)).toEqual({ owners: ["A", "S1"], leadsTo: "S1" });
      expect(at(24.9)).toEqual({ owners: ["A", "S1"], leadsTo: "S1" });
      expect(at(25.2).owners).toEqual(["A"]);
    }
  });

  test("with refreshed ARPs callers go to and fro, for each master has a clock of its own", () => {
    const at = seen({ version: 3, advertisement: 0.1 }, { refreshArp: 1 }, [block]);
    const turns: string[] = [];
    for (let time = 6; time < 24.9; time += 0.01) {
      const { leadsTo } = at(time);
      if (leadsTo !== turns.at(-1)) turns.push(leadsTo!);
    }
    expect(turns.length).toBeGreaterThan(36);
    expect(new Set(turns)).toEqual(new Set(["A", "S1"]));
  });

  test("hosts reach each other by all else", () => {
    const world = worldOf(scenario(standbyGroup(1, 1, { detector: vrrp() }), { faults: [block] }));
    world.start(0);
    world.engine.run(6);
    const [a, s1] = world.nodes;
    expect(world.network.reaches(a!.host, s1!.host)).toBe(true);
  });
});

describe("a check with a weight beside failback: none", () => {
  test("nobody takes over, whatever the weight: a backup that does not preempt lets any priority be master", () => {
    const text = (weight: number) => written(`track: { interval: 1 s, weight: ${weight} }`, "{ failback: none }");
    expect(told("warnings", text(-100))).toContain(`${AT}.track.weight: a weight of -100 beside failback: none`);
    expect(told("warnings", text(0)).filter((warning) => warning.includes("weight"))).toEqual([]);
    for (const [weight, took] of [
      [-100, 0],
      [0, 1],
    ] as const) {
      const world = worldOf(parseScenario(text(weight), "conf.yaml").scenario!);
      world.start(0);
      world.engine.run(60);
      expect(world.failovers.failovers).toHaveLength(took);
    }
  });
});

describe("an interface that goes down and comes back", () => {
  /** When proxy-1 has the address, and who has it in the end; its cable is out from 5.02 s. */
  const played = (detector: string, failback: string, lasts: number, until: number) => {
    const text = written(detector, `{ failback: ${failback}, select: 0 s, claim: 0 s }`).replace(
      "faults: [{ at: 5 s, kill: proxy-1, kind: process }]",
      `faults: [{ at: 5.02 s, kill: proxy-1, kind: link, for: ${lasts} s }]`,
    );
    const world = worldOf(parseScenario(text, "conf.yaml").scenario!);
    const took: { readonly by: string; readonly at: number }[] = [];
    const hosts = new Map(world.nodes.map(({ host, name }) => [host, name]));
    let had = "proxy-1";
    world.start(0);
    for (let at = 0.01; at < until; at += 0.01) {
      world.engine.run(at);
      const [owner] = world.network.addresses
        .owners(world.network.hosts)
        .filter((host) => world.network.attached[host] === 1);
      const by = owner === undefined ? "nobody" : hosts.get(owner)!;
      if (by !== had) took.push({ by, at });
      had = by;
    }
    return took;
  };
  const version3 = "version: 3, advertisement: 100 ms";

  test("begins again as a backup: it takes the address back after its master-down interval", () => {
    const [gone, taken, back] = played(version3, "preempt", 5, 20);
    expect([gone!.by, taken!.by, back!.by]).toEqual(["nobody", "proxy-2", "proxy-1"]);
    expect(taken!.at - 5.02).toBeGreaterThan(0.26 - 0.02); // 3 · 0.1 s + skew of priority 100, less the age of the last advertisement
    expect(taken!.at - 5.02).toBeLessThan(0.361 + 0.02);
    expect(back!.at - 10.02).toBeCloseTo(0.3 + (0.1 * (256 - 150)) / 256, 1); // keepalived#1283: not at once
  });

  test("waits for its preempt delay as well, or for ever without preemption", () => {
    const delayed = played(`${version3}, preemptDelay: 3 s`, "preempt", 5, 20);
    expect(delayed.at(-1)!.by).toBe("proxy-1");
    expect(delayed.at(-1)!.at - 10.02).toBeGreaterThan(3.3);
    expect(delayed.at(-1)!.at - 10.02).toBeLessThan(3.6);
    expect(played(version3, "none", 5, 20).at(-1)!.by).toBe("proxy-2");
  });
});

test("an owner that starts while nobody hears advertisements is master after its master-down interval, as the backup is", () => {
  const text = written("version: 3, advertisement: 100 ms", "{ select: 0 s, claim: 0 s }").replace(
    "faults: [{ at: 5 s, kill: proxy-1, kind: process }]",
    "faults: [{ at: 5 s, kill: proxy-1, kind: host, for: 10 s }, { at: 14 s, cut: [proxy-1, proxy-2], only: watches, for: 40 s }]",
  );
  const world = worldOf(parseScenario(text, "conf.yaml").scenario!);
  const names = new Map(world.nodes.map(({ host, name }) => [host, name]));
  const owners = () => world.network.addresses.owners(world.network.hosts).map((host) => names.get(host));
  world.start(0);
  world.engine.run(15.3); // 0.3 s and the skew of priority 150 are not over
  expect(owners()).toEqual(["proxy-2"]);
  for (const at of [15.4, 53.9]) {
    world.engine.run(at);
    expect(owners().toSorted()).toEqual(["proxy-1", "proxy-2"]);
  }
  world.engine.run(60); // they hear each other again: the lower priority gives way
  expect(owners()).toEqual(["proxy-1"]);
});

test.each([
  ["the backup does not hear the master, who hears it: both are masters", "[proxy-1, proxy-2]", ["proxy-1", "proxy-2"]],
  ["the master does not hear the backup, who has nothing to say", "[proxy-2, proxy-1]", ["proxy-1"]],
])("watches cut one way: %s", (_, ends, expected) => {
  const text = written(
    "version: 3, advertisement: 100 ms",
    "{ select: 0 s, claim: 0 s, lowerPriorityArp: true }",
  ).replace(
    "faults: [{ at: 5 s, kill: proxy-1, kind: process }]",
    `faults: [{ at: 1 s, cut: ${ends}, only: watches, oneWay: true }]`,
  );
  const world = worldOf(parseScenario(text, "conf.yaml").scenario!);
  const names = new Map(world.nodes.map(({ host, name }) => [host, name]));
  world.start(0);
  world.engine.run(30);
  const owners = world.network.addresses.owners(world.network.hosts).map((host) => names.get(host)!);
  expect(owners.toSorted()).toEqual(expected);
});

test.each([
  ["cut: [proxy-1, proxy-2], oneWay: true", "only: watches"],
  ["cut: proxy-1, only: watches, oneWay: true", "two names"],
])("%s is refused", (line, expected) => {
  const text = written("version: 3", "{ select: 0 s, claim: 0 s }").replace("kill: proxy-1, kind: process", line);
  expect(parseScenario(text, "conf.yaml").problems?.[0]?.expected).toContain(expected);
});

/** A master that comes back takes its address again (RFC 3768 preempts), after the time that its kind of daemon needs. */
import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/faults/description.ts";
import { heartbeat, kill, optionsPing, scenario, standbyGroup, vrrp, worldOf } from "../architecture/fixture.ts";

/** How long after its process is back, at 10 s, A has its address again [s]; undefined if not within 20 s. */
function returnAfter(track: number | undefined, replication: number, failback?: "none"): number | undefined {
  const detector = vrrp(track === undefined ? {} : { track });
  const architecture = standbyGroup(1, 1, { detector, takeover: failback ? { failback } : {} });
  const faults = [{ verb: "kill" as const, at: 4, kill: "A", kind: "process" as const, for: 6 }];
  const world = worldOf(scenario(architecture, { faults, run: { seed: 4 } }));
  world.start(replication);
  world.engine.run(10);
  const [a, s1] = world.nodes;
  expect(world.network.resolve[world.network.hosts]).toBe(s1!.host);
  for (let at = 10; at < 30; at += 0.01) {
    world.engine.run(at);
    if (world.network.resolve[world.network.hosts] === a!.host) return at - 10;
  }
  return undefined;
}

/** Choosing and claiming take 50 ms in these tests; the clock is looked at every 10 ms. */
const claim = 0.05;
const look = 0.011;

test("a daemon that starts with its process owns the address, and is master at once", () => {
  for (let replication = 0; replication < 5; replication++) {
    const after = returnAfter(undefined, replication)!;
    expect(after).toBeGreaterThanOrEqual(claim);
    expect(after).toBeLessThan(claim + look);
  }
});

test("a daemon whose script finds the process alive waits as a backup: U(0, script) + 3 advertisements + skew", () => {
  const down = 3 + 1 / 256;
  for (let replication = 0; replication < 8; replication++) {
    const after = returnAfter(0.5, replication)!;
    expect(after).toBeGreaterThanOrEqual(down + claim);
    expect(after).toBeLessThan(down + 0.5 + claim + look);
  }
});

test("without preemption the backup keeps it", () => {
  expect(returnAfter(0.5, 0, "none")).toBeUndefined();
});

/** Who has the address of one master and two backups at the end: A dies for good at 5 s, S1 from 15 s to 25 s, S2 at 40 s. */
function ownerAt(until: number, failback: "none" | "preempt"): string {
  const architecture = standbyGroup(1, 2, { detector: vrrp(), takeover: { failback } });
  const faults = [
    { verb: "kill" as const, at: 5, kill: "A", kind: "host" as const },
    { verb: "kill" as const, at: 15, kill: "S1", kind: "host" as const, for: 10 },
    { verb: "kill" as const, at: 40, kill: "S2", kind: "host" as const },
  ];
  const world = worldOf(scenario(architecture, { faults }));
  world.start(0);
  world.engine.run(until);
  return world.nodes.find(({ host }) => host === world.network.resolve[world.network.hosts])!.name;
}

test("a backup of higher priority that comes back takes the address from the one that has it", () => {
  expect(ownerAt(24, "preempt")).toBe("S2");
  expect(ownerAt(28.5, "preempt")).toBe("S2"); // 3 s + skew of 0.609 s before it is master
  expect(ownerAt(28.7, "preempt")).toBe("S1");
});

test("without preemption it waits as a backup, and takes the address when its holder dies", () => {
  expect(ownerAt(39, "none")).toBe("S2");
  expect(ownerAt(42.6, "none")).toBe("S2");
  expect(ownerAt(43.7, "none")).toBe("S1");
});

test("without preemption a master that came back steps in for the backup that dies", () => {
  const architecture = standbyGroup(1, 1, { detector: vrrp(), takeover: { failback: "none" } });
  const faults = [
    { verb: "kill" as const, at: 4, kill: "A", kind: "process" as const, for: 6 },
    { verb: "kill" as const, at: 20, kill: "S1", kind: "host" as const },
  ];
  const world = worldOf(scenario(architecture, { faults }));
  world.start(0);
  world.engine.run(19);
  expect(world.network.resolve[world.network.hosts]).toBe(world.nodes[1]!.host);
  world.engine.run(25);
  expect(world.network.resolve[world.network.hosts]).toBe(world.nodes[0]!.host);
});

/** Who has the address, and how many, after A was dead from 10 s for so long. */
function afterShortDeath(
  lasting: number,
  kind: "host" | "process",
  track: number | undefined,
  failback: "none" | "preempt",
) {
  const detector = vrrp(track === undefined ? {} : { track });
  const architecture = standbyGroup(1, 1, { detector, takeover: { failback } });
  const world = worldOf(scenario(architecture, { faults: [{ verb: "kill", at: 10, kill: "A", kind, for: lasting }] }));
  world.start(0);
  const address = world.network.hosts;
  return (until: number) => {
    world.engine.run(until);
    return world.nodes.filter(({ host }) => world.network.addresses.has(host, address)).map(({ name }) => name);
  };
}

describe("a master that comes back before its backup has missed three advertisements", () => {
  // The backup has waited since 9 s … 10 s: 3 advertisements and its skew of 156/256 s end at 12.6 s … 13.6 s, and it claims for 50 ms.
  test.each([
    ["a host", "host", undefined],
    ["a process, and its daemon with it", "process", undefined],
    ["a host with a daemon beside its process", "host", 0.5],
  ] as const)("without preemption %s waits as a backup, and has no address when that has one", (_, kind, track) => {
    const ownersAt = afterShortDeath(2, kind, track, "none");
    expect(ownersAt(12.1)).toEqual([]); // RFC 3768 §6.4.1: priority below 255, so Backup
    expect(ownersAt(13.7)).toEqual(["S1"]);
    expect(ownersAt(60)).toEqual(["S1"]);
  });

  test("without preemption, it is master again after its own wait if its backup is dead", () => {
    const architecture = standbyGroup(1, 1, { detector: vrrp(), takeover: { failback: "none" } });
    const faults: Fault[] = [kill("S1", 5), { ...kill("A", 10), for: 2 }];
    const world = worldOf(scenario(architecture, { faults }));
    world.start(0);
    world.engine.run(15); // 12 s + 3 advertisements + 1/256 s
    expect(world.network.addresses.owners(world.network.hosts)).toEqual([]);
    world.engine.run(15.06);
    expect(world.network.addresses.owners(world.network.hosts)).toEqual([world.nodes[0]!.host]);
  });

  test("with preemption it is master at once", () => {
    const ownersAt = afterShortDeath(2, "host", undefined, "preempt");
    expect(ownersAt(12.1)).toEqual(["A"]);
    expect(ownersAt(60)).toEqual(["A"]);
  });

  test("one whose daemon has resigned has no address when its process is back, and one whose daemon has not keeps it", () => {
    // The script looks every 0.5 s; the backup takes over a skew of 156/256 s after it has found the process dead.
    const resigned = afterShortDeath(0.55, "process", 0.5, "none");
    expect(resigned(10.56)).toEqual([]);
    expect(resigned(60)).toEqual(["S1"]);
    const unnoticed = afterShortDeath(0.55, "process", 40, "none");
    expect(unnoticed(10.56)).toEqual(["A"]);
    expect(unnoticed(60)).toEqual(["A"]);
  });
});

test("without preemption the members of a tier are upgraded in turn, and the next waits for nobody who is back", () => {
  const architecture = standbyGroup(1, 1, { detector: vrrp(), takeover: { failback: "none" } });
  const faults = [{ verb: "upgrade" as const, at: 5, upgrade: "proxies", within: 1, takes: 10, pause: 0 }];
  const world = worldOf(scenario(architecture, { faults }));
  world.start(0);
  world.engine.run(60);
  const [a, s1] = world.nodes;
  expect(world.network.resolve[world.network.hosts]).toBe(s1!.host);
  expect(a!.isInMaintenance).toBe(false);
  expect(world.network.addresses.owners(world.network.hosts)).toEqual([s1!.host]);
});

test("a backup whose process restarts has its dead master's address again, whether its script noticed or not", () => {
  for (const lasts of [0.01, 5])
    for (let replication = 0; replication < 4; replication++) {
      const architecture = standbyGroup(1, 1, { detector: vrrp({ track: 1 }) });
      const faults = [
        { verb: "kill" as const, at: 5, kill: "A", kind: "host" as const },
        { verb: "kill" as const, at: 15, kill: "S1", kind: "process" as const, for: lasts },
      ];
      const world = worldOf(scenario(architecture, { faults }));
      world.start(replication);
      world.engine.run(30);
      const s1 = world.nodes[1]!;
      expect(world.network.addresses.has(s1.host, world.network.hosts), `dead for ${lasts} s`).toBe(true);
      expect(world.network.resolve[world.network.hosts]).toBe(s1.host);
    }
});

test("other detectors leave the address where it is", () => {
  for (const detector of [heartbeat(), optionsPing()]) {
    const faults = [{ verb: "kill" as const, at: 4, kill: "A", kind: "process" as const, for: 6 }];
    const world = worldOf(scenario(standbyGroup(1, 1, { detector }), { faults }));
    world.start(0);
    world.engine.run(30);
    expect(world.network.resolve[world.network.hosts]).toBe(world.nodes[1]!.host);
  }
});

describe("who returns between the death of a master and the end of the others' patience", () => {
  const ownersAt = (faults: readonly Fault[], until: number): string[] => {
    const world = worldOf(scenario(standbyGroup(1, 2, { detector: vrrp() }), { faults }));
    world.start(0);
    world.engine.run(until);
    const address = world.registrations.addresses[0]!;
    return world.nodes
      .filter(({ host, isUp }) => isUp && world.network.addresses.has(host, address))
      .map(({ name }) => name);
  };
  const down = (name: string, at: number, lasting: number): Fault => ({ ...kill(name, at), for: lasting });

  test("the owner is master at once, and takes its address from a dead backup that nobody has replaced yet", () => {
    expect(ownersAt([down("A", 10, 21), down("S1", 30, 60)], 33)).toEqual(["A"]);
    expect(ownersAt([down("A", 10, 21), down("S1", 30, 60)], 100)).toEqual(["A"]);
  });

  test("a backup of higher priority becomes master after its own patience, although it never considered the dead one down", () => {
    // S1 is back while S2 is master, which dies before S1 has waited out its time.
    const story = [down("A", 10, 90), down("S1", 20, 20), down("S2", 42, 90)];
    expect(ownersAt(story, 41)).toEqual(["S2"]);
    expect(ownersAt(story, 46)).toEqual(["S1"]);
  });
});

/**
 * What a VRRP daemon does about a process that its check finds dead: `vrrp_script` with interval, fall, rise, weight and time-out, and
 * `vrrp_track_process`, as keepalived.conf(5) describes them; equal priorities (RFC 5798 §6.4.2, §6.4.3) and preempt_delay.
 */
import { describe, expect, test } from "vitest";
import { detectionLaw, processDeathLaw } from "../../src/detectors/analysed.ts";
import { Looks } from "../../src/detectors/core.ts";
import { looking, type Track } from "../../src/detectors/vrrp/description/track.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { Fault } from "../../src/faults/description.ts";
import { figure, scenario, standbyGroup, vrrp, worldOf } from "../architecture/fixture.ts";
import { misfit, uniformBetween } from "../experiment/goodness-of-fit.ts";
import { less } from "../long.ts";

const every = (interval: number, differs: Partial<Track> = {}): Track => ({ ...looking(interval), ...differs });
const checked = (track: Track, differs: Parameters<typeof vrrp>[0] = {}) =>
  vrrp({ version: 3, advertisement: 0.1, ...differs, track });

/** The backup waits (256 − 100)/256 of an advertisement of 0.1 s longer than three of them. */
const SKEW = (0.1 * 156) / 256;
const at = 1 + Math.SQRT2 / 10;

/** When the backup of A takes over in each of many runs [s after the fault]; NaN if it does not. */
function verdicts(detector: ReturnType<typeof vrrp>, fault: Fault, within: number): number[] {
  const architecture = standbyGroup(1, 1, { detector });
  const replicator = new Replicator(
    scenario(architecture, { faults: [fault], network: { delay: 0 }, run: { horizon: at + within, seed: 11 } }),
    engineNamed("native"),
  );
  return Array.from({ length: less(120, 400) }, (_, r) => figure(replicator.run(r), "detectionTime"));
}

const dies: Fault = { verb: "kill", at, kill: "A", kind: "process" };
const hangs: Fault = { verb: "hang", at, hang: "A" };

function expectLaw(sample: readonly number[], cdf: (t: number) => number): void {
  expect(sample.filter((time) => Number.isNaN(time))).toEqual([]);
  expect(misfit(sample, cdf)).toBeLessThan(1);
}

test("three looks every 2 s that fail make it 4 to 6 s, and the skew", () => {
  const sample = verdicts(checked(every(2, { fall: 3 })), dies, 7);
  expectLaw(sample, uniformBetween(4 + SKEW, 6 + SKEW));
  const law = processDeathLaw({
    kind: "vrrp",
    version: 3,
    advertisement: 0.1,
    priority: 100,
    track: every(2, { fall: 3 }),
  });
  expect([law.min, law.mean, law.max]).toEqual([4 + SKEW, 5 + SKEW, 6 + SKEW].map((t) => expect.closeTo(t, 9)));
});

test("a process that hangs is there for a script that only looks; one that asks waits for its answer", () => {
  expect(verdicts(checked(every(0.5, { fall: 2 })), hangs, 5).every(Number.isNaN)).toBe(true);
  const asking = every(0.5, { fall: 2, asks: true, timeout: 0.3 });
  expectLaw(verdicts(checked(asking), hangs, 5), uniformBetween(0.5 + 0.3 + SKEW, 1 + 0.3 + SKEW));
});

test("a daemon that is told of the death resigns at once: the skew alone", () => {
  for (const time of verdicts(checked(every(0)), dies, 2)) expect(time).toBeCloseTo(SKEW, 9);
});

describe("a check with a weight", () => {
  const pair = (weight: number) => checked(every(1, { weight }), { priority: 90, priorities: { A: 100 } });
  const timers = { kind: "vrrp", version: 3, advertisement: 0.1, priority: 90, masterPriority: 100 } as const;

  test("smaller than the difference between the priorities: nobody takes over, and the law says so", () => {
    for (const weight of [-9, 9]) {
      expect(verdicts(pair(weight), dies, 6).every(Number.isNaN)).toBe(true);
      expect(() => processDeathLaw({ ...timers, track: every(1, { weight }) })).toThrow(/nobody takes over/);
    }
  });

  test("as large as the distance leaves two equal priorities, and a backup takes nothing from an equal", () => {
    expect(verdicts(pair(-10), dies, 6).every(Number.isNaN)).toBe(true);
    expect(() => processDeathLaw({ ...timers, track: every(1, { weight: -10 }) })).toThrow(/nobody takes over/);
  });

  test("larger than the distance: advertisements of the master count for nothing from its next look on", () => {
    const [skew, law] = [(0.1 * (256 - 90)) / 256, processDeathLaw({ ...timers, track: every(1, { weight: -20 }) })];
    // The look, U(0, 1 s), then 3 advertisements and the skew from the last one before it, U(0, 0.1 s) ago.
    expect([law.min, law.mean, law.max]).toEqual(
      [0.2 + skew, 0.75 + skew, 1.3 + skew].map((t) => expect.closeTo(t, 9)),
    );
    expectLaw(verdicts(pair(-20), dies, 6), law.cdf);
  });

  test("above 0 it is added while the process lives, to the backup's priority as well", () => {
    const law = processDeathLaw({ ...timers, track: every(1, { weight: 20 }) });
    expect(law.min).toBeCloseTo(0.2 + (0.1 * (256 - 110)) / 256, 9);
    expectLaw(verdicts(pair(20), dies, 6), law.cdf);
  });

  test("has no effect at priority 255", () => {
    expect(verdicts(checked(every(1, { weight: -200 })), dies, 6).every(Number.isNaN)).toBe(true);
  });

  test("without preemption a backup keeps waiting whatever its master's priority", () => {
    const architecture = standbyGroup(1, 1, { detector: pair(-20), takeover: { failback: "none" } });
    const world = worldOf(scenario(architecture, { faults: [dies] }));
    world.start(0);
    world.engine.run(20);
    expect(world.failovers.failovers).toEqual([]);
  });

  test("a master whose process is alive again has its priority and its address back; nobody had both meanwhile", () => {
    for (const [fault, track] of [
      [{ ...dies, for: 6 }, every(1, { weight: -20 })],
      [{ ...hangs, for: 6 }, every(1, { weight: -20, asks: true, timeout: 0.5 })],
    ] as const) {
      const detector = checked(track, { priority: 90, priorities: { A: 100 } });
      const world = worldOf(scenario(standbyGroup(1, 1, { detector }), { faults: [fault] }));
      world.start(1);
      const address = world.network.hosts;
      const owners = (until: number) => {
        world.engine.run(until);
        return world.nodes.filter(({ host }) => world.network.addresses.has(host, address)).map(({ name }) => name);
      };
      expect(owners(1)).toEqual(["A"]);
      expect(owners(4.5)).toEqual(["S1"]);
      expect(owners(7)).toEqual(["S1"]);
      expect(owners(12)).toEqual(["A"]);
      expect(world.network.resolve[address]).toBe(world.nodes[0]!.host);
    }
  });
});

describe("a master with a dead process, whose weight leaves it above its backup, which cannot hear it for a while", () => {
  const detector = checked(every(1, { weight: -5 }), { priority: 90, priorities: { A: 100 } });
  const cut: Fault = { verb: "cut", at: 5, cut: ["A", "S1"], only: "watches", for: 5 };

  function owning(processIsBack: number, takeover = {}) {
    const killed = { ...dies, for: processIsBack - at } as Fault;
    const world = worldOf(scenario(standbyGroup(1, 1, { detector, takeover }), { faults: [killed, cut] }));
    world.start(1);
    const [a, s1] = ["A", "S1"].map((name) => world.nodes.find((node) => node.name === name)!);
    const address = world.network.hosts;
    return {
      owners: (until: number) => {
        world.engine.run(until);
        return [a!, s1!].filter(({ host }) => world.network.addresses.has(host, address)).map(({ name }) => name);
      },
      /** Whom callers send to. */
      sentTo: () => [a!, s1!].find(({ host }) => host === world.network.resolve[address])?.name,
    };
  }

  test("keeps its address, and is the only one to have it again when advertisements pass", () => {
    const { owners, sentTo } = owning(15, { lowerPriorityArp: true });
    expect([owners(4.9), owners(9.9), owners(12)]).toEqual([["A"], ["A", "S1"], ["A"]]);
    expect([owners(14.9), owners(16), sentTo()]).toEqual([["A"], ["A"], "A"]);
  });

  test("says nothing when its process starts again: its daemon has been master all the time", () => {
    const { owners, sentTo } = owning(8);
    expect([owners(7.9), sentTo()]).toEqual([["A", "S1"], "S1"]);
    expect([owners(9.9), sentTo()]).toEqual([["A", "S1"], "S1"]);
  });
});

test("looks in a row count, others begin again; the law of k in a row by hand", () => {
  const looks = new Looks({ fall: 3, rise: 2 });
  const said = [false, false, true, false, false, false, true, false, true, true].map((alive) => looks.found(alive));
  expect(said.map((changes, i) => (changes ? i : -1)).filter((i) => i >= 0)).toEqual([5, 9]);
});

describe("equal priorities", () => {
  const equals = vrrp({ version: 3, advertisement: 0.1, priority: 100, priorities: { A: 100 } });
  const owners = (failback: "none" | "preempt", faults: readonly Fault[]) => {
    const world = worldOf(scenario(standbyGroup(1, 1, { detector: equals, takeover: { failback } }), { faults }));
    world.start(0);
    return (until: number) => {
      world.engine.run(until);
      return world.nodes
        .filter(({ host }) => world.network.addresses.has(host, world.network.hosts))
        .map(({ name }) => name);
    };
  };

  test("a backup preempts no equal, and the owner that returns leaves the address where it is", () => {
    const of = owners("preempt", [{ verb: "kill", at: 5, kill: "S1", kind: "host", for: 5 }]);
    expect([of(4), of(30)]).toEqual([["A"], ["A"]]);
  });

  test("of two masters that meet after a split the one of the higher address stays", () => {
    const of = owners("preempt", [{ verb: "partition", at: 5, partition: [["A"], ["S1"]], for: 5 }]);
    expect([of(4), of(9), of(15)]).toEqual([["A"], ["A", "S1"], ["S1"]]);
  });
});

test("preempt delay: an owner that returns waits so long from the first advertisement that it hears, then its own wait", () => {
  const detector = vrrp({ version: 3, advertisement: 0.1, preemptDelay: 5, priorities: { A: 200 } });
  const faults: Fault[] = [{ verb: "kill", at: 5, kill: "A", kind: "host", for: 10 }];
  for (let replication = 0; replication < 6; replication++) {
    const world = worldOf(scenario(standbyGroup(1, 1, { detector }), { faults }));
    world.start(replication);
    const holder = (until: number) => {
      world.engine.run(until);
      return world.nodes.find(({ host }) => host === world.network.resolve[world.network.hosts])!.name;
    };
    expect(holder(14.9)).toBe("S1");
    expect(holder(20.2)).toBe("S1"); // 15 + 5 + 2 advertisements and a skew of 22 ms at least
    expect(holder(20.6)).toBe("A"); // 15 + 0.1 + 5 + 0.3 + 0.022, and 50 ms for the claim
  }
});

describe("a machine that freezes and goes on", () => {
  const stands = (node: string, lasting: number): Fault => ({ verb: "freeze", at: 5, freeze: node, for: lasting });
  const detector = vrrp({ version: 3, advertisement: 0.1, track: 1 });

  test("a master is replaced, goes on as master and says nothing: neighbours keep the backup's entry, until somebody announces", () => {
    const play = (lowerPriorityArp: boolean) => {
      const world = worldOf(
        scenario(standbyGroup(1, 1, { detector, takeover: { lowerPriorityArp } }), { faults: [stands("A", 3)] }),
      );
      world.start(0);
      return (until: number) => {
        world.engine.run(until);
        const [a, s1] = world.nodes;
        const address = world.network.hosts;
        return {
          owners: [a!, s1!].filter(({ host }) => world.network.addresses.has(host, address)).map(({ name }) => name),
          leadsTo: world.network.resolve[address] === a!.host ? "A" : "S1",
        };
      };
    };
    const silent = play(false);
    expect(silent(7.9).leadsTo).toBe("S1");
    expect(silent(9)).toEqual({ owners: ["A"], leadsTo: "S1" });
    expect(play(true)(9)).toEqual({ owners: ["A"], leadsTo: "A" });
  });

  test("a backup that freezes reads what has come before it judges: nobody takes over", () => {
    for (let replication = 0; replication < 10; replication++) {
      const world = worldOf(scenario(standbyGroup(1, 1, { detector }), { faults: [stands("S1", 3)] }));
      world.start(replication);
      world.engine.run(12);
      expect(world.failovers.failovers).toEqual([]);
    }
  });

  test("shorter than the wait of its backup it costs no takeover", () => {
    expect(detectionLaw({ kind: "vrrp", version: 3, advertisement: 0.1, priority: 100 }).min).toBeGreaterThan(0.25);
    const world = worldOf(scenario(standbyGroup(1, 1, { detector }), { faults: [stands("A", 0.2)] }));
    world.start(0);
    world.engine.run(12);
    expect(world.failovers.failovers).toEqual([]);
  });

  test("a master that tells the neighbours every so often ends the silence", () => {
    expect(knownAgainAfter({ refreshArp: 2 }, 12)).toBeLessThan(2.02);
    expect(knownAgainAfter({}, 2)).toBeGreaterThan(5);
  });

  /** How long after the frozen master goes on its neighbours know it again [s], the longest of several runs. */
  function knownAgainAfter(takeover: { readonly refreshArp?: number }, runs: number) {
    const times = Array.from({ length: runs }, (_, replication) => {
      const world = worldOf(scenario(standbyGroup(1, 1, { detector, takeover }), { faults: [stands("A", 3)] }));
      world.start(replication);
      for (let at = 8; at < 20; at += 0.01) {
        world.engine.run(at);
        if (world.network.resolve[world.network.hosts] === world.nodes[0]!.host) return at - 8;
      }
      return Infinity;
    });
    return Math.max(...times);
  }
});

/** Who tells the neighbours that an address has moved, and what becomes of them if nobody does. */
import { describe, expect, test } from "vitest";
import type { Consequence } from "../../src/consequences/description.ts";
import { deterministic } from "../../src/distributions/description.ts";
import type { Fault } from "../../src/faults/description.ts";
import type { Architecture } from "../../src/service/description.ts";
import { calls, heartbeat, paced, scenario, standbyGroup, vrrp, worldOf } from "../architecture/fixture.ts";

const rate = 100;
const end = 60;

/** A run of a minute: lost calls, and times [s] at which the callers' entry for the first address changed, with whom it led to. */
function play(architecture: Architecture, faults: readonly Fault[], network: { loss?: number } = {}, replication = 0) {
  const described = scenario(architecture, {
    faults,
    network,
    traffic: { calls: calls(paced(rate, { duration: end })) },
  });
  const world = worldOf(described);
  world.start(replication);
  const address = world.registrations.addresses[0]!;
  const name = (host: number) => world.nodes.find((node) => node.host === host)!.name;
  const turns: { at: number; to: string }[] = [];
  let before = world.network.resolve[address]!;
  world.engine.observe(() => {
    const now = world.network.resolve[address]!;
    if (now !== before) turns.push({ at: world.engine.now, to: name(now) });
    before = now;
  });
  world.engine.run(end + 1);
  const owners = world.nodes.filter((node) => world.network.addresses.has(node.host, address)).map(({ name }) => name);
  return { world, turns, owners, lost: world.calls.created - world.calls.successful };
}

const pair = (takeover: Partial<Consequence<"takeover">>) => standbyGroup(1, 1, { detector: vrrp(), takeover });
const split: Fault = { verb: "cut", at: 10, cut: ["A"], for: 5 };
const lostArp: Fault = { verb: "loseArp", at: 1, loseArp: "A", next: 100 };

describe("VRRP after a split of five seconds", () => {
  test("the backup announced and gives way; whoever was master all the time says nothing: entries must run out", () => {
    const { turns, owners, lost, world } = play(pair({ staleArp: deterministic(20) }), [split]);
    expect(owners).toEqual(["A"]);
    expect(turns.map(({ to }) => to)).toEqual(["S1", "A"]);
    const { claimedAt } = world.failovers.failovers[0]!;
    // S1 gives way at the first advertisement of A after the split, at most 1 s later; then 20 s.
    expect(turns[1]!.at).toBeGreaterThan(35);
    expect(turns[1]!.at).toBeLessThan(36.01);
    expect(Math.abs(lost - rate * (claimedAt - 10 + 20))).toBeLessThanOrEqual(2);
  });

  test("a master that answers a lower priority puts it right within an advertisement, if it hears one first", () => {
    const after = Array.from({ length: 16 }, (_, replication) =>
      play(pair({ staleArp: deterministic(30), lowerPriorityArp: true }), [split], {}, replication),
    ).map(({ turns }) => turns[1]!.at - 15);
    const quick = after.filter((at) => at < 1.01);
    expect(after.every((at) => at < 1.01 || at > 30)).toBe(true);
    // Whose advertisement comes first after the split is a matter of phases.
    expect(quick.length).toBeGreaterThan(2);
    expect(quick.length).toBeLessThan(14);
  });

  test("its gratuitous ARPs can be lost, whatever made it send them", () => {
    const { turns, lost } = play(pair({ staleArp: deterministic(3600), lowerPriorityArp: true }), [lostArp, split]);
    expect(turns.map(({ to }) => to)).toEqual(["S1"]);
    // 10 s to the takeover after 2.6 to 3.6 s, and from the giving way, at most 1 s after the heal, to the end.
    expect(lost).toBeGreaterThan(4600);
    expect(lost).toBeLessThan(4900);
  });

  test("with a MAC address of its own switches learn the way from the next advertisement, though every ARP is lost", () => {
    const { turns, lost } = play(pair({ staleArp: deterministic(3600), virtualMac: true }), [
      lostArp,
      { verb: "loseArp", at: 1, loseArp: "S1", next: 100 },
      split,
    ]);
    expect(turns.map(({ to }) => to)).toEqual(["S1", "A"]);
    expect(turns[1]!.at).toBeLessThan(16.01);
    expect(lost).toBeLessThan(510);
  });

  test("nobody announces where the product never does: the entries lead to who was cut off, and is back", () => {
    const { turns, lost } = play(pair({ staleArp: deterministic(3600), gratuitousArp: false }), [split]);
    expect(turns).toEqual([]);
    expect(lost).toBe(500);
  });
});

test("under VRRP a master that was taken for dead keeps its address and goes on; the backup gives way, and its ARP misleads", () => {
  for (let replication = 0; replication < 20; replication++) {
    const takeover = { staleArp: deterministic(3600), claim: 0 };
    const detector = vrrp({ advertisement: 0.1, version: 3 });
    const { world, owners, turns } = play(standbyGroup(1, 1, { detector, takeover }), [], { loss: 0.1 }, replication);
    if (world.failovers.failovers.length === 0) continue;
    expect(owners).toContain("A");
    expect(turns[0]!.to).toBe("S1");
    return;
  }
  expect.fail("no false suspicion in 20 minutes with 10 % loss");
});

test("a member of a group that was replaced by mistake gives its address up when it hears of its successor, gratuitous ARP or not", () => {
  const faults: Fault[] = [
    { verb: "loseArp", at: 1, loseArp: "S1", next: 100 },
    {
      verb: "partition",
      at: 10,
      partition: [
        ["A", "users"],
        ["S1", "S2"],
      ],
      for: 5,
    },
  ];
  const takeover = { staleArp: deterministic(7) };
  const { owners, turns, lost } = play(standbyGroup(1, 2, { detector: heartbeat(), takeover }), faults);
  expect(owners).toEqual(["S1"]);
  expect(turns.map(({ to }) => to)).toEqual(["S1"]);
  expect(turns[0]!.at).toBeGreaterThan(22);
  expect(lost / rate).toBeGreaterThan(6.9);
  expect(lost / rate).toBeLessThan(7.1);
});

describe("a standby that was about to step in while its own link was cut", () => {
  const aborted: Fault = { verb: "kill", at: 10, kill: "S1", kind: "link", for: 0.5 };
  test.each([
    ["preempt", "A", { failback: "preempt" }],
    ["none", "S1", { failback: "none" }],
  ] as const)(
    "without gratuitous ARP two never keep an address for good: failback %s leaves it to %s",
    (_, one, failback) => {
      const described = standbyGroup(1, 1, { detector: heartbeat(), takeover: { gratuitousArp: false, ...failback } });
      expect(play(described, [aborted]).owners).toEqual([one]);
    },
  );
});

test("gratuitous ARPs that were lost are made up for by those of garp_master_delay", () => {
  const detector = vrrp({ version: 3, advertisement: 0.1 });
  const faults: Fault[] = [
    { verb: "loseArp", at: 4, loseArp: "S1", next: 1 },
    { verb: "kill", at: 5, kill: "A", kind: "host" },
  ];
  const leadsTo = (repeatArp?: number) => {
    const takeover = repeatArp === undefined ? {} : { repeatArp };
    const world = worldOf(scenario(standbyGroup(1, 1, { detector, takeover }), { faults }));
    world.start(0);
    return (until: number) => {
      world.engine.run(until);
      return world.nodes.find(({ host }) => host === world.network.resolve[world.network.hosts])!.name;
    };
  };
  const [once, twice] = [leadsTo(), leadsTo(5)];
  expect([once(6), twice(6)]).toEqual(["A", "A"]); // master after 0.36 s, and nobody has heard
  expect([once(10.5), twice(10.5)]).toEqual(["A", "S1"]);
});

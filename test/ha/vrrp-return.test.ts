/** A master that comes back takes its address again (RFC 3768 preempts), after the time that its kind of daemon needs. */
import { expect, test } from "vitest";
import { heartbeat, optionsPing, scenario, standbyGroup, vrrp, worldOf } from "../architecture/fixture.ts";

/** How long after its process is back, at 10 s, A has its address again [s]; undefined if not within 20 s. */
function returnAfter(track: number | undefined, replication: number, failback?: "none"): number | undefined {
  const detector = vrrp(track === undefined ? {} : { track });
  const architecture = standbyGroup(1, 1, { detector, takeover: failback ? { failback } : {} });
  const faults = [{ at: 4, kill: "A", kind: "process" as const, for: 6 }];
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

test("other detectors leave the address where it is", () => {
  for (const detector of [heartbeat(), optionsPing()]) {
    const faults = [{ at: 4, kill: "A", kind: "process" as const, for: 6 }];
    const world = worldOf(scenario(standbyGroup(1, 1, { detector }), { faults }));
    world.start(0);
    world.engine.run(30);
    expect(world.network.resolve[world.network.hosts]).toBe(world.nodes[1]!.host);
  }
});

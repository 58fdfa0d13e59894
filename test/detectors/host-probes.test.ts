/** Heartbeats of a program of the host, which probes the server process: leases and readiness of a kubelet. */
import { expect, test } from "vitest";
import { detectionLaw, processDeathLaw } from "../../src/detectors/analysed.ts";
import type { Detector } from "../../src/detectors/description.ts";
import type { Fault } from "../../src/faults/description.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { behindDirectors, kill, scenario, worldOf } from "../architecture/fixture.ts";

const AT = 100;
const PROBE = { interval: 10, timeout: 1, fall: 3, rise: 1 };
const lease = (probe = PROBE): Detector => ({
  ...{ kind: "heartbeat", interval: 10, misses: 4, judged: "at timeout", stagger: null, of: undefined },
  probe,
});

/** In 30 runs: from a fault at 100 s until the director leaves the proxy out, and from the end of the fault until it has it back, told every hundredth [s]. */
function noticed(fault: Fault, ends: number, probe = PROBE) {
  const described = scenario(behindDirectors(2, { health: lease(probe), cache: true }), { faults: [fault] });
  const world = worldOf(described);
  const { host } = world.nodes.find(({ name }) => name === "D1")!;
  const { engine, director } = world;
  const until = (count: number, from: number, end: number) => {
    engine.run(from);
    while (director.dispatch.aliveFor(host).length !== count && engine.now < end) engine.run(engine.now + 0.01);
    return engine.now - from;
  };
  const runs = Array.from({ length: 30 }, (_, replication) => {
    world.start(replication);
    const out = until(1, AT, ends);
    return { out, back: until(2, ends, ends + 60) };
  });
  return { out: Moments.of(runs.map(({ out }) => out)), back: Moments.of(runs.map(({ back }) => back)) };
}
/** Within the bounds of a uniform law, with its mean. */
function isUniform({ min, max, mean }: Moments, low: number, high: number) {
  expect(min).toBeGreaterThan(low - 0.02);
  expect(max).toBeLessThan(high + 0.05);
  expect(Math.abs(mean - (low + high) / 2)).toBeLessThan(4 * ((high - low) / Math.sqrt(12 * 30)));
}

test("a process that hangs is found by the third probe, 1 s after it; one that is dead at once; a host by its lease", () => {
  const hung = noticed({ verb: "hang", at: AT, hang: "P1", for: 100 }, AT + 100);
  isUniform(hung.out, 21, 31);
  isUniform(hung.back, 0, 10); // by the next probe
  isUniform(noticed({ ...kill("P1", AT, "process"), for: 100 }, AT + 100).out, 20, 30);
  const host = noticed({ ...kill("P1", AT, "host"), for: 100 }, AT + 100);
  isUniform(host.out, 30, 40);
  expect(host.back.max).toBeLessThan(0.02); // its kubelet renews the lease when it starts
});

test("leases go on whatever becomes of the process: without probes that fail often enough nothing is noticed", () => {
  expect(
    noticed({ verb: "hang", at: AT, hang: "P1", for: 90 }, AT + 90, { ...PROBE, fall: 10 }).out.min,
  ).toBeGreaterThanOrEqual(90);
});

test("the laws of both deaths", () => {
  const host = detectionLaw(lease());
  expect([host.cdf(30), host.mean, host.cdf(40)]).toEqual([0, 35, 1]);
  const process = processDeathLaw(lease());
  expect([process.cdf(20), process.mean, process.cdf(30)]).toEqual([0, 25, 1]);
});

/** What a takeover costs in bindings, by how they reach the standbys. */
import { expect, test } from "vitest";
import type { Checkpoint } from "../../src/bindings/memory/description.ts";
import type { Detector } from "../../src/detectors/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Moments } from "../../src/statistics/moments.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  type Story,
  scenario,
  standbyGroup,
  vrrp,
  worldOf,
} from "../architecture/fixture.ts";
import { instants, wiretap } from "../sip/wire.ts";

const users = 1000;
const rate = 100; // registrations per second at each address

/** Users register one after the other over 10 s; A dies in the middle. */
const storm: Story = {
  traffic: { users, registration: { within: users / rate } },
  faults: [kill("A", 5.0123)],
  run: { horizon: 12 },
};
const run = (checkpoint: Checkpoint, story: Story = storm, [active, standby] = [1, 1] as [number, number]) =>
  new Replicator(scenario(standbyGroup(active, standby, { checkpoint }), story), engineNamed("native"));

test("a synchronous checkpoint loses no acknowledged binding, whatever the network loses", () => {
  for (const loss of [0, 0.05, 0.3])
    for (const retransmission of [true, false]) {
      const story = { ...storm, network: { loss }, traffic: { ...storm.traffic, retransmission } };
      const replicator = run({ mode: "synchronous" }, story);
      for (let replication = 0; replication < 10; replication++) {
        const figures = replicator.run(replication);
        expect(figure(figures, "lostBindings")).toBe(0);
        expect(figure(figures, "registeredBindings")).toBeGreaterThan(users / 10);
      }
    }
});

test("its 200 waits for every standby: two hops more", () => {
  const delay = 3e-3;
  const answered = (checkpoint: Checkpoint, standby: number) => {
    const story = { network: { delay }, traffic: { users: 1, registration: { within: 1 } } };
    const described = scenario(standbyGroup(1, standby, { checkpoint }), story);
    const world = worldOf(described);
    const seen = wiretap(world, described);
    world.start(0);
    world.engine.run(2);
    return instants(seen, "200 REGISTER", "callees")[0]! - instants(seen, "REGISTER", "SAP-A")[0]!;
  };
  const alone = delay + 0.2e-3; // hop and service
  expect(answered({ mode: "none" }, 2)).toBeCloseTo(alone, 9);
  expect(answered({ mode: "lagged", lag: 1 }, 2)).toBeCloseTo(alone, 9);
  expect(answered({ mode: "synchronous" }, 0)).toBeCloseTo(alone, 9);
  expect(answered({ mode: "synchronous" }, 2)).toBeCloseTo(alone + 2 * delay, 9);
});

test("a lagging checkpoint loses what was registered within the lag: rate × lag", () => {
  for (const lag of [0.1, 0.5, 2]) {
    const lost = Array.from({ length: 10 }, (_, r) => figure(run({ mode: "lagged", lag }).run(r), "lostBindings"));
    for (const bindings of lost) expect(Math.abs(bindings - rate * lag)).toBeLessThanOrEqual(1);
  }
});

test("without a checkpoint all is lost", () => {
  const figures = run({ mode: "none" }).run(0);
  expect(figure(figures, "lostBindings")).toBe(Math.floor(5.0123 * rate));
});

test("bindings lost are the calls that fail with 404 until their users register again", () => {
  const story: Story = {
    traffic: { users: 50, registration: { expires: 3600, refresh: 10 }, calls: calls(paced(100, { duration: 30 })) },
    faults: [kill("A", 8.0123)],
  };
  const failed = (checkpoint: Checkpoint) =>
    Moments.of(
      Array.from({ length: 20 }, (_, r) => figure(run(checkpoint, story).run(r), "failedCalls.bindingMissing")),
    );
  expect(failed({ mode: "synchronous" }).max).toBe(0);
  // After the takeover at some 8.3 s each user is unknown until its next refresh, on average for 5 s: 100 calls/s × 5 s.
  const { mean, standardError } = failed({ mode: "none" });
  expect(Math.abs(mean - 500)).toBeLessThan(4 * standardError + 10);
  expect(standardError).toBeLessThan(10);
});

test("a REGISTER that arrives while an earlier copy is being confirmed is not acknowledged by that copy's confirmations", () => {
  // Two standbys, 40 ms away: the copies of the first REGISTER (at 0) are confirmed while those of the second are under way.
  const story: Story = {
    network: { delay: 0.04 },
    traffic: { users: 1, registration: { within: 0.001 }, retransmission: true, timers: { t1: 0.06, t2: 4, t4: 5 } },
  };
  const described = scenario(standbyGroup(1, 2), story);
  const world = worldOf(described);
  const seen = wiretap(world, described);
  world.start(0);
  world.engine.run(3);
  const copies = instants(seen, "checkpoint", "S2").length;
  expect(copies).toBeGreaterThan(1);
  // Each 200 follows the confirmations of a whole round of copies; none goes out for half a round.
  expect(instants(seen, "checkpoint done", "A")).toHaveLength(2 * copies);
  const firsts = instants(seen, "checkpoint", "S2");
  for (const [i, at] of instants(seen, "200 REGISTER", "callees").entries())
    expect(at).toBeGreaterThanOrEqual(firsts[i]! + 0.08 - 1e-9);
});

test("a surviving active goes on serving its own address with its own bindings", () => {
  const story: Story = {
    traffic: {
      users,
      registration: { within: 10 },
      calls: calls(paced(50, { start: 12, duration: 5 }), { access: { address: "SAP-B" } }),
    },
    faults: [kill("A", 5)],
  };
  const figures = run({ mode: "none" }, story, [2, 1]).run(0);
  expect(figure(figures, "failedCalls")).toBe(0);
  expect(figure(figures, "successfulCalls")).toBe(250);
});

test("under election an owner that is back stands by for nobody and gets no copies, as it would where it has lost its address", () => {
  const copiesTo = (name: string, detector: Detector) => {
    const described = scenario(standbyGroup(2, 1, { checkpoint: { mode: "synchronous" }, detector }), {
      traffic: { users, registration: { within: 100 } },
      faults: [{ verb: "restart", at: 2, restart: "A", takes: 18 }],
    });
    const world = worldOf(described);
    const seen = wiretap(world, described);
    world.start(0);
    world.engine.run(60);
    return instants(seen, "checkpoint", name).filter((at) => at > 30).length;
  };
  expect(copiesTo("A", vrrp())).toBe(0);
  expect(copiesTo("S1", vrrp())).toBeGreaterThan(299);
  expect(copiesTo("A", heartbeat())).toBeGreaterThan(299);
});

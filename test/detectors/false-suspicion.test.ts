/** A network that loses beats makes the living look dead: how often, against renewal theory. */
import { expect, test } from "vitest";
import type { Detector } from "../../src/detectors/description.ts";
import { Moments } from "../../src/statistics/moments.ts";
import { heartbeat, scenario, standbyGroup, worldOf } from "../architecture/fixture.ts";
import { misfitOfCounts } from "../experiment/goodness-of-fit.ts";
import { less } from "../long.ts";

/** Beats that A has sent when S1 first holds it dead, in each of many replications. */
function beatsToSuspicion(detector: Detector, loss: number, replications: number): number[] {
  const world = worldOf(scenario(standbyGroup(1, 1, { detector }), { network: { loss }, run: { seed: 5 } }));
  const { engine, failovers } = world;
  let beats = 0;
  engine.observe((_, code, node) => {
    if (engine.nameOf(code) === "heartbeat tick" && node === 0) beats++;
  });
  return Array.from({ length: replications }, (_, replication) => {
    beats = 0;
    world.start(replication);
    while (failovers.failovers.length === 0 && engine.now < 1000) engine.run(engine.now + 0.01);
    return beats;
  });
}

/** Number of trials to the first run of k failures of probability p: mean (1 − p^k)/(p^k (1 − p)) (Feller, ch. XIII.7). */
const meanTrials = (p: number, k: number) => (1 - p ** k) / (p ** k * (1 - p));

/** P(exactly n trials), by the recursion over the position of the last success. */
function trialsExactly(p: number, k: number, n: number): number {
  const surviving = [1]; // surviving[m]: no run of k in m trials
  const none = (m: number): number => {
    if (m < k) return 1;
    surviving[m] ??= Array.from({ length: k }, (_, i) => p ** i * (1 - p) * none(m - i - 1)).reduce((x, y) => x + y, 0);
    return surviving[m];
  };
  return none(n - 1) - none(n);
}

test.each([
  [2, 0.3],
  [3, 0.4],
])("at time-outs a false suspicion takes %d lost beats in a row (loss %f)", (k, loss) => {
  const beats = beatsToSuspicion(heartbeat({ misses: k }), loss, less(1000, 3000));
  const { mean, standardError } = Moments.of(beats);
  expect(Math.abs(mean - meanTrials(loss, k)) / standardError).toBeLessThan(3.3);
  expect(standardError / mean).toBeLessThan(less(0.05, 0.03));
  const most = 12;
  const counts = Array.from({ length: most }, (_, i) => beats.filter((n) => (i === 0 ? n >= most : n === i)).length);
  const shares = Array.from({ length: most }, (_, i) => (i === 0 ? 0 : trialsExactly(loss, k, i)));
  shares[0] = 1 - shares.reduce((sum, share) => sum + share, 0);
  expect(misfitOfCounts(counts, shares)).toBeLessThan(1);
});

/**
 * Mean intervals until k of the last m were silent, each with probability p: the hitting time of a chain whose states are the last
 * m intervals, solved by iteration.
 */
function meanIntervals(p: number, k: number, m: number): number {
  const bits = (state: number): number => (state === 0 ? 0 : (state & 1) + bits(state >> 1));
  const time = new Float64Array(2 ** m);
  for (let sweep = 0; sweep < 2000; sweep++)
    for (let state = 0; state < time.length; state++) {
      const heard = (state << 1) & (2 ** m - 1);
      const after = (next: number) => (bits(next) >= k ? 0 : time[next]!);
      time[state] = 1 + (1 - p) * after(heard) + p * after(heard | 1);
    }
  return time[0]!;
}

test.each([
  [2, 2, 0.2],
  [2, 4, 0.1],
  [3, 5, 0.25],
])("%d silent intervals of the last %d (loss %f): the hitting time of the chain of windows", (k, m, loss) => {
  const detector = heartbeat({ misses: k, of: m, judged: "at own tick", stagger: 0.06 });
  const expected = meanIntervals(loss, k, m);
  if (k === m) expect(expected).toBeCloseTo(meanTrials(loss, k), 6);
  const beats = beatsToSuspicion(detector, loss, less(1000, 2000));
  const { mean, standardError } = Moments.of(beats);
  expect(Math.abs(mean - expected) / standardError).toBeLessThan(3.3);
});

test("judged at own ticks it takes as many, if the watcher ticks between the beats", () => {
  const beats = beatsToSuspicion(heartbeat({ misses: 2, judged: "at own tick", stagger: 0.06 }), 0.3, less(1000, 3000));
  const { mean, standardError } = Moments.of(beats);
  expect(Math.abs(mean - meanTrials(0.3, 2)) / standardError).toBeLessThan(3.3);
});

test("without loss nobody is suspected in a crowd whose fixed ticks fill more than a time-out", () => {
  const detector = heartbeat({ misses: 2, stagger: 0.03 }); // nine nodes: H would beat after 0.24 s for the first time
  const world = worldOf(scenario(standbyGroup(8, 1, { detector })));
  world.start(0);
  world.engine.run(10);
  expect(world.failovers.failovers).toEqual([]);
});

test("without loss nobody is suspected, whatever the phases, even after a single miss", () => {
  for (const judged of ["at timeout", "at own tick"] as const)
    for (const misses of [1, 2]) {
      const world = worldOf(scenario(standbyGroup(3, 2, { detector: heartbeat({ misses, judged }) })));
      for (let replication = 0; replication < less(6, 20); replication++) {
        world.start(replication);
        world.engine.run(50);
        expect(world.failovers.failovers).toEqual([]);
      }
    }
});

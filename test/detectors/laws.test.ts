/** Laws of detection and of false suspicion, against hand computations and an independent chain. */
import { describe, expect, test } from "vitest";
import { type DetectorTimers, detectionLaw, detectionMean, falseSuspicionRate } from "../../src/detectors/analysed.ts";
import type { DetectionLaw } from "../../src/detectors/law.ts";
import { meanTrialsToRun } from "../../src/statistics/runs.ts";
import { heartbeat, optionsPing, poll, totem, vrrp } from "../architecture/fixture.ts";

const beats = (
  misses: number,
  differs: Partial<Extract<DetectorTimers, { kind: "heartbeat" }>> = {},
): DetectorTimers => ({
  kind: "heartbeat",
  interval: 0.1,
  misses,
  ...differs,
});

describe("without loss", () => {
  test.each<[string, DetectorTimers, number, number]>([
    ["heartbeat", beats(3), 0.2, 0.3],
    ["heartbeat at own ticks", beats(3, { judged: "at own tick" }), 0.2, 0.4],
    ["3 of 5 heartbeats", beats(3, { of: 5 }), 0.2, 0.4],
    ["VRRP version 2", vrrp(), 2.609375, 3.609375],
    ["VRRP version 3", vrrp({ version: 3, advertisement: 0.1 }), 0.2609375, 0.3609375],
    ["Totem", totem(), 1.245, 1.255],
    ["polling", poll({ interval: 1, timeout: 0.25, retries: 1, retryDelay: 0.3 }), 0.8, 1.8],
    [
      "polling that takes longer than its interval",
      poll({ interval: 1, timeout: 0.7, retries: 2, retryDelay: 0.5 }),
      3.1,
      4.1,
    ],
    ["OPTIONS", optionsPing({ misses: 3 }), 1.2, 1.7],
    ["OPTIONS every 3 s and tm's fr_timer (kamailio#3446)", optionsPing({ interval: 3, timeout: 30 }), 30, 33],
    ["three checks of 30 s, 10 s each (AWS NLB)", poll({ interval: 30, timeout: 10, fall: 3 }), 70, 100],
    ["HAProxy's defaults", poll({ interval: 2, timeout: 2, fall: 3, from: "end" }), 10, 12],
  ])("%s", (_, detector, min, max) => {
    const law = detectionLaw(detector);
    expect(law.min).toBeCloseTo(min, 12);
    expect(law.max).toBeCloseTo(max, 12);
    expect(law.mean).toBeCloseTo((min + max) / 2, 12);
    expect(law.quantile(0.5)).toBeCloseTo((min + max) / 2, 12);
    expect([law.quantile(0), law.quantile(1)]).toEqual([law.min, law.max]);
  });

  test("quantiles: uniform grow evenly, triangular as a root", () => {
    expect(detectionLaw(beats(3)).quantile(0.95)).toBeCloseTo(0.295, 12);
    expect(detectionLaw(beats(3, { judged: "at own tick" })).quantile(0.95)).toBeCloseTo(
      0.4 - 0.1 * Math.sqrt(0.1),
      12,
    );
  });

  test.each<[string, DetectorTimers, number]>([
    ["(k − ½)h", heartbeat({ interval: 0.1, misses: 3 }), 0.25],
    ["kh at own ticks", heartbeat({ interval: 0.1, misses: 3, judged: "at own tick" }), 0.3],
    ["2.5 advertisements and the skew", vrrp({ version: 2, advertisement: 1, priority: 128 }), 3],
    ["token + consensus + re-forming", totem({ token: 1, consensus: 0.2, reform: 0.05 }), 1.25],
    ["d/2 + to + r(w + to)", poll({ interval: 6, timeout: 3, retries: 1, retryDelay: 2 }), 11],
    ["(k − ½)d + to", optionsPing({ interval: 10, timeout: 2, misses: 2 }), 17],
  ])("mean: %s", (_, detector, mean) => {
    expect(detectionMean(detector)).toBeCloseTo(mean, 12);
  });

  test("a hop later where the dead is listened to, a hop sooner where it is asked", () => {
    const delay = 0.02;
    expect(detectionLaw(heartbeat(), { delay }).mean).toBeCloseTo(0.25 + delay, 12);
    expect(detectionLaw(poll({ retries: 0 }), { delay }).mean).toBeCloseTo(3.7 - delay, 12);
  });

  test("the token is the older the larger the ring", () => {
    const law = detectionLaw(totem(), {}, 5);
    expect([law.min, law.max]).toEqual([expect.closeTo(1.25 - 0.02, 12), expect.closeTo(1.255, 12)]);
  });
});

/** Mean by the trapezoidal rule over the distribution function, which the law does not use. */
function meanOf({ cdf, max }: DetectionLaw): number {
  const steps = 20_000;
  let sum = 0.5;
  for (let i = 1; i < steps; i++) sum += 1 - cdf((i * max) / steps);
  return (sum * max) / steps;
}

describe("with loss", () => {
  test("heartbeats: after j lost in a row before the death the watcher waits j intervals less", () => {
    const p = 0.2;
    const law = detectionLaw(beats(2), { loss: p });
    // Ages of the last good beat: U(0, 1) with 1 − p, U(1, 2) with p(1 − p); older ones were suspected before.
    expect(law.mean).toBeCloseTo((0.15 * (1 - p) + 0.05 * p * (1 - p)) / ((1 - p) * (1 + p)), 12);
    expect(law.cdf(0.1)).toBeCloseTo(p / (1 + p), 12);
  });

  test("k of the last k is k in a row", () => {
    for (const loss of [0.1, 0.5])
      for (const t of [0.05, 0.17, 0.31])
        expect(detectionLaw(beats(3, { of: 3 }), { loss }).cdf(t)).toBeCloseTo(
          detectionLaw(beats(3, { judged: "at own tick" }), { loss }).cdf(t),
          12,
        );
  });

  test.each<[DetectorTimers]>([
    [beats(3)],
    [beats(3, { of: 5 })],
    [vrrp()],
    [totem()],
    [poll({ retries: 2 })],
    [poll({ retries: 1, fall: 3, from: "end", fastInterval: 2 })],
    [optionsPing({ misses: 3 })],
    [optionsPing({ misses: 2, interval: 3, timeout: 30 })],
  ])("%o: a distribution, sooner than without loss, and with the mean it says", (detector) => {
    const [lossless, law] = [detectionLaw(detector), detectionLaw(detector, { loss: 0.15 })];
    expect(law.mean).toBeLessThan(lossless.mean);
    expect(law.mean).toBeCloseTo(meanOf(law), 4);
    expect(law.cdf(law.max)).toBeCloseTo(1, 12);
    for (const p of [0.01, 0.3, 0.5, 0.95]) expect(law.cdf(law.quantile(p))).toBeCloseTo(p, 9);
  });

  test("a certain loss leaves nothing to detect", () => {
    expect(() => detectionLaw(beats(3), { loss: 1 })).toThrow(
      "loss: found 1; expected a probability from 0 to below 1.",
    );
    expect(() => detectionLaw(totem(), { loss: 0.1 }, 3)).toThrow("nodes: found 3; expected 2");
  });
});

describe("false suspicions", () => {
  test("mean beats to the first run of k losses: (1 − pᵏ)/(pᵏ(1 − p)) (Feller)", () => {
    for (const p of [0.01, 0.1, 0.5])
      for (const k of [1, 2, 5]) expect(meanTrialsToRun(p, k) * p ** k).toBeCloseTo((1 - p ** k) / (1 - p), 10);
    expect(meanTrialsToRun(1, 4)).toBe(4);
    expect(meanTrialsToRun(0, 2)).toBe(Infinity);
  });

  test("a cycle is the time to the first and the time until the node is heard again", () => {
    for (const p of [0.01, 0.3]) {
      const cycle = (meanTrialsToRun(p, 3) + 1 / (1 - p)) * 0.1;
      expect(falseSuspicionRate(beats(3), p) * cycle).toBeCloseTo(1, 10);
    }
  });

  test("three beats of 100 ms on a network that loses 1 %: 0.86 a day; each further beat a factor of 100 less", () => {
    expect(falseSuspicionRate(beats(3), 0.01) * 86400).toBeCloseTo(0.85536, 10);
    expect(falseSuspicionRate(beats(4), 0.01) * 86400).toBeCloseTo(0.0085536, 12);
  });

  test.each([
    [2, 4, 0.1],
    [3, 5, 0.25],
    [3, 3, 0.2],
  ])(
    "%d of the last %d (loss %f): entries of the chain of windows, counted by its stationary probabilities",
    (k, m, p) => {
      const ones = (state: number): number => (state === 0 ? 0 : (state & 1) + ones(state >> 1));
      let entering = 0;
      for (let state = 0; state < 2 ** m; state++) {
        const next = ((state << 1) | 1) & (2 ** m - 1);
        if (ones(state) < k && ones(next) >= k) entering += p ** ones(state) * (1 - p) ** (m - ones(state)) * p;
      }
      expect(falseSuspicionRate(beats(k, { of: m }), p)).toBeCloseTo(entering / 0.1, 12);
    },
  );

  test("VRRP takes three advertisements, or more where the skew is longer than one", () => {
    expect(falseSuspicionRate(vrrp(), 0.1)).toBeCloseTo(0.1 ** 3 * 0.9, 15);
    const hasty = { kind: "vrrp", version: 2, advertisement: 0.5, priority: 56 } as const; // skew 0.78 s
    expect(falseSuspicionRate(hasty, 0.1)).toBeCloseTo((0.1 ** 4 * 0.9) / 0.5, 15);
  });

  test("a check fails when all its tries do, and one that takes too long holds back the next", () => {
    const f = 0.19;
    expect(falseSuspicionRate(poll({ retries: 1, retryDelay: 1, interval: 6 }), 0.1)).toBeCloseTo(
      (f ** 2 * (1 - f ** 2)) / 6,
      12,
    );
    // Keepalived's defaults in samples: a first failure costs 6 s and the next check is at 12 s.
    const slow = poll({ interval: 6, timeout: 3, retryDelay: 3, retries: 1 });
    expect(falseSuspicionRate(slow, 0.1)).toBeCloseTo((f ** 2 * (1 - f ** 2)) / (6 * (1 - f) + 12 * f), 12);
  });

  test("a request that timer E sends again fails when all of its copies do, at 0, 0.5 and 1.5 s within 2 s", () => {
    const f = 0.19;
    const law = detectionLaw(optionsPing({ interval: 10, timeout: 2 }), { loss: 0.1 });
    // Sent less than 2 s before the death and unanswered until then, with f, f² and f³ in half a second, one and half a second; the
    // requests before are all answered but f³ of them, of which the watcher would know.
    const open = 0.5 * f + f ** 2 + 0.5 * f ** 3;
    const answered = 0.5 * (1 - f) + (1 - f ** 2) + 0.5 * (1 - f ** 3) + 8 * (1 - f ** 3);
    expect(law.cdf(2)).toBeCloseTo(((1 - f ** 3) * open) / ((1 - f ** 3) * open + answered), 12);
    expect(falseSuspicionRate(optionsPing({ interval: 10, timeout: 2 }), 0.1) * 10).toBeCloseTo(
      f ** 3 * (1 - f ** 3),
      12,
    );
  });

  test("so many checks that fail in a row, then so many that succeed: the mean of both and of what follows each", () => {
    const f = 0.19;
    const wary = poll({ interval: 1, timeout: 0.2, fall: 3, rise: 2 });
    const cycle = (1 + f + f ** 2) / f ** 3 + (2 - f) / (1 - f) ** 2; // Feller's for both runs
    expect(falseSuspicionRate(wary, 0.1)).toBeCloseTo(1 / cycle, 12);
    // From the end: the mean of 1/F checks that fail once, each 1 s after the last and the failed one 0.2 s longer; then 1/(1 − F) at 4 s.
    const slow = poll({ interval: 1, timeout: 0.2, from: "end", downInterval: 4 });
    expect(falseSuspicionRate(slow, 0.1)).toBeCloseTo(1 / ((1 - f) / f + 4.2 / (1 - f) + 1), 12);
  });

  test("OPTIONS considered down until a answers in a row", () => {
    const f = 0.19;
    expect(falseSuspicionRate(optionsPing({ misses: 2 }), 0.1)).toBeCloseTo((f ** 2 * (1 - f)) / 0.5, 12);
    const wary = optionsPing({ misses: 1, answers: 2 });
    expect(falseSuspicionRate(wary, 0.1)).toBeCloseTo(1 / (0.5 * (1 / f + (1 + (1 - f)) / (1 - f) ** 2)), 12);
  });

  test("no loss, no suspicion", () => {
    expect(falseSuspicionRate(beats(1), 0)).toBe(0);
  });
});

/**
 * How long a death goes unnoticed. No detector samples its detection time: messages fly and clocks tick, and the law comes out.
 * Each sample is of independent replications; each law is refuted at the level of 0.001 (Kolmogorov and Smirnov).
 */
import { describe, expect, test } from "vitest";
import type { Detector } from "../../src/detectors/description.ts";
import { deterministic } from "../../src/distributions/description.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import type { FaultKind } from "../../src/tiers/fault-kind.ts";
import {
  behindDirectors,
  figure,
  heartbeat,
  kill,
  optionsPing,
  poll,
  scenario,
  standbyGroup,
  totem,
  vrrp,
} from "../architecture/fixture.ts";
import { misfit, uniformBetween } from "../experiment/goodness-of-fit.ts";
import { less } from "../long.ts";

const replications = less(250, 400);

/** The victim dies at a time that no clock knows. */
const at = 1 + Math.SQRT2 / 10;

/** A detector has spoken after so long [s], or it never will. */
function longest(detector: Detector): number {
  if (detector.kind === "heartbeat") return detector.interval * (detector.misses + 1) + 0.1;
  if (detector.kind === "totem") return 1.4;
  if (detector.kind === "options") return detector.interval * detector.misses + detector.timeout + 0.1;
  if (detector.kind === "poll") return 4.2 + (detector.fall - 1) * (detector.interval + detector.timeout);
  return 3.7;
}

/** Detection times of replications in which `victim` dies. */
function detectionTimes(
  architecture: Parameters<typeof scenario>[0],
  victim: string,
  { kind = "host" as FaultKind, delay = 0 } = {},
): number[] {
  const within = longest(architecture.watches.at(-1)!.detector);
  const story = { network: { delay }, faults: [kill(victim, at, kind)], run: { horizon: at + within, seed: 7 } };
  const replicator = new Replicator(scenario(architecture, story), engineNamed("native"));
  return Array.from({ length: replications }, (_, r) => figure(replicator.run(r), "detectionTime"));
}

function expectUniform(sample: readonly number[], low: number, high: number): void {
  expect(sample.filter((time) => !(time > low - 1e-6 && time < high + 1e-6))).toEqual([]);
  expect(misfit(sample, uniformBetween(low, high))).toBeLessThan(1);
}

const group = (detector: Detector) => standbyGroup(1, 1, { detector });
const h = 0.1;

describe("heartbeat", () => {
  test.each([2, 3, 5])("judged at the time-out after %d misses: uniform in ((k−1)h, kh]", (k) => {
    expectUniform(detectionTimes(group(heartbeat({ misses: k })), "A"), (k - 1) * h, k * h);
  });

  test("a hop later if the network takes its time", () => {
    expectUniform(detectionTimes(group(heartbeat()), "A", { delay: 0.02 }), 2 * h + 0.02, 3 * h + 0.02);
  });

  test.each([1, 3])("judged at the watcher's own tick after %d misses: triangular in ((k−1)h, (k+1)h)", (k) => {
    const sample = detectionTimes(group(heartbeat({ misses: k, judged: "at own tick" })), "A");
    const triangular = (x: number) => {
      const z = Math.min(1, Math.max(-1, x / h - k));
      return z < 0 ? (1 + z) ** 2 / 2 : 1 - (1 - z) ** 2 / 2;
    };
    expect(misfit(sample, triangular)).toBeLessThan(1);
    // The law it is not: that of the time-out, moved by half an interval.
    expect(misfit(sample, uniformBetween((k - 0.5) * h, (k + 0.5) * h))).toBeGreaterThan(1);
  });

  test.each([
    [2, 3],
    [3, 5],
  ])("%d silent intervals of the last %d: triangular too, for the dead are silent in a row", (k, of) => {
    const sample = detectionTimes(group(heartbeat({ misses: k, of, judged: "at own tick" })), "A");
    const triangular = (x: number) => {
      const z = Math.min(1, Math.max(-1, x / h - k));
      return z < 0 ? (1 + z) ** 2 / 2 : 1 - (1 - z) ** 2 / 2;
    };
    expect(misfit(sample, triangular)).toBeLessThan(1);
  });

  test("fixed ticks make detection a matter of arithmetic", () => {
    // A beats at 0.01, 0.11, …; the death at 1.1414… follows the beat of 1.11 s.
    const detected = 1.11 + 0.3 - at;
    for (const time of detectionTimes(group(heartbeat({ stagger: 0.01 })), "A")) expect(time).toBeCloseTo(detected, 5);
  });
});

describe("VRRP", () => {
  test("version 2 at priority 100: uniform between 2.609375 and 3.609375 s, never above (RFC 3768)", () => {
    expectUniform(detectionTimes(group(vrrp()), "A"), 2.609375, 3.609375);
  });

  test("version 3 advertising every 0.1 s: never above 0.3609375 s (RFC 5798)", () => {
    const sample = detectionTimes(group(vrrp({ version: 3, advertisement: 0.1 })), "A");
    expectUniform(sample, 0.2609375, 0.3609375);
  });

  test("the skew lets the higher priority come first", () => {
    expectUniform(detectionTimes(group(vrrp({ priority: 254 })), "A"), 2 + 2 / 256, 3 + 2 / 256);
  });
});

describe("VRRP with a daemon of its own", () => {
  const process = { kind: "process" as const };

  test.each([0.5, 2])(
    "a script every %f s finds the dead process; the master resigns and the backup waits its skew",
    (t) => {
      const sample = detectionTimes(group(vrrp({ track: t })), "A", process);
      expectUniform(sample, 156 / 256, 156 / 256 + t);
    },
  );

  test("a script that is not there finds nothing: the daemon advertises for a dead process for ever", () => {
    const sample = detectionTimes(group(vrrp({ track: Infinity })), "A", process);
    expect(sample.filter((time) => !Number.isNaN(time))).toEqual([]);
  });

  test("a dead host takes its daemon along: as without a script", () => {
    expectUniform(detectionTimes(group(vrrp({ track: 0.5 })), "A"), 2.609375, 3.609375);
  });

  test("priorities of single nodes: the highest backup comes first, after its own skew", () => {
    const architecture = standbyGroup(1, 2, { detector: vrrp({ priorities: { A: 255, S1: 50, S2: 200 } }) });
    expectUniform(detectionTimes(architecture, "A"), 2 + 56 / 256, 3 + 56 / 256);
  });
});

describe("OPTIONS", () => {
  const behind = (detector: Detector) =>
    behindDirectors(2, { health: detector, proxies: { service: { each: deterministic(0), byMethod: {}, lookup: 0 } } });

  test.each([1, 3])("U(0, d) + (k − 1)d + to for %d misses, whatever died", (misses) => {
    const health = optionsPing({ interval: 0.5, timeout: 0.3, misses });
    for (const kind of ["host", "process", "link"] as const) {
      const sample = detectionTimes(behind(health), "P1", { kind });
      expectUniform(sample, 0.5 * (misses - 1) + 0.3, 0.5 * misses + 0.3);
    }
  });

  test("a time-out of ten intervals: it, and U(0, d), as kamailio#3446 found with pings every 3 s", () => {
    expectUniform(detectionTimes(behind(optionsPing({ interval: 0.3, timeout: 3 })), "P1"), 3, 3.3);
  });
});

describe("Totem", () => {
  /**
   * The node after the dead one sees the token last. A round of n nodes takes n(h + d); the death falls anywhere into the round in
   * which the token is lost, which begins (n − 1)(h + d) before that node's time runs.
   */
  const law = (n: number, hold: number, delay: number): [number, number] => {
    const known = 1 + 0.2 + 0.05;
    return [known - (n - 1) * (hold + delay), known + hold + delay];
  };

  test.each([2, 3, 5])("a ring of %d: token + consensus + reform, less the token's age", (n) => {
    const architecture = standbyGroup(n - 1, 1, { detector: totem() });
    const last = String.fromCharCode(64 + n - 1); // the standby is next after it
    expectUniform(detectionTimes(architecture, last), ...law(n, 5e-3, 0));
  });

  test("a standby that is not next hears of the loss by a join, one hop later", () => {
    const delay = 1e-4;
    const [low, high] = law(3, 5e-3, delay);
    const sample = detectionTimes(standbyGroup(2, 1, { detector: totem() }), "A", { delay });
    expectUniform(sample, low + delay, high + delay);
  });
});

describe("polling", () => {
  const behind = (detector: Detector) => behindDirectors(2, { health: detector });

  test("a dead host: U(0, d) and one time-out", () => {
    const health = poll({ interval: 1, timeout: 0.7 });
    expectUniform(detectionTimes(behind(health), "P1"), 0.7, 1.7);
  });

  test("with retries: U(0, d) + to + r(w + to), also if that takes longer than d", () => {
    const health = poll({ interval: 1, timeout: 0.25, retries: 1, retryDelay: 0.3 });
    expectUniform(detectionTimes(behind(health), "P1"), 0.8, 1.8);
    const patient = poll({ interval: 1, timeout: 0.7, retries: 2, retryDelay: 0.5 });
    expectUniform(detectionTimes(behind(patient), "P1"), 3.1, 4.1);
  });

  test("three checks that fail in a row, from start to start: U(2d, 3d) + to, as a network load balancer counts", () => {
    const three = poll({ interval: 1, timeout: 0.25, fall: 3 });
    expectUniform(detectionTimes(behind(three), "P1"), 2.25, 3.25);
    expectUniform(detectionTimes(behind(three), "P1", { kind: "process" }), 2, 3);
    expectUniform(detectionTimes(behind(poll({ interval: 1, timeout: 1, fall: 2 })), "P1"), 2, 3); // the next begins as one times out
  });

  test("from the end of one to the next: U(0, d) + k·to + (k − 1)d, d the fast interval once one has failed", () => {
    const haproxy = poll({ interval: 1, timeout: 1, fall: 3, from: "end" });
    expectUniform(detectionTimes(behind(haproxy), "P1"), 5, 6);
    const fast = { ...haproxy, fastInterval: 0.2 };
    expectUniform(detectionTimes(behind(fast), "P1"), 3.4, 4.4);
  });

  test("a dead process on a living host refuses at once: U(0, d) + r·w", () => {
    const process = { kind: "process" as const };
    expectUniform(detectionTimes(behind(poll({ interval: 1 })), "P1", process), 0, 1);
    const health = poll({ interval: 1, retries: 2, retryDelay: 0.3 });
    expectUniform(detectionTimes(behind(health), "P1", process), 0.6, 1.6);
  });
});

describe("what died", () => {
  const detectors: [string, Detector][] = [
    ["heartbeat", heartbeat({ stagger: 0.01 })],
    ["VRRP", vrrp()],
    ["Totem", totem()],
  ];

  test.each(detectors)("for %s a dead process, a dead host and a cut link are the same silence", (_, detector) => {
    const [host, process, link] = (["host", "process", "link"] as const).map((kind) =>
      detectionTimes(group(detector), "A", { kind }).slice(0, 20),
    );
    expect(process).toEqual(host);
    expect(link).toEqual(host);
  });

  test("for polling a cut link is a dead host", () => {
    const architecture = behindDirectors(2, { health: poll({ interval: 1 }) });
    expect(detectionTimes(architecture, "P1", { kind: "link" })).toEqual(detectionTimes(architecture, "P1"));
  });
});

/** Hops that take random times: datagrams overtake each other, connections keep their order, and sums of hops have the laws of sums. */
import { describe, expect, test } from "vitest";
import { type DetectorTimers, detectionLaw, processDeathLaw } from "../../src/detectors/analysed.ts";
import { exponential } from "../../src/distributions/description.ts";
import type { Duration } from "../../src/distributions/duration.ts";
import { drawnFrom } from "../../src/distributions/simulated.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { Impairment } from "../../src/network/links.ts";
import { Network } from "../../src/network/network.ts";
import { Stream } from "../../src/random/stream.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  paced,
  poll,
  scenario,
  single,
  standbyGroup,
  totem,
  vrrp,
  worldOf,
} from "../architecture/fixture.ts";
import { misfit, uniformBetween } from "../experiment/goodness-of-fit.ts";
import { pair } from "../sip/connections.ts";
import { wiretap } from "../sip/wire.ts";

const MEAN = 0.01;

/** Three hosts; what has arrived, in its order. */
function lan(delay: Duration, breaks = false) {
  const engine = new Kernel();
  const arrived: { readonly message: number; readonly at: number }[] = [];
  const hop = { delay: drawnFrom(delay, new Stream("delay", 3)), loss: 0 };
  const network = new Network({
    engine,
    options: hop,
    hosts: 3,
    virtualAddresses: 0,
    random: new Stream("loss", 1),
    lost: () => {},
    apart: breaks ? { sites: { siteOf: new Int32Array(3), ways: [[hop]] }, breaks } : undefined,
  });
  for (const host of [0, 1, 2]) network.connect(host, (message) => arrived.push({ message, at: engine.now }));
  return { engine, network, arrived };
}

/** So many pairs of messages, the second of each so much later than the first [s]; the share of pairs that arrive in the other order. */
function overtaken(gap: number, send: (network: Network, message: number) => void): number {
  const { engine, network, arrived } = lan(exponential(MEAN));
  const pairs = 4000;
  const act = engine.register("send", (message) => send(network, message));
  for (let i = 0; i < pairs; i++) {
    engine.at(i, act, 2 * i, 0);
    engine.at(i + gap, act, 2 * i + 1, 0);
  }
  engine.run(pairs + 10);
  expect(arrived).toHaveLength(2 * pairs);
  const place = new Map(arrived.map(({ message }, i) => [message, i]));
  return (
    Array.from({ length: pairs }, (_, i) => place.get(2 * i)! > place.get(2 * i + 1)!).filter(Boolean).length / pairs
  );
}

describe("of two messages the second arrives first", () => {
  test.each([0, 5e-3, 20e-3])("by datagrams that are sent %d s apart with probability e^(−gap/mean)/2", (gap) => {
    const p = Math.exp(-gap / MEAN) / 2;
    const share = overtaken(gap, (network, message) => network.send(0, message, 1));
    expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 4000));
  });

  test("never over one connection, and over two as often as by datagrams", () => {
    expect(overtaken(0, (network, message) => network.carry(0, message, 1))).toBe(0);
    expect(overtaken(5e-3, (network, message) => network.carry(0, message, 1, 7))).toBe(0);
    const share = overtaken(0, (network, message) => network.carry(0, message, 1, message % 2));
    expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 4000));
  });

  test("never where all take equally long", () => {
    const { engine, network, arrived } = lan(MEAN);
    for (let i = 0; i < 100; i++) network.send(0, i, 1);
    engine.run(1);
    expect(arrived.map(({ message }) => message)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});

test("what a degraded link adds may be random too, and ends with it", () => {
  const { engine, network, arrived } = lan(1, true);
  const delay = drawnFrom(exponential(MEAN), new Stream("worse", 4));
  const worse: Impairment = { kind: "degrade", from: [0], to: [1, 2], delay, loss: 0 };
  network.impair(worse);
  for (let i = 0; i < 1000; i++) network.send(0, i, 1);
  engine.run(9);
  expect(
    misfit(
      arrived.map(({ at }) => at - 1),
      (x) => 1 - Math.exp(-Math.max(0, x) / MEAN),
    ),
  ).toBeLessThan(1);
  network.mend(worse);
  network.send(0, 1000, 1);
  engine.run(20);
  expect(arrived.at(-1)).toEqual({ message: 1000, at: 10 });
});

describe("a call through one proxy that costs no time", () => {
  const free = { service: { each: { kind: "deterministic", value: 0 }, byMethod: {}, lookup: 0 } } as const;
  const setUps = (delay: Duration): number[] => {
    const times: number[] = [];
    const story = { network: { delay }, traffic: { calls: calls(paced(50, { count: 2000 })) } };
    const world = worldOf(scenario(single(free), story), new Kernel(), { setUp: (time) => times.push(time) });
    world.start(0);
    world.engine.run(60);
    return times;
  };

  test("is set up after four hops: Erlang's law of four stages where each is exponential", () => {
    const times = setUps(exponential(MEAN));
    const erlang = (x: number) => {
      const u = Math.max(0, x) / MEAN;
      return 1 - Math.exp(-u) * (1 + u + u ** 2 / 2 + u ** 3 / 6);
    };
    expect(times.length).toBeGreaterThan(1990);
    expect(misfit(times, erlang)).toBeLessThan(1);
  });

  test("means and variances add up", () => {
    const times = setUps({ kind: "gamma", shape: 0.5, mean: MEAN });
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / times.length;
    expect(Math.abs(mean / (4 * MEAN) - 1)).toBeLessThan(4 * Math.sqrt(0.5 / 2000));
    // Var = 4·mean²/shape; a gamma law of shape 2 has kurtosis 6, so that the variance is known to √(5/n).
    expect(Math.abs(variance / (8 * MEAN ** 2) - 1)).toBeLessThan(4 * Math.sqrt(5 / 2000));
  });
});

test("an ACK and a BYE that are sent at once change places by UDP, and not by TCP", () => {
  const swapped = (clients: string) => {
    const network = "{ delay: { exponential: 10 ms } }";
    const described = pair({
      clients,
      network,
      users: 50,
      calls: "{ rate: 20/s, arrivals: paced, count: 200 }",
      horizon: "12 s",
    });
    const world = worldOf(described);
    const seen = wiretap(world, described);
    world.start(0);
    world.engine.run(12);
    const at = (what: string) => {
      const first = new Map<number, number>();
      for (const [i, one] of seen.entries())
        if (one.what === what && !first.has(one.subject)) first.set(one.subject, i);
      return first;
    };
    const byes = at("BYE");
    const acks = [...at("ACK")].filter(([call]) => byes.has(call));
    expect(acks.length).toBeGreaterThan(50);
    return acks.filter(([call, i]) => byes.get(call)! < i).length / acks.length;
  };
  expect(swapped("{ transport: tcp }")).toBe(0);
  expect(swapped("{ transport: udp }")).toBeGreaterThan(0.4);
});

describe("a death is noticed", () => {
  const REPLICATIONS = 200;
  const times = (detector: Parameters<typeof standbyGroup>[2], delay: Duration): number[] => {
    const story = { network: { delay }, faults: [kill("A", 5)], run: { horizon: 20, seed: 4 } };
    const replicator = new Replicator(scenario(standbyGroup(1, 1, detector), story), engineNamed("native"));
    return Array.from({ length: REPLICATIONS }, (_, r) => figure(replicator.run(r), "detectionTime"));
  };
  /** Distribution function of U(low, high) + an exponential time. */
  const blurred = (low: number, high: number) => (x: number) => {
    const survives = (t: number) => Math.exp(-Math.max(0, t) / MEAN);
    return (Math.min(high, Math.max(low, x)) - low - MEAN * (survives(x - high) - survives(x - low))) / (high - low);
  };
  const delay = exponential(MEAN);

  test("by heartbeats after U((k − 1)h, kh) and a hop", () => {
    const timers = heartbeat({ interval: 0.1, misses: 4 });
    const law = blurred(0.3, 0.4);
    expect(misfit(times({ detector: timers }, delay), law)).toBeLessThan(1);
    const analysed = detectionLaw(timers as DetectorTimers, { delay });
    expect(analysed.mean).toBeCloseTo(0.35 + MEAN, 4);
    for (const x of [0.305, 0.35, 0.39, 0.42]) expect(analysed.cdf(x)).toBeCloseTo(law(x), 3);
  });

  test("under VRRP after U(2a + skew, 3a + skew) and a hop", () => {
    const timers = vrrp({ advertisement: 0.2, version: 3 });
    const skew = (156 / 256) * 0.2;
    const law = blurred(0.4 + skew, 0.6 + skew);
    expect(misfit(times({ detector: timers }, delay), law)).toBeLessThan(1);
    expect(detectionLaw(timers as DetectorTimers, { delay }).quantile(0.5)).toBeCloseTo(0.5 + skew + MEAN, 3);
  });

  test("by Totem a mean hop later", () => {
    const short = exponential(0.2e-3);
    const { mean, min, max } = detectionLaw(totem() as DetectorTimers, { delay: short });
    const sample = times({ detector: totem() }, short);
    // A token that is held for 5 ms and takes a hop goes round two nodes.
    expect([min, mean, max].map((time) => time.toFixed(4))).toEqual(["1.2448", "1.2500", "1.2552"]);
    const found = sample.reduce((sum, time) => sum + time, 0) / REPLICATIONS;
    expect(Math.abs(found - mean)).toBeLessThan((4 * 5.2e-3) / Math.sqrt(3 * REPLICATIONS));
  });

  test("by checks from a hop earlier on; of a process that refuses them a hop later", () => {
    const timers = poll({ interval: 1, timeout: 0.5, retries: 0 }) as DetectorTimers;
    expect(detectionLaw(timers, { delay }).mean).toBeCloseTo(0.5 + 0.5 - MEAN, 3);
    expect(processDeathLaw(timers, { delay }).mean).toBeCloseTo(0.5 + MEAN, 3);
  });

  test.each([
    ["heartbeats of which one is awaited", heartbeat({ misses: 1 }), "bears 0 s"],
    ["checks that give up too soon", poll({ timeout: 0.02 }), "bears 20 ms"],
    ["a ring that is quicker than its hops", totem(), "bears 5 ms"],
    [
      "what learns from its hops",
      { kind: "phi", interval: 0.1, threshold: 8, samples: 100, deviation: 0.1, pause: 3 } as const,
      "phi",
    ],
  ])("by %s in no way that is known", (_, timers, words) => {
    expect(() => detectionLaw(timers as DetectorTimers, { delay })).toThrow(words);
  });
});

test("sites have delays of their own, each from its stream", () => {
  const story = {
    network: {
      delay: 0.01,
      sites: [
        { name: "near", members: ["callers", "proxies"] },
        { name: "far", members: ["callees"] },
      ],
      between: { delay: { kind: "uniform", low: 0.1, high: 0.3 } as const, loss: 0 },
    },
    traffic: { calls: calls(paced(50, { count: 500 })) },
  };
  const times: number[] = [];
  const free = { service: { each: { kind: "deterministic", value: 0 }, byMethod: {}, lookup: 0 } } as const;
  const world = worldOf(scenario(single(free), story), new Kernel(), { setUp: (time) => times.push(time) });
  world.start(0);
  world.engine.run(20);
  // Two hops within the site and two between: 0.02 + U + U, a triangular law.
  const triangular = (x: number) => {
    const u = Math.min(2, Math.max(0, (x - 0.22) / 0.2));
    return u < 1 ? u ** 2 / 2 : 1 - (2 - u) ** 2 / 2;
  };
  expect(misfit(times, triangular)).toBeLessThan(1);
  expect(misfit(times, uniformBetween(0.22, 0.62))).toBeGreaterThan(1);
});

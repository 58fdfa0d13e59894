/** A link between two sites that sends one message after the other: a queue with one server and constant service. */
import { describe, expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { NarrowLink } from "../../src/network/narrow-link.ts";
import { Network } from "../../src/network/network.ts";
import { Stream } from "../../src/random/stream.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { calls, paced, scenario, single, worldOf } from "../architecture/fixture.ts";

/** 400 octets at 3.2 Mbit/s [s]. */
const SENDING = 1e-3;
const DELAY = 0.5;

/** Two hosts in two sites; messages are numbered in the order in which they are sent. */
function twoSites(queue: number) {
  const engine = new Kernel();
  const lost: number[] = [];
  const arrivedAt = new Map<number, number>();
  const within = { delay: 0, loss: 0 };
  const between = () => ({
    delay: DELAY,
    loss: 0,
    link: new NarrowLink(engine, { bandwidth: 3.2e6, messageSize: 400, queue }),
  });
  const sites = {
    siteOf: Int32Array.of(0, 1),
    ways: [
      [within, between()],
      [between(), within],
    ],
  };
  const network = new Network({
    engine,
    options: within,
    hosts: 2,
    virtualAddresses: 0,
    random: new Stream("loss", 1),
    lost: (message) => lost.push(message),
    apart: { sites, breaks: false },
  });
  for (const host of [0, 1]) network.connect(host, (message) => arrivedAt.set(message, engine.now));
  return { engine, network, lost, arrivedAt };
}

/** Datagrams by a Poisson process with this load: what each waited [s], and the share that was lost. */
function played(load: number, queue: number, count = 40_000) {
  const { engine, network, lost, arrivedAt } = twoSites(queue);
  const stream = new Stream("arrivals", 5);
  const sentAt: number[] = [];
  const send = engine.register("send", (message) => network.send(0, message, 1));
  let time = 0;
  for (let i = 0; i < count; i++) {
    time += (SENDING / load) * stream.exponential();
    sentAt.push(time);
    engine.at(time, send, i, 0);
  }
  engine.run(time + 1000);
  const waits = [...arrivedAt].map(([message, at]) => at - sentAt[message]! - DELAY - SENDING);
  return { waits, loss: lost.length / count };
}

/** A mean of means over 40 batches, and its standard error. */
function batched(values: readonly number[]): readonly [mean: number, error: number] {
  const size = Math.floor(values.length / 40);
  const means = Array.from(
    { length: 40 },
    (_, i) => values.slice(i * size, (i + 1) * size).reduce((a, b) => a + b) / size,
  );
  const mean = means.reduce((a, b) => a + b) / 40;
  return [mean, Math.sqrt(means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (39 * 40))];
}

describe("by Poisson arrivals", () => {
  test.each([0.3, 0.7])(
    "messages wait as in M/D/1 at a load of %d: ρ·s/(2(1 − ρ)), and 1 − ρ of them not at all",
    (load) => {
      const { waits, loss } = played(load, Infinity);
      const [mean, error] = batched(waits);
      expect(Math.abs(mean - (load * SENDING) / (2 * (1 - load)))).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.05 * mean);
      const [atOnce, spread] = batched(waits.map((wait) => Number(wait < 1e-9)));
      expect(Math.abs(atOnce - (1 - load))).toBeLessThan(4 * spread);
      expect(loss).toBe(0);
    },
  );

  test.each([0.5, 1, 2])("at a load of %d as many are lost as in M/D/1/1 (Erlang) and M/D/1/2", (load) => {
    const none = played(load, 0).loss;
    const one = played(load, 1).loss;
    const [erlang, two] = [load / (1 + load), 1 - 1 / (Math.exp(-load) + load)];
    expect(Math.abs(none - erlang)).toBeLessThan(4 * Math.sqrt(erlang / 40_000));
    expect(Math.abs(one - two)).toBeLessThan(4 * Math.sqrt((2 * two) / 40_000));
  });
});

test("who is too fast loses what exceeds the bandwidth, and waits for a full queue", () => {
  const { engine, network, lost, arrivedAt } = twoSites(9);
  const send = engine.register("send", (message) => network.send(0, message, 1));
  for (let i = 0; i < 1000; i++) engine.at(i * 0.5e-3, send, i, 0);
  engine.run(10);
  // Twice the bandwidth: every other message is lost once ten are on the link, and each then takes 10 ms to be sent.
  expect(lost.length).toBeGreaterThan(485);
  expect(lost.length).toBeLessThan(495);
  const late = [...arrivedAt].slice(-5).map(([message, at]) => at - message * 0.5e-3 - DELAY);
  for (const time of late) expect(Math.abs(time - 10 * SENDING)).toBeLessThan(0.6e-3);
});

test("each direction has its own queue, a connection loses nothing, and a new replication begins with an empty link", () => {
  const { engine, network, lost, arrivedAt } = twoSites(0);
  network.send(0, 1, 1);
  network.send(1, 2, 0);
  network.send(0, 3, 1);
  network.carry(0, 4, 1);
  engine.run(10);
  expect(lost).toEqual([3]);
  expect([...arrivedAt].map(([message, at]) => [message, at.toFixed(4)])).toEqual([
    [1, "0.5010"],
    [2, "0.5010"],
    [4, "0.5020"],
  ]);
  engine.reset();
  network.reset();
  network.send(0, 5, 1);
  engine.run(1);
  expect(arrivedAt.get(5)).toBeCloseTo(0.501, 12);
});

test("a call through a proxy beyond such a link is set up later by what its four messages take on it", () => {
  const link = { bandwidth: 320e3, messageSize: 400, queue: 100 };
  const times: number[] = [];
  const free = { service: { each: { kind: "deterministic", value: 0 }, byMethod: {}, lookup: 0 } } as const;
  const network = {
    delay: 1e-3,
    sites: [
      { name: "far", members: ["users"] },
      { name: "near", members: ["proxies"] },
    ],
    between: { delay: 0.02, loss: 0, link },
  };
  const described = scenario(single(free), { network, traffic: { calls: calls(paced(1, { count: 5 })) } });
  const world = worldOf(described, new Kernel(), { setUp: (time) => times.push(time) });
  world.start(0);
  world.engine.run(20);
  // INVITE and 200 are sent twice each, and at the callee the 200 waits for the 180 that is sent with it.
  for (const time of times) expect(time).toBeCloseTo(4 * 0.02 + 10e-3 * (2 + 2 + 1), 9);
  expect(times).toHaveLength(5);
});

test.each([
  ["2 Mbit/s", 2e6],
  ["64kbit/s", 64e3],
  ["1.5 Gbit/s", 1.5e9],
])("a file says %s", (bandwidth, bits) => {
  const text = `format: 2
architecture: { preset: single }
network: { sites: { near: [proxies] , far: [users] }, between: { link: { bandwidth: ${bandwidth} } } }
traffic: { calls: { rate: 1/s, count: 1 } }
`;
  const { scenario } = parseScenario(text, "link.yaml");
  expect(scenario?.network.between?.link).toEqual({ bandwidth: bits, messageSize: 400, queue: 100 });
  const { problems } = parseScenario(text.replace(bandwidth, "2 MB"), "link.yaml");
  expect(problems?.map(({ path, found }) => `${path}: ${found}`)).toEqual(['network.between.link.bandwidth: "2 MB"']);
});

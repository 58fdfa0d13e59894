import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { Impairment } from "../../src/network/links.ts";
import { Network } from "../../src/network/network.ts";
import { Stream } from "../../src/random/stream.ts";

/** Hosts 0 and 1 in the north, 2 and 3 in the south, one virtual address, number 4. A hop takes 1 ms, a way between them 20 ms. */
function twoSites(loss = 0) {
  const engine = new Kernel();
  const events: string[] = [];
  const note = (what: string) => events.push(`${Math.round(engine.now * 1000)} ms: ${what}`);
  const within = { delay: 1e-3, loss: 0 };
  const between = { delay: 20e-3, loss };
  const ways = [
    [within, between],
    [between, within],
  ];
  const network = new Network({
    engine,
    options: within,
    hosts: 4,
    virtualAddresses: 1,
    random: new Stream("loss", 1),
    lost: (message, reason) => note(`${message} ${reason}`),
    apart: { sites: { siteOf: Int32Array.of(0, 0, 1, 1), ways }, breaks: true },
  });
  for (const host of [0, 1, 2, 3]) network.connect(host, (message) => note(`${message} at ${host}`));
  const at = (time: number, act: () => void) => engine.at(time, engine.register("act", act), 0, 0);
  return { engine, network, events, at };
}

const halves: Impairment = { kind: "partition", groupOf: Int32Array.of(0, 0, 1, 1) };

test("within a site a hop takes its time, between sites the way's", () => {
  const { engine, network, events } = twoSites();
  network.send(0, 100, 1);
  network.send(0, 101, 2);
  network.sendByTcp(3, 102, 0);
  network.send(2, 103, 3);
  engine.run(1);
  expect(events).toEqual(["1 ms: 100 at 1", "1 ms: 103 at 3", "20 ms: 101 at 2", "20 ms: 102 at 0"]);
});

test("messages are lost on the way between sites with its probability, and within a site not at all", () => {
  const { engine, network, events } = twoSites(0.25);
  for (let i = 0; i < 10_000; i++) network.send(0, i, i % 2 === 0 ? 1 : 3);
  engine.run(1);
  const lost = events.filter((event) => event.endsWith("linkLoss")).length;
  expect(Math.abs(lost - 1250)).toBeLessThan(4 * Math.sqrt(5000 * 0.25 * 0.75));
  expect(events.filter((event) => event.endsWith("at 1"))).toHaveLength(5000);
});

test("a partition loses what is sent across it and what flies across it; after it has healed all arrives", () => {
  const { engine, network, events, at } = twoSites();
  at(0, () => network.send(0, 100, 2)); // would arrive at 20 ms
  at(0.01, () => network.impair(halves));
  at(0.03, () => {
    network.send(0, 101, 3);
    network.send(2, 102, 3);
  });
  at(0.05, () => network.mend(halves));
  at(0.06, () => network.send(0, 103, 2));
  engine.run(1);
  expect(events).toEqual(["20 ms: 100 partition", "30 ms: 101 partition", "31 ms: 102 at 3", "80 ms: 103 at 2"]);
});

test("impairments add up, and each ends by itself", () => {
  const { engine, network, events, at } = twoSites();
  const slow: Impairment = { kind: "degrade", from: [0], to: [1, 2, 3], delay: 4e-3, loss: 0 };
  const slower: Impairment = { kind: "degrade", from: [1], to: [0], delay: 5e-3, loss: 0 };
  const cut: Impairment = { kind: "cut", from: [0], to: [1] };
  at(0, () => {
    network.impair(slow);
    network.impair(slower);
    network.send(1, 100, 0); // 1 + 4 + 5 ms
  });
  at(0.1, () => {
    network.impair(cut);
    network.impair(cut);
    network.send(1, 101, 0);
    network.send(0, 102, 2); // 20 + 4 ms
  });
  at(0.2, () => {
    network.mend(cut);
    network.mend(slow);
    network.send(0, 103, 1); // 1 + 5 ms
  });
  at(0.3, () => {
    network.mend(slower);
    network.mend(slower);
    network.send(0, 104, 1);
  });
  engine.run(1);
  expect(events).toEqual([
    "10 ms: 100 at 0",
    "100 ms: 101 partition",
    "124 ms: 102 at 2",
    "206 ms: 103 at 1",
    "301 ms: 104 at 1",
  ]);
});

test("a degraded link loses by both probabilities: 1 − (1 − p)(1 − q)", () => {
  const { engine, network, events } = twoSites(0.2);
  network.impair({ kind: "degrade", from: [0, 1], to: [2, 3], delay: 0, loss: 0.5 });
  for (let i = 0; i < 10_000; i++) network.send(0, i, 2);
  engine.run(1);
  const lost = events.filter((event) => event.endsWith("linkLoss")).length;
  expect(Math.abs(lost - 6000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.6 * 0.4));
});

test("in a partition each side sends to the owner it knows; who announces last afterwards has the address", () => {
  const { engine, network, events, at } = twoSites();
  const yields: string[] = [];
  network.entries.onConflict((host, address, by) => {
    yields.push(`${host} yields ${address} to ${by}`);
    network.release(address, host);
  });
  network.assign(4, 0);
  at(0, () => network.impair(halves));
  at(0.1, () => {
    network.addresses.configure(2, 4);
    network.announce(4, 2);
  });
  at(0.2, () => {
    expect(network.addresses.owners(4)).toEqual([0, 2]);
    network.send(1, 100, 4);
    network.send(3, 101, 4);
  });
  at(0.3, () => network.mend(halves));
  at(0.4, () => {
    network.send(1, 102, 4); // both entries are still good
    network.send(3, 103, 4);
  });
  at(0.5, () => network.announce(4, 2));
  at(0.6, () => network.send(1, 104, 4));
  engine.run(1);
  expect(events).toEqual([
    "201 ms: 100 at 0",
    "201 ms: 101 at 2",
    "401 ms: 102 at 0",
    "401 ms: 103 at 2",
    "620 ms: 104 at 2",
  ]);
  expect(yields).toEqual(["0 yields 4 to 2"]);
  expect(network.addresses.owners(4)).toEqual([2]);
});

test("a host drops what is for an address that it does not have", () => {
  const { engine, network, events, at } = twoSites();
  network.assign(4, 1);
  at(0, () => network.send(0, 100, 4));
  at(0.1, () => {
    network.addresses.release(1, 4);
    network.send(0, 101, 4);
  });
  engine.run(1);
  expect(events).toEqual(["1 ms: 100 at 1", "101 ms: 101 unreachable"]);
});

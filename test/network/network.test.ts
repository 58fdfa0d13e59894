import { expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Network } from "../../src/network/network.ts";
import { Stream } from "../../src/random/stream.ts";

const delay = 0.01;

/** Three hosts and one virtual address, number 3; notes what arrives where and what is lost why. */
function lan(loss = 0) {
  const engine = new Kernel();
  const events: string[] = [];
  const note = (what: string) => events.push(`${Math.round(engine.now * 1000)} ms: ${what}`);
  const network = new Network({
    engine,
    options: { delay, loss },
    hosts: 3,
    virtualAddresses: 1,
    random: new Stream("loss", 1),
    lost: (message, reason) => note(`${message} ${reason}`),
    apart: undefined,
  });
  for (const host of [0, 1, 2]) network.connect(host, (message) => note(`${message} at ${host}`));
  const at = (time: number, act: () => void) => engine.at(time, engine.register("act", act), 0, 0);
  return { engine, network, events, at };
}

test("a message arrives one hop later at whoever then has the address", () => {
  const { engine, network, events, at } = lan();
  network.assign(3, 1);
  at(0, () => network.send(0, 100, 3));
  at(0.005, () => {
    network.assign(3, 2); // while it flies
  });
  at(0.02, () => network.send(0, 101, 1));
  engine.run(1);
  expect(events).toEqual(["10 ms: 100 at 2", "30 ms: 101 at 1"]);
});

test("an address that nobody owns, a host without power or cable: unreachable, in either direction", () => {
  const { engine, network, events, at } = lan();
  at(0, () => network.send(0, 100, 3));
  at(0.1, () => network.send(0, 101, 1));
  at(0.105, () => network.plug(1, false));
  at(0.2, () => network.send(1, 102, 0));
  at(0.3, () => network.sendByTcp(1, 103, 0));
  engine.run(1);
  expect(events).toEqual(["10 ms: 100 unreachable", "110 ms: 101 unreachable", "200 ms: 102 unreachable"]);
  network.reset();
  expect([...network.attached, ...network.resolve]).toEqual([1, 1, 1, 0, 1, 2, -1]);
});

test("datagrams are lost with the given probability, each for itself", () => {
  const loss = 0.2;
  const { engine, network, events } = lan(loss);
  const sent = 20_000;
  for (let i = 0; i < sent; i++) network.send(0, i, 1);
  engine.run(1);
  expect(events).toHaveLength(sent);
  const lost = new Set(events.flatMap((event) => (event.endsWith("linkLoss") ? [Number(event.split(" ")[2])] : [])));
  expect(Math.abs(lost.size - sent * loss)).toBeLessThan(4 * Math.sqrt(sent * loss * (1 - loss)));
  const inARow = [...lost].filter((message) => lost.has(message + 1)).length;
  expect(Math.abs(inARow - sent * loss ** 2)).toBeLessThan(5 * Math.sqrt(sent * loss ** 2));
});

test("segments over TCP all arrive: after 0, 0.2, 0.6, 1.4 … seconds, geometrically rarer", () => {
  const loss = 0.3;
  const { engine, network, events } = lan(loss);
  const sent = 5000;
  for (let i = 0; i < sent; i++) network.sendByTcp(0, i, 1);
  engine.run(1000);
  expect(new Set(events.map((event) => event.split(" ")[2])).size).toBe(sent);
  for (const [copies, waited] of [0, 200, 600, 1400].entries()) {
    const share = events.filter((event) => event.startsWith(`${waited + 10} ms`)).length / sent;
    const expected = loss ** copies * (1 - loss);
    expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt(expected / sent));
  }
});

test("there is room for 4095 hosts and addresses", () => {
  const network = (hosts: number) =>
    new Network({
      engine: new Kernel(),
      options: { delay, loss: 0 },
      hosts,
      virtualAddresses: 95,
      random: new Stream("loss", 1),
      lost: () => {},
      apart: undefined,
    });
  expect(network(4000).hosts).toBe(4000);
  expect(() => network(4001)).toThrow(RangeError);
});

/** A machine that freezes by chance, against a queue whose server breaks down. */
import { expect, test } from "vitest";
import { freezingByChance } from "../../src/architecture/machines.ts";
import { exponential } from "../../src/distributions/description.ts";
import { samplerOf } from "../../src/distributions/simulated.ts";
import { Machine } from "../../src/ha/machine.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { KINDS, messageOf } from "../../src/network/message.ts";
import type { Network } from "../../src/network/network.ts";
import { SharedProcessor } from "../../src/network/shared-processor.ts";
import { Station } from "../../src/network/station.ts";
import { Streams } from "../../src/random/stream.ts";
import { studentInterval } from "../../src/statistics/student-interval.ts";

/**
 * M/M/1 whose server is up for exponential times and down for exponential ones, by day and night, and goes on where it stopped: an M/G/1 queue
 * of completion times (Gaver 1962), in which whoever comes to an empty house may find the server down, which is a set-up time (Welch 1964).
 */
function sojourn(arrivals: number, service: number, up: number, down: number): number {
  const [fails, back] = [1 / up, 1 / down];
  const mean = service * (1 + fails / back);
  const square = 2 * service ** 2 * (1 + fails / back) ** 2 + (service * fails * 2) / back ** 2;
  const isDown = fails / (arrivals + fails + back);
  const [setUp, setUpSquare] = [isDown / back, (2 * isDown) / back ** 2];
  return (
    mean +
    (arrivals * square) / (2 * (1 - arrivals * mean)) +
    (2 * setUp + arrivals * setUpSquare) / (2 * (1 + arrivals * setUp))
  );
}

test("M/M/1 on a machine with freezes: the sojourn time of a queue whose server breaks down", () => {
  const [rate, service, every, lasting] = [300, 1e-3, 50e-3, 10e-3];
  const means = Array.from({ length: 16 }, (_, replication) => {
    const engine = new Kernel();
    const streams = new Streams(3);
    streams.startReplication(replication);
    const processor = new SharedProcessor({ engine, name: "H", cores: 1, wakeUp: 0 });
    const freezes = { every: exponential(every), for: exponential(lasting) };
    const host = { name: "H", cores: 1, nodes: [], wakeUp: 0, freezes };
    let [sum, count] = [0, 0];
    const station = new Station({
      engine,
      name: "A",
      options: { workers: 1, limit: Infinity, speed: 1, processor },
      service: new Array(KINDS).fill({ sampler: samplerOf(exponential(service), streams.stream("service")), extra: 0 }),
      served: (_message, _envelope, arrivedAt) => {
        sum += engine.now - arrivedAt;
        return ++count > 0;
      },
      lost: () => expect.fail("nothing is lost"),
    });
    const network = { interfaces: { hold() {}, letGo() {} } } as unknown as Network;
    const machine = new Machine({ name: "H", network, nodes: [], userAgents: [{ host: 0, station }] });
    freezingByChance({ engine, streams }, host, machine)();
    const gaps = samplerOf(exponential(1 / rate), streams.stream("arrivals"));
    const arrive = engine.register("arrive", (i) => {
      station.accept(messageOf(0, i), i);
      engine.after(gaps.sample(), arrive, i + 1, 0);
    });
    engine.after(0, arrive, 0, 0);
    engine.run(60);
    return sum / count;
  });
  const { low, high, mean } = studentInterval(means);
  const expected = sojourn(rate, service, every, lasting);
  expect(low!).toBeLessThan(expected);
  expect(high!).toBeGreaterThan(expected);
  expect(high! - low!).toBeLessThan(0.1 * mean);
});

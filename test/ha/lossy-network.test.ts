/** What the protocols below do against loss: TCP to the database, token and join retransmission in Totem. */
import { describe, expect, test } from "vitest";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import {
  calls,
  figure,
  heartbeat,
  kill,
  poisson,
  scenario,
  standbyGroup,
  totem,
  withDatabase,
  worldOf,
} from "../architecture/fixture.ts";

describe("Totem", () => {
  test.each([0.001, 0.01, 0.05])(
    "a lost token goes out again: at a loss of %f nobody is excluded in five minutes",
    (loss) => {
      const world = worldOf(scenario(standbyGroup(2, 1, { detector: totem() }), { network: { loss } }));
      for (let replication = 0; replication < 5; replication++) {
        world.start(replication);
        world.engine.run(300);
        expect(world.failovers.failovers).toEqual([]);
      }
    },
  );

  test("a death is noticed all the same, and only the dead is excluded", () => {
    const described = scenario(standbyGroup(3, 2, { detector: totem() }), {
      network: { loss: 0.05 },
      faults: [kill("B", 20)],
    });
    const world = worldOf(described);
    for (let replication = 0; replication < 20; replication++) {
      world.start(replication);
      world.engine.run(40);
      expect(world.failovers.failovers.map(({ dead, by }) => `${dead.name}→${by.name}`)).toEqual(["B→S1"]);
      const { failedAt, detectedAt } = world.failovers.failovers[0]!;
      expect(detectedAt - failedAt).toBeGreaterThan(0.2); // the token may have been missing for a while
      expect(detectedAt - failedAt).toBeLessThan(1.6);
    }
  });
});

test("a query over TCP survives a lost segment: loss costs the database a fifth of a second, not the call", () => {
  for (const loss of [0.001, 0.01]) {
    const story = {
      network: { loss },
      traffic: { calls: calls(poisson(50, { duration: 60 })), retransmission: true },
    };
    const architecture = withDatabase(0, { proxies: { workers: 8 } });
    const figures = new Replicator(scenario(architecture, story), engineNamed("native")).run(0);
    expect(figure(figures, "createdCalls")).toBeGreaterThan(2700);
    expect(figure(figures, "failedCalls")).toBe(0);
    expect(figure(figures, "processingTime.p50")).toBeLessThan(0.002);
    if (loss === 0.01) expect(figure(figures, "processingTime.p99")).toBeCloseTo(0.2, 2);
  }
});

test("heartbeats are datagrams: three in a row are lost at the cube of the loss", () => {
  const loss = 0.2;
  const described = scenario(standbyGroup(1, 1, { detector: heartbeat() }), { network: { loss } });
  const world = worldOf(described);
  let suspected = 0;
  const seconds = 20;
  for (let replication = 0; replication < 300; replication++) {
    world.start(replication);
    world.engine.run(seconds);
    suspected += Math.min(1, world.failovers.failovers.length); // who was replaced by mistake may replace in turn
  }
  const mean = ((1 - loss ** 3) / (loss ** 3 * (1 - loss))) * 0.1; // seconds to a false suspicion
  const expected = 1 - Math.exp(-seconds / mean);
  expect(Math.abs(suspected / 300 - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 300));
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { BEAT } from "../../src/detectors/mechanism.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { REFUSED } from "../../src/ha/signal.ts";
import { Fingerprint, firstDifference, record, type TracedEvent } from "../../src/kernel/trace.ts";
import { extraOf, kindOf } from "../../src/network/message.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { isSip } from "../../src/sip/message.ts";
import { wordsFor } from "../../src/trace/words.ts";
import { less } from "../long.ts";
import { figure, hasDaemons } from "./fixture.ts";
import { randomWorlds } from "./random-worlds.ts";

const worlds = { numRuns: less(60, 300), seed: 20080601 };

/** The trace of one replication and its figures. */
function told(scenario: Scenario, engine: "native" | "simjs", replication: number) {
  const replicator = new Replicator(scenario, engineNamed(engine));
  const trace = record(replicator.engine);
  return { trace, figures: replicator.run(replication) };
}

test("both engines run any world event for event", () => {
  const seen = { events: 0, failovers: 0, successful: 0, failed: 0 };
  fc.assert(
    fc.property(randomWorlds, (scenario) => {
      const native = told(scenario, "native", 3);
      const simjs = told(scenario, "simjs", 3);
      expect(firstDifference(native.trace, simjs.trace)).toBeUndefined();
      expect(simjs.figures).toEqual(native.figures);
      seen.events += native.trace.length;
      seen.failovers += figure(native.figures, "failovers");
      seen.successful += figure(native.figures, "successfulCalls");
      seen.failed += figure(native.figures, "failedCalls");
    }),
    worlds,
  );
  // Worlds in which nothing happens would agree as well.
  expect(seen.events).toBeGreaterThan(less(20_000, 100_000));
  expect(seen.failovers).toBeGreaterThan(less(20, 100));
  expect(seen.successful).toBeGreaterThan(less(100, 500));
  expect(seen.failed).toBeGreaterThan(less(200, 1000));
});

test("a replication is the same alone, after others, and a second time", () => {
  fc.assert(
    fc.property(randomWorlds, (scenario) => {
      const used = new Replicator(scenario, engineNamed("native"));
      const trace = (replicator: Replicator, replication: number): { trace: TracedEvent[]; figures: Float64Array } => {
        const events = record(replicator.engine);
        return { figures: replicator.run(replication), trace: events };
      };
      const alone = trace(new Replicator(scenario, engineNamed("native")), 2);
      for (const others of [[0, 1], [7], []]) {
        for (const other of others) used.run(other);
        const again = trace(used, 2);
        expect(firstDifference(alone.trace, again.trace)).toBeUndefined();
        expect(again.figures).toEqual(alone.figures);
      }
    }),
    { numRuns: less(40, 200), seed: 3 },
  );
});

test("the fingerprint depends on seed and replication, and on nothing else", () => {
  fc.assert(
    fc.property(
      randomWorlds.filter(({ traffic }) => traffic.options !== null),
      (scenario) => {
        const print = (seed: number, replication: number) => {
          const replicator = new Replicator({ ...scenario, run: { ...scenario.run, seed } }, engineNamed("native"));
          const fingerprint = new Fingerprint();
          replicator.engine.observe(fingerprint.observe);
          replicator.run(replication);
          return fingerprint.toString();
        };
        expect(print(5, 1)).toBe(print(5, 1));
        expect(new Set([print(5, 1), print(5, 2), print(6, 1)]).size).toBe(3);
      },
    ),
    { numRuns: less(10, 30), seed: 4 },
  );
});

test("every call is successful, failed with one cause, or unfinished, and the causes add up", () => {
  fc.assert(
    fc.property(randomWorlds, (scenario) => {
      const replicator = new Replicator(scenario, engineNamed("native"));
      const figures = replicator.run(0); // audits the ledger of calls
      const { created, failedBy } = replicator.world.calls;
      const ends = (["successfulCalls", "failedCalls", "unfinishedCalls"] as const).map((name) =>
        figure(figures, name),
      );
      expect(ends.reduce((sum, n) => sum + n, 0)).toBe(created);
      expect(failedBy[0], "a failure without a cause").toBe(0);
      expect(failedBy.reduce((sum, n) => sum + n, 0)).toBe(figure(figures, "failedCalls"));
    }),
    { ...worlds, seed: 5 },
  );
});

test("nobody speaks while dead, except the operating system of a dead process: it refuses connections, empties buffers", () => {
  let sent = 0;
  fc.assert(
    fc.property(randomWorlds, (scenario) => {
      const replicator = new Replicator(scenario, engineNamed("native"));
      const { network, nodes } = replicator.world;
      const watched =
        (send: typeof network.sendByTcp): typeof network.sendByTcp =>
        (from, message, envelope, attempt = 0) => {
          sent++;
          const node = nodes.find(({ host }) => host === from);
          const kind = kindOf(message);
          // Not what its operating system sends, nor a VRRP daemon that outlives the process.
          const byItself = attempt === 0 && extraOf(envelope) !== REFUSED && !(kind === BEAT && hasDaemons(scenario));
          if (node && !node.running && (isSip(kind) || byItself))
            expect.fail(`${node.name} is dead and sends ${wordsFor(message, envelope)} at ${replicator.engine.now} s`);
          send.call(network, from, message, envelope, attempt);
        };
      network.send = watched(network.send);
      network.sendByTcp = watched(network.sendByTcp);
      replicator.run(0);
    }),
    { ...worlds, seed: 6 },
  );
  expect(sent).toBeGreaterThan(less(10_000, 50_000));
});

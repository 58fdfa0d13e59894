/** What must hold in every world, whatever goes wrong in it. */
import { expect } from "vitest";
import { whyUnserved } from "../../src/architecture/unserved.ts";
import { BEAT } from "../../src/detectors/mechanism.ts";
import { engineNamed, Replicator } from "../../src/experiment/replication.ts";
import { REFUSED } from "../../src/ha/signal.ts";
import { firstDifference, record } from "../../src/kernel/trace.ts";
import { extraOf, kindOf } from "../../src/network/message.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { isSip } from "../../src/sip/message.ts";
import { wordsFor } from "../../src/trace/words.ts";
import { figure, hasDaemons } from "./fixture.ts";

/** One replication on both engines; returns how many events it had. */
export function withstand(scenario: Scenario, replication: number): number {
  const told = (engine: "native" | "simjs") => {
    const replicator = new Replicator(scenario, engineNamed(engine));
    const trace = record(replicator.engine);
    if (engine === "native") silenceTheDead(replicator);
    return { replicator, figures: replicator.run(replication), trace };
  };
  const native = told("native");
  const simjs = told("simjs");
  expect(firstDifference(native.trace, simjs.trace)).toBeUndefined();
  expect(simjs.figures).toEqual(native.figures);
  const { calls } = native.replicator.world;
  expect(calls.failedBy[0], "a failure without a cause").toBe(0);
  const ends = (["successfulCalls", "failedCalls", "unfinishedCalls"] as const).map((name) =>
    figure(native.figures, name),
  );
  expect(ends.reduce((sum, n) => sum + n, 0)).toBe(calls.created);
  return native.trace.length;
}

/** Runs a world that calms down; all its addresses must be served at the end. Returns how many failovers it had. */
export function served(scenario: Scenario, replication: number): number {
  const replicator = new Replicator(scenario, engineNamed("native"));
  const figures = replicator.run(replication);
  const { nodes, network, registrations } = replicator.world;
  const told = registrations.addresses.map((address) => {
    const reason = whyUnserved(address, network, nodes);
    return reason === null ? null : `${address}: ${reason}, had by ${network.addresses.owners(address)}`;
  });
  expect(nodes.filter((node) => !node.isSound).map(({ name }) => name)).toEqual([]);
  expect(told.filter((one) => one !== null)).toEqual([]);
  return figure(figures, "failovers");
}

/** Nobody sends while his process is dead or hangs, but the operating system and the programs beside it. */
function silenceTheDead({ world, engine, scenario }: Replicator): void {
  const { network, nodes } = world;
  const watched =
    (send: typeof network.sendByTcp): typeof network.sendByTcp =>
    (from, message, envelope, attempt = 0) => {
      const node = nodes.find(({ host }) => host === from);
      const kind = kindOf(message);
      // Not what its operating system sends, nor a VRRP daemon that outlives the process.
      const byItself = attempt === 0 && extraOf(envelope) !== REFUSED && !(kind === BEAT && hasDaemons(scenario));
      if (node && !(isSip(kind) ? node.works : node.running) && (isSip(kind) || byItself))
        expect.fail(`${node.name} is dead or hangs, and sends ${wordsFor(message, envelope)} at ${engine.now} s`);
      send.call(network, from, message, envelope, attempt);
    };
  network.send = watched(network.send);
  network.sendByTcp = watched(network.sendByTcp);
}

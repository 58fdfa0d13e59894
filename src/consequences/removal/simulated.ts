import { distributionOf } from "../../distributions/duration.ts";
import { samplerOf } from "../../distributions/simulated.ts";
import type { Node } from "../../ha/node.ts";
import { hold, type Process } from "../../kernel/process.ts";
import { type ConsequenceMechanism, WITHOUT_ELECTION } from "../mechanism.ts";
import type { Removal } from "./description.ts";

/**
 * The watching director stops dispatching to the dead node, until it hears from it again; the failover counts where a virtual IP
 * points to that director.
 */
export const removal: ConsequenceMechanism<Removal> = ({ delay }, surroundings, { tier }) => {
  const { engine, processes, network, log, director, streams } = surroundings;
  const removal = samplerOf(distributionOf(delay), streams.stream(`removal/${tier}`));
  /** Who is considered down by whom, as watcher and watched host. */
  const held = new Set<string>();
  const pair = (watcher: Node, watched: Node) => `${watcher.host} ${watched.host}`;
  function* remove(watcher: Node, watched: Node): Process {
    const inCharge = network.resolve.subarray(network.hosts).includes(watcher.host) && !watched.isInMaintenance;
    const failover = inCharge ? log.detected(watched, watcher) : null;
    yield hold(removal.sample());
    if (!held.has(pair(watcher, watched))) return; // it was a mistake
    director.dispatch.remove(watcher.host, watched.host);
    if (failover) failover.restoredAt = engine.now;
  }
  return {
    ...WITHOUT_ELECTION,
    verdict: (watcher, watched) => {
      held.add(pair(watcher, watched));
      processes.start(remove(watcher, watched));
    },
    recovered: (watcher, watched) => {
      held.delete(pair(watcher, watched));
      director.dispatch.restore(watcher.host, watched.host);
    },
    forgot: (watcher, watched) => {
      held.delete(pair(watcher, watched));
      if (!director.dispatch.isShared) director.dispatch.restore(watcher.host, watched.host);
    },
    answered: (watcher, watched) => {
      director.dispatch.reprieve(watcher.host, watched.host);
      // Whoever gets an answer tells all the others.
      if (director.dispatch.isShared && !held.has(pair(watcher, watched)))
        director.dispatch.restore(watcher.host, watched.host);
    },
    isMarked: (watcher, watched) => director.dispatch.isMarked(watcher.host, watched.host),
    unmark: (watcher, watched) => director.dispatch.unmark(watcher.host, watched.host),
    reset: () => held.clear(),
  };
};

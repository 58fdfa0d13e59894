import { distributionOf } from "../../distributions/duration.ts";
import { samplerOf } from "../../distributions/simulated.ts";
import type { Node } from "../../ha/node.ts";
import { hold, type Process } from "../../kernel/process.ts";
import { type ConsequenceMechanism, WITHOUT_ELECTION } from "../mechanism.ts";
import type { NameChange } from "./description.ts";
import { NameRecord } from "./simulated/name-record.ts";

/**
 * The watcher changes the record of a name that leads to a dead node: to the owner of the name if it lives, else to the first
 * standby, in the order of the tier, that the watcher believes alive.
 */
export const record: ConsequenceMechanism<NameChange> = (
  consequence,
  surroundings,
  { tier, index, standbys, addresses },
) => {
  const { engine, processes, network, log, phases, streams, holder, moved } = surroundings;
  const update = samplerOf(distributionOf(consequence.update), streams.stream(`update/${tier}`));
  const names = addresses.map(([address, owner]) => ({
    address,
    candidates: [owner, ...standbys],
    record: new NameRecord(engine, consequence, phases.clock(`resolvers/${index}/${address}`)),
    /** Where the record leads, or will when a change that is under way has been made. */
    leadsTo: owner,
  }));
  const heldDead = new Map<Node, Set<Node>>();
  const held = (watcher: Node) => heldDead.get(watcher) ?? new Set();

  function* change(watcher: Node, name: (typeof names)[number], next: Node): Process {
    const before = name.leadsTo;
    name.leadsTo = next;
    const failover = held(watcher).has(before) ? log.detected(before, next) : null;
    if (failover) failover.selectedAt = engine.now;
    yield hold(update.sample());
    if (name.leadsTo !== next) return; // another change has overtaken it
    if (!watcher.isUp) {
      name.leadsTo = before; // its change does not arrive; another watcher may make it
      for (const other of heldDead.keys()) if (other.isUp) look(other);
      return;
    }
    if (failover) failover.claimedAt = engine.now;
    holder.set(name.address, next);
    moved(next, name.address);
    if (failover) log.awaitService(name.address, next, failover);
    name.record.change(next.host);
  }
  const look = (watcher: Node) => {
    for (const name of names) {
      const next = name.candidates.find((node) => !held(watcher).has(node));
      if (next !== undefined && next !== name.leadsTo && !name.leadsTo.uncovered)
        processes.start(change(watcher, name, next));
    }
  };
  surroundings.onRecovery.push(() => {
    for (const watcher of heldDead.keys()) if (watcher.isUp) look(watcher);
  });
  return {
    ...WITHOUT_ELECTION,
    verdict: (watcher, watched) => {
      heldDead.set(watcher, held(watcher).add(watched));
      look(watcher);
    },
    recovered: (watcher, watched) => {
      held(watcher).delete(watched);
      look(watcher);
    },
    reset: () => {
      heldDead.clear();
      for (const name of names) {
        const { address, candidates, record } = name;
        record.reset(candidates[0]!.host);
        const hosts = candidates.map(({ host }) => host);
        network.steer(address, record, hosts);
        name.leadsTo = candidates[0]!;
      }
    },
  };
};

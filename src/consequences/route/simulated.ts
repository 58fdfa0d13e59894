import { distributionOf } from "../../distributions/duration.ts";
import { samplerOf } from "../../distributions/simulated.ts";
import type { Node } from "../../ha/node.ts";
import { hold, type Process } from "../../kernel/process.ts";
import { type ConsequenceMechanism, WITHOUT_ELECTION } from "../mechanism.ts";
import type { Route } from "./description.ts";
import { Anycast } from "./simulated/anycast.ts";

/** The routers lose the route to a dead node, and find it again when it is back, after the time that they need to agree. */
export const route: ConsequenceMechanism<Route> = (
  { convergence },
  surroundings,
  { tier, actives, standbys, addresses },
) => {
  const { engine, processes, network, log, streams } = surroundings;
  const agreement = samplerOf(distributionOf(convergence), streams.stream(`convergence/${tier}`));
  const hosts = [...actives, ...standbys].map(({ host }) => host);
  const anycast = new Anycast(hosts, actives.length);
  /** By node: the watchers that hold it dead. */
  const heldBy = new Map<Node, Set<Node>>();
  const isGone = (node: Node) => (heldBy.get(node)?.size ?? 0) > 0 && !node.uncovered;
  function* converge(watcher: Node, node: Node): Process {
    const gone = isGone(node);
    const failover = gone ? log.detected(node, watcher) : null;
    yield hold(agreement.sample());
    if (isGone(node) !== gone) return; // it flaps
    anycast.route(node.host, !gone);
    if (failover) failover.restoredAt = engine.now;
  }
  surroundings.onRecovery.push(() => {
    for (const [node, [watcher]] of heldBy) if (isGone(node)) processes.start(converge(watcher!, node));
  });
  return {
    ...WITHOUT_ELECTION,
    verdict: (watcher, watched) => {
      const before = isGone(watched);
      heldBy.set(watched, (heldBy.get(watched) ?? new Set()).add(watcher));
      if (!before && isGone(watched)) processes.start(converge(watcher, watched));
    },
    recovered: (watcher, watched) => {
      heldBy.get(watched)?.delete(watcher);
      if (!isGone(watched)) processes.start(converge(watcher, watched));
    },
    reset: () => {
      heldBy.clear();
      anycast.reset();
      for (const [address] of addresses) network.steer(address, anycast, hosts);
    },
  };
};

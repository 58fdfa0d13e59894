import type { ClusterListener } from "../consequences/mechanism.ts";
import type { Node } from "../ha/node.ts";

/**
 * Hears what happens inside the nodes of a world, for a trace; what happens between them is heard at the network's tap. It may
 * look at everything and touches nothing, so that a run is the same with and without it.
 */
export interface Bystander extends ClusterListener {
  /** A message was lost at a host that had received it, for the reason given as an index into `CAUSES`. */
  lost(host: number, message: number, cause: number): void;
  /** A watcher considers a node down. */
  verdict(watcher: Node, watched: Node): void;
  /** A watcher hears again from a node that it considered down. */
  recovered(watcher: Node, watched: Node): void;
  /** A VRRP router advertises another priority from now on. */
  prioritised(router: Node, priority: number): void;
  /** A standby has claimed a virtual address. */
  claimed(standby: Node, address: number): void;
}

/** What detectors and clusters tell. */
export type Judging = Omit<Bystander, "lost" | "claimed">;

/** Tells it to whoever listens at that moment. */
export const tellingOf = (listening: () => Bystander | null): Judging => ({
  verdict: (watcher, watched) => listening()?.verdict(watcher, watched),
  recovered: (watcher, watched) => listening()?.recovered(watcher, watched),
  prioritised: (router, priority) => listening()?.prioritised(router, priority),
  quorum: (node, has) => listening()?.quorum(node, has),
  fencing: (by, node, stage) => listening()?.fencing(by, node, stage),
});

import type { Node } from "../ha/node.ts";

/**
 * Hears what happens inside the nodes of a world, for a trace; what happens between them is heard at the network's tap. It may
 * look at everything and touches nothing, so that a run is the same with and without it.
 */
export interface Bystander {
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

import type { Engine } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import type { Node } from "./node.ts";

/** What a node has concluded about another. */
export type Verdict = (watcher: Node, watched: Node) => void;

/** Watches nodes by messages that can be lost; what it concludes may be wrong. */
export interface Detector {
  /** Begins a replication. */
  start(): void;
}

/** What every detector is given. */
export interface Surroundings {
  readonly engine: Engine;
  readonly network: Network;
  /** Phase of the n-th clock of this detector, uniform on (0, 1): clocks are not synchronised. */
  readonly phase: (n: number, period?: number) => number;
  /** First of the channels that tell several detectors' signals apart, 0 … 63; polling uses one per watched node. */
  readonly channel: number;
  readonly watchers: readonly Node[];
  readonly watched: readonly Node[];
  /** The watcher holds the watched dead. */
  readonly verdict: Verdict;
  /** A watcher hears again from a node that it held dead. */
  readonly recovered: Verdict;
  /** VRRP: a master has sent an advertisement. */
  readonly advertised?: (master: Node) => void;
  /** VRRP: a master has heard one of lower priority than its own; whether it answers. */
  readonly heardLower?: (master: Node) => boolean;
}

import type { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import type { Stream } from "../random/stream.ts";

/** The kind of what most detectors say: a heartbeat, a VRRP advertisement, a Totem token or join. */
export const BEAT = 20;

/** The kinds of all that detectors say in messages of their own. */
export const WATCHES: readonly number[] = [BEAT, BEAT + 1, BEAT + 2];

/** What a node has concluded about another. */
export type Verdict = (watcher: Node, watched: Node) => void;

/** Watches nodes by messages that can be lost; what it concludes may be wrong. */
export interface RunningDetector {
  /** Begins a replication. */
  start(): void;
}

/** What every detector is given. */
export interface DetectorSurroundings {
  readonly engine: Engine;
  readonly network: Network;
  /** Phase of the n-th clock of this detector, uniform on (0, 1): clocks are not synchronised. */
  readonly phase: (n: number, period?: number) => number;
  /** What a detector draws while it runs, such as the peer that it asks next: a stream of its own, which no other drawing knows. */
  readonly random: () => Stream;
  /** First of the channels that tell several detectors' signals apart, 0 … 63; polling uses one per watched node. */
  readonly channel: number;
  readonly watchers: readonly Node[];
  readonly watched: readonly Node[];
  /** The watcher considers the watched down. */
  readonly verdict: Verdict;
  /** A watcher hears again from a node that it considered down. */
  readonly recovered: Verdict;
  /** A watcher that considered a node down has started again, and takes it for alive. */
  readonly forgot: Verdict;
  /** A monitor has found the process of a node dead or hanging; `giveUp` tells all that watch it that the node is down. */
  readonly monitored: (node: Node, giveUp: () => void) => void;
  /** A node has answered a check, whatever its watcher thinks of it. */
  readonly answered: Verdict;
  /** Whether a request of the watcher has failed at the watched, and no check has said anything since. */
  readonly isMarked: (watcher: Node, watched: Node) => boolean;
  /** The mark is taken off, and the watched stays out. */
  readonly unmark: Verdict;
  /** VRRP: a master has sent an advertisement. */
  readonly advertised: (master: Node) => void;
  /** VRRP: a router advertises another priority from now on. */
  readonly prioritised: (router: Node, priority: number) => void;
  /** VRRP: a master gives way to one whose priority has become the higher, and that it never considered down. */
  readonly yields: (master: Node, to: Node) => void;
  /** VRRP: a router is a backup, or will be when it starts again: it has no address until it advertises. */
  readonly waits: (backup: Node) => void;
  /** VRRP: a master has heard one of lower priority than its own; whether it answers. */
  readonly heardLower: (master: Node) => boolean;
}

/** What only an election decides. */
export interface Terms {
  /** Of the watched, then of the watchers, 1 … 255, none lower than the next. */
  readonly priorities: readonly number[];
  /** Whether a node takes over from a living one of lower priority. */
  readonly preempt: boolean;
}

/** By which of its signals a watcher begins to doubt, before it is sure. */
export type Sign =
  /** Each watched node speaks once an interval [s]. */
  | { readonly by: "rhythm"; readonly interval: number }
  /** A question is answered within a time [s]. */
  | { readonly by: "answer"; readonly timeout: number; isQuestion(message: number): boolean }
  /** A token comes round within a time [s]. */
  | { readonly by: "token"; readonly within: number; isToken(payload: number): boolean }
  /** It asks in SIP, and its doubts are those of any client. */
  | { readonly by: "SIP" };

/** What a signal looks like on the wire: a text in a datagram, a segment that opens a connection, or an advertisement of the virtual router. */
export type Wire =
  | { readonly text: string }
  | { readonly segment: "SYN" | "SYN_ACK" | "RST_ACK" }
  | { readonly version: 2 | 3; readonly interval: number; readonly priorityOf: (configured: number) => number };

/** A detector as it runs, message by message. */
export interface DetectorMechanism<D> {
  make(surroundings: DetectorSurroundings, detector: D, terms: Terms): RunningDetector;
  sign(detector: D): Sign;
  /** What it says that is not SIP, as logs and ladders call it: by kind, 20 to 22. */
  readonly says: Readonly<Record<number, string>>;
  /** @param from name of the sender */
  wire(detector: D, message: number, envelope: number, from: string): Wire;
}

import type { FailoverLog } from "../ha/failover-log.ts";
import type { FencingStage } from "../ha/fencing.ts";
import type { Node } from "../ha/node.ts";
import type { Takeover } from "../ha/takeover.ts";
import type { Engine } from "../kernel/engine.ts";
import type { Processes } from "../kernel/process.ts";
import type { Network } from "../network/network.ts";
import type { Phases } from "../random/phases.ts";
import type { Streams } from "../random/stream.ts";
import type { Director } from "../sip/director.ts";

/** How a replica is promoted, and what of it is drawn anew each time [s]. */
export interface PromotionPlan {
  readonly time: () => number;
  /** That it works; else people do it, after an exponential time of this mean [s]. */
  readonly probability: number;
  readonly manualRecovery: number;
}

/** A database whose primary watchers may replace. */
export interface Replaceable {
  readonly primary: Node;
  /** They consider it dead: a replica takes its place as soon as there is one. */
  demand(plan: PromotionPlan, by: Node): void;
  /** They do so no longer. */
  withdraw(): void;
}

/** Hears what members of a cluster get and lose, and do to each other. */
export interface ClusterListener {
  /** A node that runs has got quorum, or lost it. */
  quorum(node: Node, has: boolean): void;
  /** One has another fenced. */
  fencing(by: Node, node: Node, stage: FencingStage): void;
}

/** What consequences find in a world. */
export interface ConsequenceSurroundings {
  readonly engine: Engine;
  readonly processes: Processes;
  readonly network: Network;
  readonly streams: Streams;
  readonly phases: Phases;
  readonly log: FailoverLog;
  readonly director: Director;
  readonly nodes: readonly Node[];
  /** Virtual address → the node that holds it. */
  readonly holder: Map<number, Node>;
  /** The database of this tier that keeps the bindings; undefined where none of it does. */
  readonly replaceable: (tier: string) => Replaceable | undefined;
  /** Hears what a cluster decides besides. */
  readonly heard: ClusterListener;
  /** Hears of each address that another node has taken. */
  readonly moved: (node: Node, address: number) => void;
  /** Takeovers, for those that move addresses on purpose. */
  readonly takeovers: Takeover[];
  /** Told when people have freed what an uncovered failure had blocked. */
  readonly onRecovery: (() => void)[];
}

/** Whom a verdict concerns: a watched tier, or the owner and the backups of one election. */
export interface Concerned {
  readonly tier: string;
  /** All who may notice. */
  readonly watchers: readonly Node[];
  /** Number of the watch. */
  readonly index: number;
  /** Active at the start, and those that step in, each in their order. */
  readonly actives: readonly Node[];
  readonly standbys: readonly Node[];
  /** The addresses by number, each with the node that owns it at the start. */
  readonly addresses: readonly (readonly [address: number, owner: Node])[];
  /** Whether the detector elects who takes the addresses, and by a program that outlives the server process. */
  readonly isElected: boolean;
  readonly isDaemon: boolean;
  /** Whether a program beside a process tells of its death. */
  readonly isSupervised: boolean;
  /** Whether it looks after processes for a cluster manager. */
  readonly isMonitored: boolean;
}

/** What follows from the verdicts of a detector. */
export interface Reaction {
  verdict(watcher: Node, watched: Node): void;
  recovered(watcher: Node, watched: Node): void;
  /** The watcher has started again and takes the watched for alive; left out: as if it had heard from it. */
  forgot?(watcher: Node, watched: Node): void;
  /** A monitor has found its process dead or hanging; left out: it is given up at once. */
  monitored?(node: Node, giveUp: () => void): void;
  /** The watched has answered a check. */
  answered?(watcher: Node, watched: Node): void;
  /** Whether a request of the watcher has failed at the watched; and that no more is made of it: see `DetectorSurroundings`. */
  isMarked?(watcher: Node, watched: Node): boolean;
  unmark?(watcher: Node, watched: Node): void;
  /** Under VRRP: see `DetectorSurroundings`. */
  advertised(master: Node): void;
  yields(master: Node, to: Node): void;
  waits(backup: Node): void;
  heardLower(master: Node): boolean;
  /** Begins a replication. */
  reset(): void;
}

/** Of those that no election decides. */
export const WITHOUT_ELECTION = { advertised: () => {}, yields: () => {}, waits: () => {}, heardLower: () => false };

/** What a kind of consequence does in a world. */
export type ConsequenceMechanism<C> = (
  consequence: C,
  surroundings: ConsequenceSurroundings,
  concerned: Concerned,
) => Reaction;

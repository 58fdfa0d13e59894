import type { Engine } from "../kernel/engine.ts";
import type { Processes } from "../kernel/process.ts";
import type { Network } from "../network/network.ts";
import type { Sampler } from "../random/sampler.ts";
import type { AnnouncementOptions, AnnouncementParts } from "./announcements.ts";
import type { FailoverLog } from "./failover-log.ts";
import type { FencingParts } from "./fencing.ts";
import type { Node } from "./node.ts";
import type { QuorumParts } from "./quorum.ts";

/** How a standby takes the addresses of a dead node. */
export interface TakeoverOptions extends AnnouncementOptions {
  /** Choosing the standby [s]. */
  readonly select: Sampler;
  /** Configuring the address on it [s]. */
  readonly claim: Sampler;
  /** How long neighbours keep a stale ARP entry that nobody corrects [s]. */
  readonly staleArp: Sampler;
  /** Whether a node that comes back takes back the addresses it had at the start, or stands by. */
  readonly failback: "none" | "preempt";
  /**
   * Whether its detector elects who takes the addresses (VRRP): then a node takes them back when it is elected, not at once, and
   * may take them whatever else it has.
   */
  readonly isElected: boolean;
  /** Whether what elects is a daemon beside the server process, whose addresses do not go by what becomes of the process. */
  readonly isDaemon: boolean;
}

/** Who stands by for whom, and for which addresses. */
export interface TakeoverParts {
  readonly engine: Engine;
  readonly processes: Processes;
  readonly network: Network;
  readonly options: TakeoverOptions;
  readonly log: FailoverLog;
  readonly standbys: readonly Node[];
  /** The nodes that have the addresses at first. */
  readonly owners: readonly Node[];
  /** The virtual addresses that move. */
  readonly addresses: readonly number[];
  /** Virtual address → the node that holds it; at a reset it says who has what at the start. */
  readonly holder: Map<number, Node>;
  /** When clocks of this takeover tick. */
  readonly phase: AnnouncementParts["phase"];
  /** Who may serve, and who hears of it; left out: whoever lives. */
  readonly quorum?: Pick<QuorumParts, "engine" | "options" | "phase" | "changed"> | undefined;
  /** How nodes that are considered down are switched off first; left out: they are believed to be dead. */
  readonly fencing?: Pick<FencingParts, "options" | "isSupervised" | "told"> | undefined;
  /** Hears which node has taken an address that another had. */
  readonly activation: (standby: Node, address: number) => void;
}

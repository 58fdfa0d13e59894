import type { Sampler } from "../random/sampler.ts";
import type { AnnouncementOptions } from "./announcements.ts";

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
}

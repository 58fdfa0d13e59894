import type { Duration } from "../distributions/duration.ts";

/** What one hop costs. */
export interface HopCost {
  /** One-way delay: the same always [s], or drawn for each message by itself, so that one may overtake another. */
  readonly delay: Duration;
  /** Probability that a message is lost, 0 … 1. */
  readonly loss: number;
  /** What all messages of a direction share; left out: there is room for all. */
  readonly link?: LinkDescription | undefined;
}

/** A link that sends one message after the other, in each direction by itself. */
export interface LinkDescription {
  /** Bits a second. */
  readonly bandwidth: number;
  /** Octets of a message with all its headers. */
  readonly messageSize: number;
  /** Messages that may wait before a datagram is dropped. */
  readonly queue: number;
}

/** How long messages take [s]: all the same, or each a time that is drawn anew. */
export type Delay = number | { readonly mean: number; sample(): number };

/** A hop as it is simulated. */
export interface Hop {
  readonly delay: Delay;
  readonly loss: number;
  /** What a message waits and takes on a link, and whether the link has no room for another. */
  readonly link?: (Exclude<Delay, number> & { readonly isFull: boolean; reset(): void }) | undefined;
}

/** Hosts that share a LAN. */
export interface SiteDescription {
  readonly name: string;
  /** Names of nodes or tiers, or "users", "callers", "callees". */
  readonly members: readonly string[];
}

/** The network as a scenario describes it: within a site `delay` and `loss` hold, between two sites those of their way. */
export interface NetworkOptions extends HopCost {
  /** Left out: one LAN. Whoever is not named belongs to the first site. */
  readonly sites?: readonly SiteDescription[] | undefined;
  /** Between any two sites. */
  readonly between?: HopCost | undefined;
  /** Between two sites in particular. */
  readonly ways?: readonly (HopCost & { readonly sites: readonly [string, string] })[] | undefined;
}

/** Everybody on one LAN, or each host in a site of its own number with the ways between sites. */
export interface Sites<Way = HopCost> {
  /** Site by host. */
  readonly siteOf: Int32Array;
  /** Way by site and site. */
  readonly ways: readonly (readonly Way[])[];
}

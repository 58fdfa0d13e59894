import type { Engine } from "../kernel/engine.ts";
import type { Stream } from "../random/stream.ts";
import type { HopCost, Sites } from "./network-options.ts";

/** Takes a message that reached a host. */
export type Receiver = (message: number, envelope: number) => void;

/** Why the network did not deliver. */
export type LossReason = "linkLoss" | "unreachable" | "partition";

/** Hears of each message when it is sent, and then of its fate. It touches nothing; where there is none, nothing is spent on it. */
export interface Tap {
  sent(from: number, message: number, envelope: number): void;
  /** It reached a host that is attached; whether the host can use it is another matter. */
  arrived(host: number, message: number, envelope: number): void;
  lost(message: number, envelope: number, reason: LossReason): void;
  /** A host tells its neighbours by gratuitous ARP that an address is its own. */
  announced(address: number, host: number): void;
}

/** How many hosts there are, how far apart, and who hears of what is lost. */
export interface NetworkParts {
  readonly engine: Engine;
  readonly options: HopCost;
  /** Hosts, numbered from 0. */
  readonly hosts: number;
  /** Addresses that move among them, numbered after the hosts. */
  readonly virtualAddresses: number;
  /** Decides which messages the links lose. */
  readonly random: Stream;
  readonly lost: (message: number, reason: LossReason) => void;
  /** Hosts in several sites, or links that break; undefined: one LAN whose links stay whole. */
  readonly apart: { readonly sites: Sites; readonly breaks: boolean } | undefined;
}

import type { Engine } from "../kernel/engine.ts";
import type { Stream } from "../random/stream.ts";
import type { Hop, Sites } from "./network-options.ts";
import type { LossReason } from "./tap.ts";

/** Takes a message that reached a host. */
export type Receiver = (message: number, envelope: number) => void;

/** How many hosts there are, how far apart, and who hears of what is lost. */
export interface NetworkParts {
  readonly engine: Engine;
  readonly options: Hop;
  /** Hosts, numbered from 0. */
  readonly hosts: number;
  /** Addresses that move among them, numbered after the hosts. */
  readonly virtualAddresses: number;
  /** Decides which messages the links lose. */
  readonly random: Stream;
  readonly lost: (message: number, reason: LossReason) => void;
  /** Hosts in several sites, or links that break; undefined: one LAN whose links stay whole. */
  readonly apart: { readonly sites: Sites<Hop>; readonly breaks: boolean } | undefined;
}

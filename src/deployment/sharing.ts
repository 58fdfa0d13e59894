import type { Origin } from "../configuration/place.ts";
import type { Deaf } from "./deaf-peers.ts";
import type { Branch, Entry } from "./entry.ts";
import type { Host } from "./hosts.ts";
import type { VirtualRouter } from "./virtual-routers.ts";
import { type Notes, routersWatch } from "./watch.ts";

/** An address that several hosts can have. */
export interface SharedAddress {
  readonly name: string;
  /** As they are on the wire. */
  readonly ips: readonly string[];
  /** Where the address stands. */
  readonly origin: Origin;
  /** Who has it while all are well, and what says so. */
  readonly owner: string;
  readonly ownerOrigin: Origin;
  readonly members: readonly { readonly node: string; readonly origin: Origin }[];
}

/** Hosts that share addresses, and how they watch each other. */
export interface Sharing {
  readonly addresses: readonly SharedAddress[];
  /** What the watch is called. */
  readonly name: "routers" | "membership";
  readonly watchOf: (tier: string, notes: Notes) => Branch;
  /** Members that take no notice of others' advertisements. */
  readonly deaf: readonly Deaf[];
  /** Tiers that the watch needs. */
  readonly tiers: Readonly<Record<string, Entry>>;
}

/** Addresses that move by VRRP; null: none does. */
export function byVrrp(virtual: readonly VirtualRouter[], hosts: readonly Host[]): Sharing | null {
  if (virtual.length === 0) return null;
  return {
    name: "routers",
    tiers: {},
    deaf: virtual.flatMap(({ deaf }) => deaf),
    watchOf: (tier, notes) => routersWatch(tier, virtual, hosts, notes),
    addresses: virtual.map(({ name, routers, master, addresses }) => ({
      name,
      ips: addresses.map(({ value }) => value),
      origin: addresses[0]?.origin ?? { kind: "written", place: master.place },
      owner: routers[0]!.node,
      ownerOrigin: routers[0]!.priority.origin,
      members: routers.map(({ node, priority }) => ({ node, origin: priority.origin })),
    })),
  };
}

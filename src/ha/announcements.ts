import type { Network } from "../network/network.ts";
import type { Node } from "./node.ts";

export interface AnnouncementOptions {
  /** Whether neighbours are told by gratuitous ARP at all. */
  readonly gratuitousArp: boolean;
  /** Whether a master that hears an advertisement of lower priority sends gratuitous ARPs. */
  readonly lowerPriorityArp: boolean;
  /** Whether the addresses have a MAC address of their own, which moves with them (RFC 3768 §7.3). */
  readonly virtualMac: boolean;
}

/** How nodes let their neighbours know that an address is theirs. Whoever misses it goes on as before until his entry runs out. */
export class Announcements {
  readonly #network: Network;
  readonly #options: AnnouncementOptions;
  readonly #addresses: readonly number[];

  /** @param addresses the virtual addresses that move together or among the same nodes */
  constructor(network: Network, options: AnnouncementOptions, addresses: readonly number[]) {
    this.#network = network;
    this.#options = options;
    this.#addresses = addresses;
  }

  /** A node sends a gratuitous ARP; false if the product sends none, or if it is lost. */
  announce(address: number, node: Node): boolean {
    if (!this.#options.gratuitousArp || this.#network.entries.losesAnnouncement(node.host)) return false;
    this.#network.announce(address, node.host);
    return true;
  }

  /** A node announces whatever it has, if it can be heard. */
  announceAll(node: Node): void {
    if (node.isUp) for (const address of this.#of(node)) this.announce(address, node);
  }

  /** A master has heard an advertisement of a lower priority; whether it answers by one of its own. */
  heardLower(node: Node): boolean {
    if (this.#options.lowerPriorityArp) this.announceAll(node);
    return this.#options.lowerPriorityArp;
  }

  /** A master has advertised: switches learn by it which way frames for a virtual MAC address go. */
  advertised(node: Node): void {
    if (this.#options.virtualMac) for (const address of this.#of(node)) this.#network.entries.teach(address, node.host);
  }

  #of(node: Node): number[] {
    return this.#addresses.filter((address) => this.#network.addresses.has(node.host, address));
  }
}

import type { Engine, EventCode } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import type { Phases } from "../random/phases.ts";
import type { Node } from "./node.ts";

export interface AnnouncementOptions {
  /** Whether neighbours are told by gratuitous ARP at all. */
  readonly gratuitousArp: boolean;
  /** Whether a master that hears an advertisement of lower priority sends gratuitous ARPs. */
  readonly lowerPriorityArp: boolean;
  /** Whether the addresses have a MAC address of their own, which moves with them (RFC 3768 §7.3). */
  readonly virtualMac: boolean;
  /** How long after an announcement it is made once more [s]; absent: not. */
  readonly repeatArp?: number | undefined;
  /** How often whoever has an address announces it while nothing happens [s]; absent: not. */
  readonly refreshArp?: number | undefined;
}

/** What announcements are made with. */
export interface AnnouncementParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly options: AnnouncementOptions;
  /** The virtual addresses that move together or among the same nodes. */
  readonly addresses: readonly number[];
  /** Who may have them. */
  readonly members: readonly Node[];
  /** Whether whoever announces the addresses of a node runs and can be heard: its server process, or a daemon beside it. */
  readonly speaks: (node: Node) => boolean;
  /** When the clocks of refreshment tick. */
  readonly phase: ReturnType<Phases["clock"]>;
}

/** How nodes let their neighbours know that an address is theirs. Whoever misses it goes on as before until his entry runs out. */
export class Announcements {
  readonly #with: AnnouncementParts;
  readonly #again: EventCode | null;
  readonly #refresh: EventCode | null;

  constructor(parts: AnnouncementParts) {
    this.#with = parts;
    const { engine, options, members } = parts;
    const holders = (address: number): readonly Node[] =>
      members.filter((node) => parts.speaks(node) && parts.network.addresses.has(node.host, address));
    const { repeatArp, refreshArp } = options;
    this.#again =
      repeatArp === undefined
        ? null
        : engine.register("gratuitous ARP again", (address, host) => {
            for (const node of holders(address)) if (node.host === host) this.#send(address, node);
          });
    this.#refresh =
      refreshArp === undefined
        ? null
        : engine.register("gratuitous ARP refresh", (address, member) => {
            const node = members[member]!;
            if (holders(address).includes(node)) this.#send(address, node);
            engine.lane(refreshArp).send(this.#refresh!, address, member);
          });
  }

  /** Begins a replication. */
  reset(): void {
    const { engine, options, addresses, members, phase } = this.#with;
    if (this.#refresh === null) return;
    for (const [i, address] of addresses.entries())
      for (const member of members.keys()) {
        const clock = i * members.length + member;
        engine.after(phase(clock, options.refreshArp!) * options.refreshArp!, this.#refresh, address, member);
      }
  }

  /** A node sends a gratuitous ARP; false if the product sends none, or if it is lost. */
  announce(address: number, node: Node): boolean {
    const { engine, options } = this.#with;
    if (this.#again !== null) engine.after(options.repeatArp!, this.#again, address, node.host);
    return this.#send(address, node);
  }

  #send(address: number, node: Node): boolean {
    const { network, options } = this.#with;
    if (!options.gratuitousArp || network.entries.losesAnnouncement(node.host)) return false;
    network.announce(address, node.host);
    return true;
  }

  /** A node announces whatever it has, if it can be heard. */
  announceAll(node: Node): void {
    if (this.#with.speaks(node)) for (const address of this.#of(node)) this.announce(address, node);
  }

  /** A master has heard an advertisement of a lower priority; whether it answers by one of its own. */
  heardLower(node: Node): boolean {
    if (this.#with.options.lowerPriorityArp) this.announceAll(node);
    return this.#with.options.lowerPriorityArp;
  }

  /** A master has advertised: switches learn by it which way frames for a virtual MAC address go. */
  advertised(node: Node): void {
    if (this.#with.options.virtualMac)
      for (const address of this.#of(node)) this.#with.network.entries.teach(address, node.host);
  }

  #of(node: Node): number[] {
    return this.#with.addresses.filter((address) => this.#with.network.addresses.has(node.host, address));
  }
}

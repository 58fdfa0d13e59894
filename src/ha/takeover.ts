import type { Engine } from "../kernel/engine.ts";
import { hold, type Process, type Processes } from "../kernel/process.ts";
import type { Network } from "../network/network.ts";
import type { Sampler } from "../random/sampler.ts";
import type { Failover, FailoverLog } from "./failover-log.ts";
import type { Node } from "./node.ts";

export interface TakeoverOptions {
  /** Choosing the standby [s]. */
  readonly select: number;
  /** Configuring the address on it [s]. */
  readonly claim: number;
  /** Whether neighbours are told by gratuitous ARP. */
  readonly gratuitousArp: boolean;
  /** How long neighbours keep a stale ARP entry that nobody corrects [s]. */
  readonly staleArp: Sampler;
}

/**
 * A standby takes the addresses of a dead node, in the order of the thesis (§3.2): the death is detected, a standby is selected,
 * it claims the virtual IP, tells the neighbours by ARP, and serves.
 *
 * All standbys apply the same rule to what each knows of the membership: dead owners whose addresses nobody alive has claimed,
 * in the order of the addresses, go to the spare standbys, in the order of the tier, one to one. Who has stepped in is known to
 * the group; when somebody does, the others look again. If no standby is left, the address stays orphaned.
 *
 * A standby that is cut off holds everybody dead and claims an address too, but its announcement reaches nobody.
 *
 * Not modelled: fail-back. An active that was held dead by mistake stays without its address.
 */
export class Takeover {
  readonly #engine: Engine;
  readonly #processes: Processes;
  readonly #network: Network;
  readonly #options: TakeoverOptions;
  readonly #log: FailoverLog;
  readonly #standbys: readonly Node[];
  /** Per virtual address: the node that holds it (a neighbour may believe otherwise). */
  readonly #holder: Map<number, Node>;
  /** Who is held dead by whom; which standby steps in for an address; standbys that have stepped in. */
  readonly #heldDead = new Map<Node, Set<Node>>();
  readonly #claimant = new Map<number, Node>();
  readonly #activated = new Set<Node>();
  readonly #activation: (standby: Node, dead: Node, address: number) => void;

  /**
   * @param holder virtual address → the node that holds it; shared with whoever moves addresses
   * @param activation hears which standby became active in whose place
   */
  constructor(
    engine: Engine,
    processes: Processes,
    network: Network,
    options: TakeoverOptions,
    log: FailoverLog,
    standbys: readonly Node[],
    holder: Map<number, Node>,
    activation: (standby: Node, dead: Node, address: number) => void,
  ) {
    this.#engine = engine;
    this.#processes = processes;
    this.#network = network;
    this.#options = options;
    this.#log = log;
    this.#standbys = standbys;
    this.#holder = holder;
    this.#activation = activation;
  }

  reset(): void {
    this.#heldDead.clear();
    this.#claimant.clear();
    this.#activated.clear();
  }

  /** A watcher holds a node dead; whoever is to step in, does. */
  dead(watcher: Node, dead: Node): void {
    const held = this.#heldDead.get(watcher) ?? new Set();
    this.#heldDead.set(watcher, held.add(dead));
    for (const standby of this.#standbys) this.#consider(standby);
  }

  /** A watcher hears again from a node that it held dead. */
  recovered(watcher: Node, node: Node): void {
    this.#heldDead.get(watcher)?.delete(node);
  }

  /** A standby looks whether an address is for it to take. */
  #consider(standby: Node): void {
    const held = this.#heldDead.get(standby);
    if (held === undefined || !standby.running || this.#activated.has(standby)) return;
    const spares = this.#standbys.filter((node) => !this.#activated.has(node) && !held.has(node));
    const orphans = [...this.#holder].filter(([address, owner]) => {
      const claimant = this.#claimant.get(address);
      return held.has(owner) && (claimant === undefined || held.has(claimant));
    });
    const dead = [...new Set(orphans.map(([, owner]) => owner))][spares.indexOf(standby)];
    if (dead === undefined) return;
    const addresses = orphans.flatMap(([address, owner]) => (owner === dead ? [address] : []));
    this.#activated.add(standby);
    for (const address of addresses) this.#claimant.set(address, standby);
    this.#processes.start(this.#stepIn(standby, dead, addresses));
  }

  *#stepIn(standby: Node, dead: Node, addresses: readonly number[]): Process {
    const failover = this.#log.detected(dead, standby);
    yield hold(this.#options.select);
    failover.selectedAt = this.#engine.now;
    yield hold(this.#options.claim);
    if (!standby.running) return; // it died while stepping in
    failover.claimedAt = this.#engine.now;
    for (const address of addresses) this.#network.addresses.configure(standby.host, address);
    if (!standby.isUp) return; // cut off: nobody hears of its claim
    for (const address of addresses) {
      this.#holder.set(address, standby);
      this.#activation(standby, dead, address);
      this.#announce(address, standby, failover);
    }
  }

  /** Neighbours learn the new owner from its gratuitous ARP, or when their stale entry has run out. */
  #announce(address: number, standby: Node, failover: Failover): void {
    this.#log.awaitService(address, standby, failover);
    const { gratuitousArp, staleArp } = this.#options;
    if (!gratuitousArp) this.#network.growStale(address, standby.host, staleArp.sample());
    else {
      failover.announcedAt = this.#engine.now;
      this.#network.announce(address, standby.host);
    }
  }
}

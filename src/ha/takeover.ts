import type { Engine, EventCode } from "../kernel/engine.ts";
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
 * All standbys apply the same rule to the same membership, so that just one acts: the first standby, in the order of the tier,
 * that is not yet active and not held dead. If none is left, the address stays orphaned.
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
  readonly #learn: EventCode;
  /** Who is held dead by whom; standbys that have stepped in. */
  readonly #heldDead = new Map<Node, Set<Node>>();
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
    this.#learn = engine.register("ARP entries change", (address, host) => {
      network.resolve[address] = host;
    });
  }

  reset(): void {
    this.#heldDead.clear();
    this.#activated.clear();
  }

  /** A watcher holds a node dead; if it is the one to step in, it does. */
  dead(watcher: Node, dead: Node): void {
    const held = this.#heldDead.get(watcher) ?? new Set();
    this.#heldDead.set(watcher, held.add(dead));
    const chosen = this.#standbys.find((node) => !this.#activated.has(node) && !held.has(node));
    const orphans = [...this.#holder].flatMap(([address, node]) => (node === dead ? [address] : []));
    if (orphans.length === 0 || chosen !== watcher) return;
    this.#activated.add(chosen);
    this.#processes.start(this.#stepIn(chosen, dead, orphans));
  }

  *#stepIn(standby: Node, dead: Node, addresses: readonly number[]): Process {
    const failover = this.#log.detected(dead, standby);
    yield hold(this.#options.select);
    failover.selectedAt = this.#engine.now;
    yield hold(this.#options.claim);
    if (!standby.running) return; // it died while stepping in
    failover.claimedAt = this.#engine.now;
    for (const address of addresses) {
      this.#holder.set(address, standby);
      this.#activation(standby, dead, address);
      this.#announce(address, standby, failover);
    }
  }

  /** Neighbours learn the new owner from its gratuitous ARP, or when their stale entry has run out. */
  #announce(address: number, standby: Node, failover: Failover): void {
    this.#log.awaitService(address, standby, failover);
    const told = this.#options.gratuitousArp && this.#network.attached[standby.host] === 1;
    if (told) failover.announcedAt = this.#engine.now;
    const delay = told ? this.#network.delay : this.#options.staleArp.sample();
    this.#engine.after(delay, this.#learn, address, standby.host);
  }
}

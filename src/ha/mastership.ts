import type { EventCode } from "../kernel/engine.ts";
import type { Claims } from "./claims.ts";
import type { Node } from "./node.ts";
import type { Succession } from "./succession.ts";
import type { TakeoverParts } from "./takeover-options.ts";

/** What masters and backups do with addresses. */
interface MastershipParts extends Pick<TakeoverParts, "engine" | "network" | "addresses" | "holder"> {
  readonly members: readonly Node[];
  readonly claims: Claims;
  readonly succession: Succession;
  readonly isDaemon: boolean;
  /** A node takes those of these addresses that it has not. */
  readonly reclaim: (node: Node, addresses: readonly number[]) => void;
  readonly giveUp: (node: Node, address: number) => void;
  /** Whoever has an address by all that he knows, and has it not, takes it. */
  readonly catchUp: () => void;
}

/**
 * What only an election decides (VRRP): nobody compares, a master that hears a higher priority gives its addresses up and says nothing,
 * and takes over what no verdict can give it.
 */
export class Mastership {
  readonly #with: MastershipParts;
  /** A master takes what nobody else can give it; after the verdicts of the same moment. */
  readonly #stepUp: EventCode;
  /** Those whose daemon is a backup, whatever they have by all that is known. */
  readonly #waiting = new Set<Node>();

  constructor(parts: MastershipParts) {
    this.#with = parts;
    const { engine, members, succession, reclaim } = parts;
    this.#stepUp = engine.register("master steps in", (i) => {
      const master = members[i]!;
      if (master.running) reclaim(master, succession.leftTo(master));
    });
  }

  reset(): void {
    this.#waiting.clear();
  }

  /** Whether its daemon is a backup. */
  isBackup(node: Node): boolean {
    return this.#waiting.has(node);
  }

  /** Whether its daemon can be heard and is no backup that waits: it keeps what it has, even where the server process is dead. */
  keeps(node: Node): boolean {
    const { isDaemon, network } = this.#with;
    return isDaemon && network.attached[node.host] === 1 && !this.#waiting.has(node);
  }

  /** The addresses of a node whose server process starts again, which such a daemon has kept. */
  keptBy(node: Node): number[] {
    const { network, addresses } = this.#with;
    return this.keeps(node) ? addresses.filter((address) => network.addresses.has(node.host, address)) : [];
  }

  /** A daemon waits as a backup, from its next start at the latest; it has no address until it is master. */
  waits(node: Node): void {
    this.#waiting.add(node);
    const { network } = this.#with; // where all is datagrams nobody sees a difference
    const taken = network.isConnectionOriented && !node.running ? network.addresses.of(node.host) : [];
    for (const address of taken) network.release(address, node.host);
  }

  /** A master has advertised. */
  presided(master: Node): void {
    const { engine, members, succession, catchUp } = this.#with;
    if (this.#waiting.delete(master)) catchUp();
    if (succession.leftTo(master).length > 0) engine.after(0, this.#stepUp, members.indexOf(master), 0);
  }

  /** A master gives way to one of higher priority, and is a backup from now on. */
  yields(master: Node, to: Node): void {
    this.#waiting.add(master);
    this.giveWay(master, to);
  }

  /** A master hears that another has a higher priority, and gives up what it has without a word. */
  giveWay(node: Node, higher: Node): void {
    const { engine, network, claims, holder, reclaim, giveUp } = this.#with;
    const own = [...new Set([...claims.firstOf(higher), ...claims.heldBy(node, node)])];
    reclaim(higher, own);
    for (const address of own) {
      if (!network.addresses.has(higher.host, address)) continue; // until it has taken the address
      holder.set(address, higher);
      claims.own(higher, address, engine.now);
      if (network.addresses.has(node.host, address)) giveUp(node, address);
    }
  }

  /** Nobody asks: the others learn from advertisements who has an address, the highest of several. */
  lookAround(): void {
    const { network, addresses, claims, members, succession } = this.#with;
    for (const address of addresses) {
      const owner = members
        .toSorted((x, y) => succession.rank(x) - succession.rank(y))
        .find((member) => member.isUp && network.addresses.has(member.host, address));
      if (owner !== undefined) claims.hear(owner, address);
    }
  }

  /** Whether one that has an address gives it up to another at its advertisement. */
  givesWay(member: Node, owner: Node): boolean {
    const { succession } = this.#with;
    return this.#waiting.has(member) || succession.rank(member) > succession.rank(owner);
  }
}

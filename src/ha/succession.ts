import type { Network } from "../network/network.ts";
import type { Claims } from "./claims.ts";
import type { Node } from "./node.ts";
import { Quorum, type QuorumParts } from "./quorum.ts";

/** What a succession is made of. */
export interface SuccessionParts {
  readonly network: Network;
  /** Those that step in first, then the owners, each in their order. */
  readonly members: readonly Node[];
  readonly claims: Claims;
  readonly isElected: boolean;
  /** Left out: whoever lives may serve. */
  readonly quorum?: Omit<QuorumParts, "network" | "members" | "downFor"> | undefined;
}

/**
 * Who is to step in for whom. All spare nodes apply the same rule to what each knows of the membership: dead owners whose addresses
 * nobody alive has claimed, in the order of the addresses, go to the spares, in the order of the tier, one to one. Who has stepped in is
 * known to all that can be reached. If no spare is left, the address stays orphaned until one comes.
 */
export class Succession {
  readonly #network: Network;
  readonly #members: readonly Node[];
  readonly #claims: Claims;
  readonly #isElected: boolean;
  /** By member: whom it considers down. */
  readonly #down = new Map<Node, Set<Node>>();
  /** Null where whoever lives may serve. */
  readonly quorum: Quorum | null;

  constructor({ network, members, claims, isElected, quorum }: SuccessionParts) {
    this.#network = network;
    this.#members = members;
    this.#claims = claims;
    this.#isElected = isElected;
    const downFor = (member: Node): Set<Node> => this.downFor(member);
    this.quorum = quorum === undefined ? null : new Quorum({ ...quorum, network, members, downFor });
  }

  reset(): void {
    this.#down.clear();
    this.quorum?.reset();
  }

  /** Whether a node may have addresses, as far as it is for others to say. */
  mayServe(node: Node): boolean {
    return this.quorum?.has(node) ?? true;
  }

  /** Whom a member considers down. */
  downFor(member: Node): Set<Node> {
    const down = this.#down.get(member) ?? new Set();
    this.#down.set(member, down);
    return down;
  }

  /** Whether no member that runs considers a node down. */
  trusts(node: Node): boolean {
    return this.#members.every((member) => member === node || !member.running || !this.downFor(member).has(node));
  }

  /** Nodes that could step in, as a member sees it. */
  spares(member: Node): Node[] {
    const down = this.downFor(member);
    return this.#members.filter(
      (node) => this.#maySpare(node) && !down.has(node) && this.#claims.heldBy(member, node).length === 0,
    );
  }

  /** Who could take what a living node has. */
  spareFor(node: Node): Node | undefined {
    return this.spares(node).find(
      (member) =>
        member !== node && member.running && this.mayServe(member) && this.#network.reaches(node.host, member.host),
    );
  }

  /** The dead whose addresses are for a node to take, as it sees it, and these addresses; null if there is nobody. */
  predecessorOf(node: Node): { readonly dead: Node; readonly addresses: readonly number[] } | null {
    const down = this.downFor(node);
    if (down.size === 0 || !node.running || !this.#maySpare(node)) return null;
    if (this.quorum?.mayAct(node) === false) return null;
    const orphans = this.#claims
      .seenBy(node)
      .filter(
        ([, { owner, claimant }]) =>
          down.has(owner) &&
          !owner.uncovered &&
          (claimant === null || down.has(claimant)) &&
          !this.quorum?.isHeard(node, owner),
      );
    const dead = [...new Set(orphans.map(([, { owner }]) => owner))][this.spares(node).indexOf(node)];
    if (dead === undefined) return null;
    return { dead, addresses: orphans.flatMap(([address, { owner }]) => (owner === dead ? [address] : [])) };
  }

  /** Under election: addresses whose holder can hear no advertisement, and died before this master considered it down: no verdict moves them. */
  leftTo(master: Node): number[] {
    const isLeft = (holder: Node): boolean =>
      holder !== master &&
      !holder.uncovered &&
      !(holder.running && this.#network.reaches(master.host, holder.host, "watches"));
    return this.#claims
      .seenBy(master)
      .flatMap(([address]) => (isLeft(this.#claims.holderFor(master, address)) ? [address] : []));
  }

  /** Under election: 0 for the owner, whose priority is highest, then its backups in their order. */
  rank(node: Node): number {
    return (this.#members.indexOf(node) + 1) % this.#members.length;
  }

  /** Whether a node may step in, if it has no address. */
  #maySpare(node: Node): boolean {
    return node.standsBy || this.#isElected;
  }
}

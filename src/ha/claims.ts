import type { Network } from "../network/network.ts";
import type { Node } from "./node.ts";

/** What a member knows of one address. */
export interface AddressClaim {
  readonly owner: Node;
  /** Who is stepping in; null while nobody is. */
  readonly claimant: Node | null;
  /** When the owner took it, or the claimant began to [s]. */
  readonly since: number;
  /** Whether the owner is the one of the start. */
  readonly isFirst: boolean;
}

const holderOf = ({ owner, claimant }: AddressClaim): Node => claimant ?? owner;

/**
 * Who has which virtual address, as each member of a group knows it. News reach those that can be reached when they are told; a member
 * whose machine is frozen is not.
 */
export class Claims {
  readonly #network: Network;
  readonly #members: readonly Node[];
  readonly #views = new Map<Node, Map<number, AddressClaim>>();
  #first = new Map<number, AddressClaim>();

  constructor(network: Network, members: readonly Node[]) {
    this.#network = network;
    this.#members = members;
  }

  /** Everybody knows who has what at the start. */
  reset(holder: ReadonlyMap<number, Node>): void {
    this.#first = new Map(
      [...holder].map(([address, owner]) => [address, { owner, claimant: null, since: 0, isFirst: true }]),
    );
    for (const member of this.#members) this.#views.set(member, new Map(this.#first));
  }

  /** Addresses that a node had at the start. */
  firstOf(node: Node): number[] {
    return [...this.#first].flatMap(([address, { owner }]) => (owner === node ? [address] : []));
  }

  of(member: Node, address: number): AddressClaim {
    return this.#views.get(member)!.get(address)!;
  }

  /** Who has an address or is about to take it, as a member knows it. */
  holderFor(member: Node, address: number): Node {
    return holderOf(this.of(member, address));
  }

  seenBy(member: Node): [number, AddressClaim][] {
    return [...this.#views.get(member)!];
  }

  /** Addresses that a node has or is about to take, as a member knows it. */
  heldBy(member: Node, node: Node): number[] {
    return this.seenBy(member).flatMap(([address, claim]) => (holderOf(claim) === node ? [address] : []));
  }

  /** Who is stepping in for others at addresses, as a member knows it. */
  claimants(member: Node, addresses: readonly number[]): Node[] {
    return addresses.flatMap((address) => this.of(member, address).claimant ?? []);
  }

  /** A node is about to take an address. */
  stepIn(node: Node, address: number, now: number): void {
    this.#tell(node, address, { ...this.of(node, address), claimant: node, since: now });
  }

  /** A node has taken an address. */
  own(node: Node, address: number, now: number): void {
    this.#tell(node, address, {
      owner: node,
      claimant: null,
      since: now,
      isFirst: this.#first.get(address)?.owner === node,
    });
  }

  /** A member knows what a peer knows; what it was configured with if there is no peer. */
  learn(member: Node, peer: Node | null): void {
    this.#views.set(member, new Map(peer === null ? this.#first : this.#views.get(peer)!));
  }

  /** A member finds out who has an address. */
  learnOne(member: Node, address: number, owner: Node): void {
    const known = this.#views.get(owner)?.get(address);
    if (known !== undefined) this.#views.get(member)!.set(address, known);
  }

  /** Those that can be reached from the owner of an address learn that it has it. */
  hear(owner: Node, address: number): void {
    for (const member of this.#members)
      if (member !== owner && this.#network.reaches(owner.host, member.host, "watches"))
        this.learnOne(member, address, owner);
  }

  /**
   * Two members compare what they know. Where they differ, the claim that more members know prevails, the later one if both are
   * known to as many, a preferred one in any case; all that can be reached are told.
   *
   * @returns the claims that prevailed
   */
  reconcile(
    one: Node,
    other: Node,
    preferred: (claim: AddressClaim) => boolean,
  ): readonly { readonly address: number; readonly claim: AddressClaim }[] {
    const settled: { address: number; claim: AddressClaim }[] = [];
    for (const [address, mine] of this.seenBy(one)) {
      const theirs = this.of(other, address);
      if (holderOf(mine) === holderOf(theirs) && mine.owner === theirs.owner) continue;
      const known = (claim: AddressClaim) =>
        this.#members.filter((member) => member.running && holderOf(this.of(member, address)) === holderOf(claim))
          .length;
      const margin =
        Number(preferred(mine)) - Number(preferred(theirs)) || known(mine) - known(theirs) || mine.since - theirs.since;
      const claim = margin >= 0 ? mine : theirs;
      this.#tell(one, address, claim);
      settled.push({ address, claim });
    }
    return settled;
  }

  #tell(from: Node, address: number, claim: AddressClaim): void {
    for (const member of this.#members)
      if (
        member === from ||
        (member.running && !member.isFrozen && this.#network.reaches(from.host, member.host, "watches"))
      )
        this.#views.get(member)!.set(address, claim);
  }
}

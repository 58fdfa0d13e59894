import type { Engine, EventCode, EventId } from "../kernel/engine.ts";
import type { Network } from "../network/network.ts";
import type { Node } from "./node.ts";

/** How votes are counted, as votequorum(5) of corosync does. */
export interface QuorumOptions {
  /** Whether either of two nodes has quorum by itself. */
  readonly twoNode: boolean;
  /** Whether a node that starts has no quorum until it has seen all others, or one that has it. */
  readonly waitForAll: boolean;
  /** After how long the votes expected are lowered to those that are left [s]; absent: never. */
  readonly lastManStanding?: number | undefined;
  /** An arbiter, its votes, and after how long without an answer they are gone [s]. */
  readonly device?: { readonly arbiter: Node; readonly votes: number; readonly timeout: number } | undefined;
}

/** What a quorum is made with. */
export interface QuorumParts {
  readonly engine: Engine;
  readonly network: Network;
  /** One vote each. */
  readonly members: readonly Node[];
  readonly options: QuorumOptions;
  /** Whom a member considers down. */
  readonly downFor: (member: Node) => ReadonlySet<Node>;
  /** When the device is asked, as a share of its time-out. */
  readonly phase: () => number;
  /** A member that runs has got or lost quorum. */
  readonly changed: (member: Node, has: boolean) => void;
}

/**
 * Which members may serve: those that hear each other and are more than half of the votes expected. Each counts by what it knows of
 * the membership, so that it loses quorum when it notices that others are gone. A node that starts counts those that it reaches
 * and that have noticed it. An arbiter is asked at every change and once in its time-out; of the parts of the cluster that reach it the
 * largest gets its votes, of equal ones that with the first node.
 */
export class Quorum {
  readonly #with: QuorumParts;
  readonly #has = new Set<Node>();
  /** By member that has started: whom it has not met since. */
  readonly #unmet = new Map<Node, Set<Node>>();
  /** Members that wait for all. */
  readonly #waits = new Set<Node>();
  /** By member: the votes of nodes that it expects, and the timer that lowers them to those it sees. */
  readonly #expected = new Map<Node, number>();
  readonly #lowering = new Map<Node, { readonly timer: EventId; readonly to: number }>();
  readonly #lower: EventCode;
  readonly #ask: EventCode;

  constructor(parts: QuorumParts) {
    this.#with = parts;
    const { engine, members, options } = parts;
    this.#lower = engine.register("expected votes lowered", (i) => {
      const member = members[i]!;
      const { to } = this.#lowering.get(member)!;
      this.#lowering.delete(member);
      for (const other of this.#seenBy(member)) this.#expected.set(other, to);
      this.consider();
    });
    this.#ask = engine.register("quorum device asked", () => {
      this.consider();
      engine.after(options.device!.timeout, this.#ask, 0, 0);
    });
  }

  /** Begins a replication: all have met, and have quorum. */
  reset(): void {
    const { engine, members, options, phase } = this.#with;
    this.#unmet.clear();
    this.#waits.clear();
    this.#lowering.clear();
    for (const member of members) {
      this.#has.add(member);
      this.#expected.set(member, members.length);
    }
    if (options.device !== undefined) engine.after(phase() * options.device.timeout, this.#ask, 0, 0);
  }

  /** Whether a member may serve. */
  has(member: Node): boolean {
    return this.#has.has(member);
  }

  /** Whether a member may act on what it knows: those that agree, of the nodes it counts as alive, are a majority. */
  mayAct(member: Node): boolean {
    const { network } = this.#with;
    if (!this.has(member)) return false;
    const agreeing = this.#seenBy(member).filter(
      ({ running, host }) => running && network.reaches(member.host, host, "watches"),
    );
    return this.#isMajority(member, agreeing, this.#favoured());
  }

  /** Whether another in a member's part hears a node, whatever that member thinks of it: a part has one membership. */
  isHeard(member: Node, node: Node): boolean {
    const { network, downFor } = this.#with;
    return (
      node.running &&
      this.#seenBy(member).some(
        (other) =>
          other !== member &&
          other !== node &&
          other.running &&
          !downFor(other).has(node) &&
          network.reaches(other.host, node.host, "watches"),
      )
    );
  }

  /** A member starts, and has met nobody but those that it reaches now. */
  starts(member: Node): void {
    const { members, options } = this.#with;
    this.#has.delete(member);
    this.#unmet.set(member, new Set(members.filter((other) => other !== member)));
    this.#expected.set(member, members.length);
    if (options.waitForAll) this.#waits.add(member);
    this.consider();
  }

  /** Somebody's knowledge of the membership may have changed: all count their votes. */
  consider(): void {
    const { members, network } = this.#with;
    for (const [member, unmet] of this.#unmet)
      for (const other of unmet)
        if (other.running && network.reaches(member.host, other.host, "watches")) unmet.delete(other);
    const before = new Set(members.filter((member) => this.has(member)));
    const favoured = this.#favoured();
    // Until nothing changes: whoever sees one that has quorum waits no longer.
    for (let had = -1; had !== this.#has.size; ) {
      had = this.#has.size;
      for (const member of members)
        if (member.running && this.#counts(member, favoured)) this.#has.add(member);
        else this.#has.delete(member);
    }
    this.#expectFewer();
    const changed = members.filter((member) => member.running && this.has(member) !== before.has(member));
    for (const member of changed) if (!this.has(member)) this.#with.changed(member, false);
    for (const member of changed) if (this.has(member)) this.#with.changed(member, true);
  }

  /** Those that a member hears and that hear it, as far as they could, itself included. */
  #seenBy(member: Node): Node[] {
    const { members, network, downFor } = this.#with;
    const down = downFor(member);
    const unmet = this.#unmet.get(member);
    return members.filter(
      (other) =>
        other === member ||
        (!down.has(other) &&
          !unmet?.has(other) &&
          !(other.running && downFor(other).has(member) && network.reaches(member.host, other.host, "watches"))),
    );
  }

  #counts(member: Node, favoured: Node | null): boolean {
    const { members } = this.#with;
    const seen = this.#seenBy(member);
    if (this.#waits.has(member)) {
      const isOver = seen.length === members.length || seen.some((other) => other !== member && this.has(other));
      if (!isOver) return false;
      this.#waits.delete(member);
    }
    this.#expected.set(member, Math.max(...seen.map((other) => this.#expected.get(other)!)));
    return this.#isMajority(member, seen, favoured);
  }

  #isMajority(member: Node, voters: readonly Node[], favoured: Node | null): boolean {
    const { options } = this.#with;
    const { votes = 0 } = options.device ?? {};
    const isFavoured = favoured !== null && voters.includes(favoured) && this.#asks(member);
    const all = this.#expected.get(member)! + votes;
    return options.twoNode || voters.length + (isFavoured ? votes : 0) > Math.floor(all / 2);
  }

  /** Whether the arbiter answers a member. */
  #asks(member: Node): boolean {
    const { network, options } = this.#with;
    const arbiter = options.device?.arbiter;
    return (arbiter?.running && member.running && network.reaches(member.host, arbiter.host, "watches")) ?? false;
  }

  /** A member of the part that gets the arbiter's votes, as it is told of the parts; null if nobody asks. */
  #favoured(): Node | null {
    const asking = this.#with.members.filter((member) => this.#asks(member));
    const partOf = (member: Node): Node[] =>
      this.#seenBy(member).filter((other) => !(asking.includes(other) && this.#with.downFor(other).has(member)));
    const first = (part: readonly Node[]): number => Math.min(...part.map(({ host }) => host));
    const parts = asking.map((member) => ({ member, part: partOf(member) }));
    parts.sort((x, y) => y.part.length - x.part.length || first(x.part) - first(y.part));
    return parts[0]?.member ?? null;
  }

  /** Where members are lost and quorum is left, a timer lowers the votes expected; it begins anew when more are lost. */
  #expectFewer(): void {
    const { engine, members, options } = this.#with;
    if (options.lastManStanding === undefined) return;
    for (const [i, member] of members.entries()) {
      const to = this.#seenBy(member).length;
      const isFewer = this.has(member) && to < this.#expected.get(member)!;
      const pending = this.#lowering.get(member);
      if (pending !== undefined && (!isFewer || pending.to !== to)) {
        engine.cancel(pending.timer);
        this.#lowering.delete(member);
      }
      if (isFewer && pending?.to !== to)
        this.#lowering.set(member, { timer: engine.timer(options.lastManStanding, this.#lower, i, 0), to });
    }
  }
}

import { hold, type Process } from "../kernel/process.ts";
import { Announcements } from "./announcements.ts";
import { type AddressClaim, Claims } from "./claims.ts";
import type { Failover } from "./failover-log.ts";
import { Fencing } from "./fencing.ts";
import { Mastership } from "./mastership.ts";
import type { Node } from "./node.ts";
import { Succession } from "./succession.ts";
import type { TakeoverParts } from "./takeover-options.ts";

/** From the moment at which links are whole until members that were apart have heard of each other in any case [s]. */
const ACQUAINTANCE = 1;

/**
 * A standby takes the addresses of a dead node, in the order of the thesis (§3.2): the death is detected, a standby is selected,
 * it claims the virtual IP, tells the neighbours by ARP, and serves.
 *
 * Who steps in for whom says `Succession`; when somebody does, the others look again.
 *
 * A node whose process starts again asks a peer who has which address. What nobody has claimed in the meantime is still its own;
 * otherwise it is a spare, or takes back what it had at the start (`failback: preempt`). So is an active that was replaced by
 * mistake, once it hears the gratuitous ARP of its successor, or of the other's claim when they hear of each other again.
 *
 * In a partition each side steps in for the other. When the sides hear of each other again, the owner that more members know
 * keeps an address, the later one if both are known to as many, and announces it once more; the other gives it up.
 * Where there is a quorum, whoever loses it gives up what he has; he takes nothing, and keeps nothing from the others, until he has it again.
 *
 * Under election (VRRP) nobody compares, and one that has been master all the time announces nothing, unless it answers the lower
 * priority that it hears (`Mastership`).
 */
export class Takeover {
  readonly #with: TakeoverParts;
  /** Those that step in first, then the owners, each in their order. */
  readonly #members: readonly Node[];
  readonly #claims: Claims;
  readonly succession: Succession;
  readonly announcements: Announcements;
  /** Used under election only. */
  readonly mastership: Mastership;
  /** Takeovers under way. */
  readonly #underWay = new Set<Node>();
  /** Null where whoever is considered down is believed to be dead. */
  readonly #fencing: Fencing | null;
  /** Takeovers that await the fencing of a node. */
  readonly #awaited = new Map<Node, Failover>();

  constructor(parts: TakeoverParts) {
    this.#with = parts;
    const { engine, network, options, standbys, owners, addresses } = parts;
    this.#members = [...standbys, ...owners];
    this.#claims = new Claims(network, this.#members);
    const quorum = parts.quorum && { ...parts.quorum, changed: (node: Node, has: boolean) => this.#counted(node, has) };
    this.succession = new Succession({
      ...{ network, members: this.#members, claims: this.#claims, isElected: options.isElected, quorum },
    });
    this.announcements = new Announcements({
      ...{ engine, network, options, addresses, members: this.#members, phase: parts.phase },
      speaks: (node) => node.isUp || this.mastership.keeps(node),
    });
    const meet = engine.register("members compare", () => this.#meet());
    const told = { succession: this.succession, claims: this.#claims, settled: () => this.lookAgain() };
    this.#fencing = parts.fencing === undefined ? null : new Fencing({ ...parts, ...parts.fencing, ...told });
    this.mastership = new Mastership({
      ...{ engine, network, addresses, holder: parts.holder },
      ...{ members: this.#members, claims: this.#claims, succession: this.succession, isDaemon: options.isDaemon },
      reclaim: (node, own) => this.#reclaim(node, own),
      giveUp: (node, address) => this.#giveUp(node, address),
      catchUp: () => this.#catchUp(),
    });
    network.onMend(() => engine.after(ACQUAINTANCE, meet, 0, 0));
    for (const address of addresses) network.entries.live(address, options.staleArp);
    for (const node of this.#members) {
      node.onStart((what) => this.#rejoin(node, what === "process" ? this.mastership.keptBy(node) : []));
      node.onAttach(() => {
        if (options.isElected && node.running) this.#rejoin(node); // its router begins again (RFC 3768 §6.4.1)
        engine.after(ACQUAINTANCE, meet, 0, 0);
      });
    }
    network.entries.onConflict((host, address, by) => {
      const node = this.#members.find((member) => member.host === host);
      if (node === undefined || !addresses.includes(address)) return;
      if (options.isElected && !node.isInMaintenance) return; // a master of VRRP listens to advertisements
      if (this.#members.some((member) => member.host === by)) this.#giveUp(node, address);
    });
  }

  reset(): void {
    this.succession.reset();
    this.mastership.reset();
    this.#underWay.clear();
    this.#awaited.clear();
    this.#fencing?.reset();
    this.announcements.reset();
    this.#claims.reset(new Map(this.#with.addresses.map((address) => [address, this.#with.holder.get(address)!])));
  }

  /** A watcher considers a node down; whoever is to step in, does. */
  dead(watcher: Node, dead: Node): void {
    this.succession.downFor(watcher).add(dead);
    this.succession.quorum?.consider();
    this.lookAgain();
  }

  /** Whoever is to step in for somebody, does: people have freed a place that was blocked, say. */
  lookAgain(): void {
    for (const member of this.#members) this.#fencing?.condemn(member);
    for (const node of this.#members) {
      const predecessor = this.succession.predecessorOf(node);
      if (predecessor === null) continue;
      const { dead, addresses } = predecessor;
      const failover = this.#awaited.get(dead) ?? this.#with.log.detected(dead, node);
      this.#awaited.delete(dead);
      if (this.#fencing?.isClear([dead, ...this.#claims.claimants(node, addresses)], node) ?? true) {
        failover.by = node;
        this.#stepIn(node, addresses, failover);
      } else this.#awaited.set(dead, failover);
    }
  }

  /** A watcher hears again from a node that it considered down: they compare what they know, or the watcher gives way to it. */
  recovered(watcher: Node, node: Node): void {
    this.succession.downFor(watcher).delete(node);
    this.#awaited.delete(node);
    this.#fencing?.heard(node);
    if (this.#with.options.isElected) this.mastership.giveWay(watcher, node);
    else this.#compare(watcher, node);
    this.succession.quorum?.consider();
  }

  /** A member may serve from now on, or no longer: then it stops at once. */
  #counted(node: Node, has: boolean): void {
    this.#with.quorum!.changed(node, has);
    node.lacksQuorum = !has;
    const { network, addresses } = this.#with;
    if (has) {
      this.#catchUp();
      this.lookAgain();
      return;
    }
    for (const address of addresses) if (network.addresses.has(node.host, address)) network.release(address, node.host);
    node.standsBy = true; // unless it has its addresses back, which it claims still
  }

  /** All that can reach each other compare what they know: two may have come to own an address without anybody's noticing. */
  #meet(): void {
    if (this.#with.options.isElected) this.mastership.lookAround();
    else
      for (const [i, one] of this.#members.entries())
        for (const other of this.#members.slice(i + 1)) if (one.running) this.#compare(one, other);
    this.succession.quorum?.consider();
    this.#catchUp();
  }

  #compare(watcher: Node, node: Node): void {
    const { addresses } = this.#with.network;
    if (!this.#with.network.reaches(watcher.host, node.host, "watches") || !node.running) return;
    const preferred = ({ isFirst, claimant, owner }: AddressClaim) =>
      this.#with.options.failback === "preempt" && isFirst && claimant === null && owner.isUp;
    for (const { address, claim } of this.#claims.reconcile(watcher, node, preferred))
      if (addresses.has(claim.owner.host, address)) this.announcements.announce(address, claim.owner);
    // Who knows that another has what he has, and can reach him, needs no gratuitous ARP to give it up.
    for (const member of [watcher, node])
      for (const address of this.#with.addresses) {
        const { owner } = this.#claims.of(member, address);
        if (owner !== member && addresses.has(member.host, address) && addresses.has(owner.host, address))
          if (this.#with.network.reaches(owner.host, member.host, "watches")) this.#giveUp(member, address);
      }
  }

  /** A node takes addresses that are its own, or to which it has been elected, if another has them now. */
  #reclaim(node: Node, own: readonly number[]): void {
    const held = this.#claims.heldBy(node, node);
    const { isElected } = this.#with.options; // a master that nobody else's advertisements have reached still has them
    const isMaster = isElected && (node.isUp || this.mastership.keeps(node));
    const has = (address: number) => isMaster && this.#with.network.addresses.has(node.host, address);
    const addresses = own.filter((address) => !held.includes(address) && !has(address));
    if (addresses.length > 0) this.#stepIn(node, addresses);
  }

  /** Planned: a spare takes the addresses of a living node; false if there is nothing to move or nobody to take it. */
  handOver(node: Node): boolean {
    if (!this.#members.includes(node)) return false;
    const addresses = this.#claims.heldBy(node, node);
    const spare = this.succession.spareFor(node);
    if (addresses.length === 0 || spare === undefined) return false;
    this.#stepIn(spare, addresses);
    return true;
  }

  /** Under election: a master has advertised. */
  presided(master: Node): void {
    this.announcements.advertised(master);
    this.mastership.presided(master);
  }

  /** A node begins to take addresses, and says so. */
  #stepIn(node: Node, addresses: readonly number[], failover?: Failover): void {
    for (const address of addresses) this.#claims.stepIn(node, address, this.#with.engine.now);
    this.#with.processes.start(this.#take(node, addresses, failover));
  }

  /** A node selects itself, claims the addresses and tells the neighbours. */
  *#take(node: Node, addresses: readonly number[], failover?: Failover): Process {
    this.#underWay.add(node);
    yield hold(this.#with.options.select.sample());
    if (failover) failover.selectedAt = this.#with.engine.now;
    yield hold(this.#with.options.claim.sample());
    this.#underWay.delete(node);
    if (!node.running) return; // it died while stepping in
    if (failover) failover.claimedAt = this.#with.engine.now;
    if (!node.isUp || !this.succession.mayServe(node)) return; // cut off: nobody hears of its claim
    const still = this.#claims.heldBy(node, node);
    for (const address of addresses) {
      if (!still.includes(address)) continue; // it has given way in the meantime
      this.#with.network.configure(address, node.host);
      this.#with.holder.set(address, node);
      this.#claims.own(node, address, this.#with.engine.now);
      this.#dispossess(node, address);
      this.#with.activation(node, address);
      if (failover) this.#with.log.awaitService(address, node, failover);
      if (this.announcements.announce(address, node) && failover) failover.announcedAt = this.#with.engine.now;
    }
  }

  /**
   * A node has taken an address. What is dead has none any more: a program beside the process takes it away, unless that is the daemon that
   * elects, and goes on as master. Under election those of lower priority give it up at the advertisement of the new master; elsewhere those
   * who are told by gratuitous ARP, or where that is not sent, by the group.
   */
  #dispossess(owner: Node, address: number): void {
    for (const member of this.#members) {
      if (member === owner || !this.#with.network.addresses.has(member.host, address)) continue;
      const { isElected, gratuitousArp } = this.#with.options;
      const isTold = isElected ? this.mastership.givesWay(member, owner) : !gratuitousArp;
      if (!member.running && !this.mastership.keeps(member)) this.#with.network.release(address, member.host);
      else if (isTold && this.#with.network.reaches(owner.host, member.host, "watches")) this.#giveUp(member, address);
    }
  }

  /** A process starts again: it knows what a peer tells it, or what it was configured with, and of what a daemon beside it has kept. */
  #rejoin(node: Node, kept: readonly number[] = []): void {
    const { addresses } = this.#with.network;
    this.succession.downFor(node).clear();
    for (const address of this.#with.addresses)
      if (addresses.has(node.host, address) && !kept.includes(address)) this.#with.network.release(address, node.host);
    const peer = this.#members.find(
      (member) => member !== node && member.running && this.#with.network.reaches(member.host, node.host, "watches"),
    );
    this.#claims.learn(node, peer ?? null);
    this.succession.quorum?.starts(node);
    for (const address of kept) this.#claims.own(node, address, this.#with.engine.now);
    const waits = this.mastership.isBackup(node) || !this.succession.mayServe(node);
    for (const address of waits ? [] : this.#claims.heldBy(node, node)) {
      if (kept.includes(address)) continue;
      this.#with.network.configure(address, node.host);
      this.#with.holder.set(address, node);
      this.#claims.own(node, address, this.#with.engine.now);
      this.announcements.announce(address, node);
    }
    const { isElected, failback } = this.#with.options;
    const goesBack = failback === "preempt" && this.#claims.firstOf(node).length > 0;
    node.standsBy = addresses.of(node.host).length === 0 && !goesBack;
    if (!isElected && failback === "preempt") this.#reclaim(node, this.#claims.firstOf(node));
    this.#catchUp();
    if (this.#fencing !== null) this.lookAgain(); // a spare has come
  }

  /**
   * Whoever has an address by all that he knows himself, and has it not, takes it; if another whom he can reach has it too, he
   * announces it again (under election advertisements settle that).
   */
  #catchUp(): void {
    const { addresses } = this.#with.network;
    for (const node of this.#members) {
      if (!node.isUp || this.#underWay.has(node) || this.mastership.isBackup(node) || !this.succession.mayServe(node))
        continue;
      const held = this.#claims.heldBy(node, node);
      const missing = held.filter((address) => !addresses.has(node.host, address));
      if (missing.length > 0) this.#with.processes.start(this.#take(node, missing));
      if (this.#with.options.isElected) continue;
      for (const address of addresses.of(node.host))
        if (
          held.includes(address) &&
          addresses.owners(address).some((host) => host !== node.host && this.#with.network.reaches(node.host, host))
        )
          this.announcements.announce(address, node);
    }
  }

  /** A node loses an address to another and is a spare when it has none left. */
  #giveUp(node: Node, address: number): void {
    this.#with.network.release(address, node.host);
    if (this.#with.network.addresses.of(node.host).length === 0) node.standsBy = true;
    this.#claims.learnOne(node, address, this.#with.holder.get(address)!);
  }
}

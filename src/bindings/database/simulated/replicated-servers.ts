import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import type { Network } from "../../../network/network.ts";
import type { Replication } from "../../../tiers/description.ts";
import type { Promotion } from "./promotion.ts";
import type { Servers } from "./servers.ts";
import { WaitingWrites } from "./waiting-writes.ts";

/** A write that replicas have not got yet. */
interface UnderWay {
  readonly writtenAt: number;
  readonly user: number;
  readonly before: number;
  readonly expiresAt: number;
}

/** Primary and replicas in a world. */
export interface ReplicatedServersParts {
  readonly engine: Engine;
  readonly network: Network;
  /** Who of them is the primary. */
  readonly promotion: Promotion;
  /** How replicas get what is written; left out: they lack nothing, and the primary waits for nobody. */
  readonly replication: Exclude<Replication, { kind: "certification" }> | undefined;
  readonly users: number;
}

/**
 * A primary that is written, and replicas that follow it, each with a table of its own. A replica that the primary cannot reach stays where it is,
 * and has all that the primary has once they see each other again. What the promoted one lacks is lost, also when a server comes back that has missed much
 * because no other is left; the former primary is its replica from then on, and keeps nothing of its own.
 */
export class ReplicatedServers implements Servers {
  readonly nodes: readonly Node[];
  lostWrites = 0;
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #promotion: Promotion;
  readonly #replication: ReplicatedServersParts["replication"];
  /** Bindings by server and user: expiry [s]; one table where replicas lack nothing. */
  readonly #tables: ReadonlyMap<Node, Float64Array>;
  /** Replicas that get what is written. */
  readonly #following = new Set<Node>();
  readonly #underWay: UnderWay[] = [];
  readonly #writes: WaitingWrites;
  /** Whether writes are answered although too few replicas have them. */
  #isAlone = false;
  /** Of the wait for a replica; one of an earlier number is void. */
  #wait = 0;
  #waits = false;
  readonly #giveUp: EventCode;

  constructor({ engine, network, promotion, replication, users }: ReplicatedServersParts) {
    this.#engine = engine;
    this.#network = network;
    this.#promotion = promotion;
    this.#replication = replication;
    this.nodes = promotion.servers;
    const shared = new Float64Array(users);
    this.#tables = new Map(
      this.nodes.map((node) => [node, replication === undefined ? shared : new Float64Array(users)]),
    );
    this.#writes = new WaitingWrites(engine, this.nodes);
    this.#giveUp = engine.register("replicas waited for in vain", (wait) => {
      if (wait !== this.#wait || !this.#waits) return;
      this.#isAlone = true;
      this.#stopWaiting();
    });
    if (replication === undefined) return;
    const review = (): void => this.#review();
    network.onChange(review);
    for (const node of this.nodes) {
      node.onFailure(review);
      node.onStart(review);
      node.onResume(review);
      node.onGoOn(review);
    }
    promotion.onChange((before) => this.#promoted(before));
  }

  get primary(): Node {
    return this.#promotion.primary;
  }

  get changes(): number {
    return this.#promotion.changes;
  }

  reset(): void {
    for (const table of this.#tables.values()) table.fill(0);
    this.#promotion.reset();
    this.#writes.reset();
    this.#underWay.length = this.lostWrites = 0;
    this.#following.clear();
    for (const node of this.nodes) if (node !== this.primary) this.#following.add(node);
    this.#isAlone = this.#waits = false;
  }

  preload(user: number, expiresAt: number): void {
    for (const table of this.#tables.values()) table[user] = expiresAt;
  }

  answers(server: Node): boolean {
    return !server.isBlocked;
  }

  bindingAt(server: Node, user: number): number {
    return this.#tables.get(server)![user]!;
  }

  write(server: Node, user: number, expiresAt: number, done: (isKept: boolean) => void): void {
    if (server !== this.primary) {
      done(false); // a replica is read only
      return;
    }
    const table = this.#tables.get(server)!;
    if (this.#replication?.kind === "asynchronous") {
      this.#review();
      this.#underWay.push({ writtenAt: this.#engine.now, user, before: table[user]!, expiresAt });
    }
    if (this.#replication?.kind === "semiSynchronous") {
      this.#writeCopied(server, user, expiresAt, done);
      return;
    }
    table[user] = expiresAt;
    done(true);
  }

  #writeCopied(server: Node, user: number, expiresAt: number, done: (isKept: boolean) => void): void {
    this.#review();
    const { copies, timeout } = this.#replication as Extract<Replication, { kind: "semiSynchronous" }>;
    const commit = (): void => {
      for (const node of [server, ...this.#following]) this.#tables.get(node)![user] = expiresAt;
    };
    const write = { server, refuse: () => done(false) };
    if (this.#following.size >= copies) {
      commit();
      const times = [...this.#following].map((node) => this.#network.delayBetween(server.host, node.host, 2));
      this.#writes.add({ ...write, commit: () => done(true) }, times.sort((a, b) => a - b)[copies - 1]!);
    } else if (this.#isAlone) {
      commit();
      done(true);
    } else {
      const late = () => {
        commit();
        done(true);
      };
      this.#writes.add({ ...write, commit: late });
      if (!this.#waits && timeout < Infinity) this.#engine.after(timeout, this.#giveUp, ++this.#wait, 0);
      this.#waits = true;
    }
  }

  #stopWaiting(): void {
    this.#waits = false;
    this.#wait++;
    this.#writes.release();
  }

  /** Looks who gets what is written from now on. */
  #review(): void {
    this.#settle();
    const { primary } = this;
    for (const node of this.nodes) {
      if (node === primary) continue;
      const follows = primary.works && node.works && this.#reaches(primary, node) && this.#reaches(node, primary);
      if (follows && !this.#following.has(node)) this.#catchUp(node);
      if (follows) this.#following.add(node);
      else this.#following.delete(node);
    }
    if (this.#replication?.kind !== "semiSynchronous" || this.#following.size < this.#replication.copies) return;
    this.#isAlone = false;
    if (this.#waits) this.#stopWaiting();
  }

  #reaches(from: Node, to: Node): boolean {
    return this.#network.reaches(from.host, to.host);
  }

  /** What was written a lag ago has reached those who follow. */
  #settle(): void {
    if (this.#replication?.kind !== "asynchronous") return;
    const until = this.#engine.now - this.#replication.lag;
    const pending = this.#underWay.findIndex(({ writtenAt }) => writtenAt > until);
    for (const { user, expiresAt } of this.#underWay.splice(0, pending < 0 ? this.#underWay.length : pending))
      for (const node of this.#following) this.#tables.get(node)![user] = expiresAt;
  }

  /** A replica gets all that others have of the primary. */
  #catchUp(node: Node): void {
    const table = this.#tables.get(node)!;
    table.set(this.#tables.get(this.primary)!);
    for (const { user, before } of this.#underWay.toReversed()) table[user] = before;
  }

  #promoted(before: Node): void {
    const [had, has] = [this.#tables.get(before)!, this.#tables.get(this.primary)!];
    this.#settle();
    this.lostWrites += had.reduce((lost, expiresAt, user) => lost + Number(expiresAt !== has[user]), 0);
    this.#underWay.length = 0;
    this.#following.clear();
    this.#isAlone = this.#waits = false;
    this.#writes.refuse(() => true);
    this.#review();
  }
}

import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import type { Network } from "../../../network/network.ts";
import type { Stream } from "../../../random/stream.ts";
import type { Replication } from "../../../tiers/description.ts";
import type { Servers } from "./servers.ts";
import { WaitingWrites } from "./waiting-writes.ts";

/** A cluster in a world. */
export interface CertifiedServersParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly nodes: readonly Node[];
  readonly replication: Extract<Replication, { kind: "certification" }>;
  /** When nodes look, next to others' silence. */
  readonly random: Stream;
  readonly users: number;
}

/**
 * Servers that all may be written, as under Galera. A write is ordered among all members, and so waits for the slowest of them; while one is silent
 * all writes wait, until the others exclude it. Whoever sees no more than half of all servers answers nobody. All that was
 * answered is in every member; who comes back has it at once.
 */
export class CertifiedServers implements Servers {
  readonly nodes: readonly Node[];
  readonly changes = 0;
  readonly lostWrites = 0;
  readonly #engine: Engine;
  readonly #network: Network;
  readonly #replication: CertifiedServersParts["replication"];
  readonly #random: Stream;
  readonly #table: Float64Array;
  readonly #writes: WaitingWrites;
  /** By observer and server, each by place: since when it is silent [s]; NaN while it is heard. */
  readonly #silentSince: Float64Array;
  /** The same: whether it has been excluded. */
  readonly #isExcluded: Uint8Array;
  readonly #look: EventCode;

  constructor({ engine, network, nodes, replication, random, users }: CertifiedServersParts) {
    this.#engine = engine;
    this.#network = network;
    this.nodes = nodes;
    this.#replication = replication;
    this.#random = random;
    this.#table = new Float64Array(users);
    this.#writes = new WaitingWrites(engine, nodes);
    this.#silentSince = new Float64Array(nodes.length ** 2);
    this.#isExcluded = new Uint8Array(nodes.length ** 2);
    this.#look = engine.register("silent nodes excluded", () => this.#exclude());
    const review = (): void => this.#review();
    network.onChange(review);
    for (const node of nodes) {
      node.onFailure(review);
      node.onStart(review);
      node.onResume(review);
      node.onGoOn(review);
    }
  }

  get primary(): Node {
    return this.nodes.find((node) => this.answers(node)) ?? this.nodes[0]!;
  }

  reset(): void {
    this.#table.fill(0);
    this.#writes.reset();
    this.#silentSince.fill(Number.NaN);
    this.#isExcluded.fill(0);
  }

  preload(user: number, expiresAt: number): void {
    this.#table[user] = expiresAt;
  }

  /** Whether it sees more than half of all servers, itself included. */
  answers(server: Node): boolean {
    return !server.isBlocked && 2 * this.#membersSeenBy(server).length > this.nodes.length;
  }

  bindingAt(_server: Node, user: number): number {
    return this.#table[user]!;
  }

  write(server: Node, user: number, expiresAt: number, done: (isKept: boolean) => void): void {
    this.#review();
    const commit = (): void => {
      this.#table[user] = expiresAt;
      done(true);
    };
    const write = { server, commit, refuse: () => done(false) };
    if (!this.answers(server)) write.refuse();
    else if (this.#waits(server)) this.#writes.add(write);
    else this.#writes.add(write, this.#roundTrip(server));
  }

  /** To the farthest member and back [s]. */
  #roundTrip(server: Node): number {
    const members = this.#membersSeenBy(server).filter((node) => node !== server);
    return Math.max(0, ...members.map((node) => this.#network.delayBetween(server.host, node.host, 2)));
  }

  #membersSeenBy(server: Node): readonly Node[] {
    const from = this.nodes.indexOf(server) * this.nodes.length;
    return this.nodes.filter((_, to) => this.#isExcluded[from + to] === 0);
  }

  /** Whether a member is silent that has not been excluded yet. */
  #waits(server: Node): boolean {
    const from = this.nodes.indexOf(server) * this.nodes.length;
    return this.nodes.some(
      (_, to) => this.#isExcluded[from + to] === 0 && !Number.isNaN(this.#silentSince[from + to]!),
    );
  }

  /** Looks who hears whom from now on. */
  #review(): void {
    let falls = false;
    for (const [i, observer] of this.nodes.entries())
      for (const [j, node] of this.nodes.entries()) {
        const pair = i * this.nodes.length + j;
        const isHeard = i === j || (observer.works && node.works && this.#hears(observer, node));
        if (isHeard) {
          this.#silentSince[pair] = Number.NaN;
          this.#isExcluded[pair] = 0;
        } else if (Number.isNaN(this.#silentSince[pair]!)) {
          this.#silentSince[pair] = this.#engine.now;
          falls = true;
        }
      }
    const { suspect, check } = this.#replication;
    if (falls) this.#engine.after(suspect + check * this.#random.uniform(), this.#look, 0, 0);
    this.#goOn();
  }

  #hears(observer: Node, node: Node): boolean {
    return this.#network.reaches(node.host, observer.host) && this.#network.reaches(observer.host, node.host);
  }

  #exclude(): void {
    this.#review();
    for (const [pair, since] of this.#silentSince.entries())
      if (since + this.#replication.suspect <= this.#engine.now) this.#isExcluded[pair] = 1;
    this.#goOn();
  }

  /** Writes that had to wait and need not any more are answered; so are those that nobody will answer, by an error. */
  #goOn(): void {
    this.#writes.refuse((server) => !this.answers(server));
    this.#writes.release((server) => !this.#waits(server));
  }
}

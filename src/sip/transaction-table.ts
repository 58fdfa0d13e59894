import type { Engine, EventCode } from "../kernel/engine.ts";
import { kindOf, messageOf, subjectOf } from "../network/message.ts";
import { grown } from "./growing.ts";
import { isChallenge, isStaleChallenge, Kind } from "./message.ts";
import type { Process } from "./transaction-parts.ts";

/** Where a transaction stands: RFC 3261 §17.2.1, with RFC 6026's state for an INVITE that was accepted. */
export const State = { TRYING: 0, PROCEEDING: 1, ACCEPTED: 2, COMPLETED: 3, CONFIRMED: 4 } as const;

/** Requests of a call that have a transaction each: INVITE, BYE, and the CANCEL that a proxy sends itself. */
export const OF_INVITE = 0;
export const OF_BYE = 1;
export const OF_CANCEL = 2;
export type Which = typeof OF_INVITE | typeof OF_BYE | typeof OF_CANCEL;
/** No slot, and no response. */
export const NONE = -1;

/** Which request a response answers. */
export const answeredBy = (kind: number): Which =>
  kind === Kind.OK_CANCEL ? OF_CANCEL : kind === Kind.OK_BYE || kind === Kind.FAIL_BYE ? OF_BYE : OF_INVITE;

const METHODS: Readonly<Record<Which, Kind>> = {
  [OF_INVITE]: Kind.INVITE,
  [OF_BYE]: Kind.BYE,
  [OF_CANCEL]: Kind.CANCEL,
};

/** What tells transactions of all hosts apart, mixed so that its upper bits say where one is looked for (Knuth, TAOCP vol. 3, §6.4: the golden ratio). */
const hashOf = (host: number, call: number, which: number, address: number, branch: number): number =>
  Math.imul(Math.imul(call * 4 + which, 31) + Math.imul(host * 4096 + address, 8191) + branch, 0x9e3779b1);

/** The transactions of some hosts, each in a slot of columns that are used again. */
export class TransactionTable {
  host = new Int32Array(64);
  call = new Int32Array(64);
  which = new Uint8Array(64);
  /** By way of which address the request has come: to another one the same request is another transaction, with a branch of its own. */
  address = new Int32Array(64);
  /**
   * Which of the branches of a fork it is, from 1, or to which of several contacts a BYE goes; 0: server and client transaction in one, or the server
   * transaction of a fork.
   */
  branch = new Int32Array(64);
  /** The server transaction of a branch; of one whose requests are forked itself; NONE where they are not. */
  fork = new Int32Array(64);
  state = new Uint8Array(64);
  /** The last response sent upstream, and the status in its envelope. */
  response = new Int32Array(64);
  status = new Uint8Array(64);
  /** Whether the caller has hung up. */
  isCancelled = new Uint8Array(64);
  /** Credentials that its request shows on its way on, by their number in the envelope; 0: none. */
  credentials = new Uint8Array(64);
  /** When it began, or heard its last provisional response [s]. */
  heardAt = new Float64Array(64);
  /** Grows with each transaction in a slot, so that events of an earlier one are recognised. */
  life = new Int32Array(64);
  /** When it began among all of them. */
  #born = new Float64Array(64);
  /** Slots by hash: the first of each chain, and after each slot the next; NONE: no more. A power of 2, never less than there are slots. */
  #first = new Int32Array(64).fill(NONE);
  #next = new Int32Array(64);
  #shift = 32 - 6;
  #begun = 0;
  /** By host: how many it keeps, each with the branches of its fork. */
  readonly #kept: number[] = [];
  readonly #free: number[] = [];
  #used = 0;

  reset(): void {
    this.#first.fill(NONE);
    this.#kept.length = 0;
    this.#free.length = 0;
    this.life.fill(0);
    this.#used = this.#begun = 0;
  }

  /** Transactions that a host keeps, each with the branches of its fork. */
  kept(host: number): number {
    return this.#kept[host] ?? 0;
  }

  /** The slots of a host, oldest first. */
  of(host: number): number[] {
    const all: number[] = [];
    for (const slot of this.#all()) if (this.host[slot] === host) all.push(slot);
    return all.sort((x, y) => this.#born[x]! - this.#born[y]!);
  }

  /** The request that a transaction is about. */
  requestOf(slot: number): number {
    return messageOf(METHODS[this.which[slot] as Which], this.call[slot]!);
  }

  find(host: number, call: number, which: Which, address: number, branch = 0): number {
    let slot = this.#first[this.#bucketOf(host, call, which, address, branch)]!;
    for (; slot !== NONE; slot = this.#next[slot]!)
      if (
        this.call[slot] === call &&
        this.host[slot] === host &&
        this.which[slot] === which &&
        this.address[slot] === address &&
        this.branch[slot] === branch
      )
        break;
    return slot;
  }

  /** Whether a slot holds a client transaction of a fork, beside others. */
  isBranch(slot: number): boolean {
    return this.fork[slot]! >= 0 && this.fork[slot] !== slot;
  }

  /** Whether a response is the one that it has passed on last. */
  isLast(slot: number, response: number, status: number): boolean {
    return this.response[slot] === response && this.status[slot] === status;
  }

  /** Whether its response is sent again when its request is. */
  isRepeated(slot: number): boolean {
    const state = this.state[slot];
    return this.response[slot] !== NONE && state !== State.ACCEPTED && state !== State.CONFIRMED;
  }

  /**
   * Whether its request was challenged, so that one with credentials is another: the first had none, or the challenge has been acknowledged. After a BYE,
   * whose challenge nobody acknowledges, it always is.
   */
  isChallenged(slot: number): boolean {
    if (this.state[slot]! < State.COMPLETED || !isChallenge(this.status[slot]!)) return false;
    return this.credentials[slot] === 0 || this.which[slot] === OF_BYE || this.state[slot] === State.CONFIRMED;
  }

  /** Whether a refusal answers the request before, which showed no credentials: it is late, or comes twice. */
  isOfBefore(slot: number, status: number): boolean {
    return this.credentials[slot]! > 0 && isChallenge(status) && !isStaleChallenge(status);
  }

  /** The transaction of an INVITE or a BYE that came by way of an address, a BYE for one of several contacts; no slot for another message. */
  ofRequest(host: number, message: number, address: number, contact = 0): number {
    const kind = kindOf(message);
    if (kind !== Kind.INVITE && kind !== Kind.BYE) return NONE;
    return kind === Kind.BYE
      ? this.find(host, subjectOf(message), OF_BYE, address, contact)
      : this.find(host, subjectOf(message), OF_INVITE, address);
  }

  /** The client transaction of an INVITE or BYE that was sent to one of several targets, or to the only one. */
  sentTo(host: number, message: number, target: number): number {
    const kind = kindOf(message);
    if (kind !== Kind.INVITE && kind !== Kind.BYE) return NONE;
    const which = kind === Kind.BYE ? OF_BYE : OF_INVITE;
    const call = subjectOf(message);
    const isIt = (slot: number) => this.call[slot] === call && this.which[slot] === which && this.fork[slot] !== slot;
    return this.of(host).find((slot) => isIt(slot) && [0, target].includes(this.branch[slot]!)) ?? NONE;
  }

  begin(host: number, call: number, which: number, address: number, branch = 0): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.host.length) this.#grow();
    const bucket = this.#bucketOf(host, call, which, address, branch);
    this.#next[slot] = this.#first[bucket]!;
    this.#first[bucket] = slot;
    this.#born[slot] = this.#begun++;
    this.#kept[host] = this.kept(host) + 1;
    this.host[slot] = host;
    this.call[slot] = call;
    this.which[slot] = which;
    this.address[slot] = address;
    this.branch[slot] = branch;
    this.fork[slot] = NONE;
    this.state[slot] = State.TRYING;
    this.response[slot] = NONE;
    this.isCancelled[slot] = 0;
    this.credentials[slot] = 0;
    return slot;
  }

  /** A client transaction of a fork, beside others, of the same request as its server transaction. */
  branchOff(server: number, branch: number): number {
    const host = this.host[server]!;
    const slot = this.begin(host, this.call[server]!, this.which[server]!, this.address[server]!, branch);
    this.fork[slot] = server;
    this.#kept[host]!--;
    return slot;
  }

  end(slot: number): void {
    const { host, call, which, address, branch } = this;
    if (!this.isBranch(slot)) this.#kept[host[slot]!]!--;
    const bucket = this.#bucketOf(host[slot]!, call[slot]!, which[slot]!, address[slot]!, branch[slot]!);
    if (this.#first[bucket] === slot) this.#first[bucket] = this.#next[slot]!;
    else {
      let before = this.#first[bucket]!;
      while (this.#next[before] !== slot) before = this.#next[before]!;
      this.#next[before] = this.#next[slot]!;
    }
    this.life[slot]!++;
    this.#free.push(slot);
  }

  *#all(): Generator<number> {
    for (const first of this.#first) for (let slot = first; slot !== NONE; slot = this.#next[slot]!) yield slot;
  }

  #bucketOf(host: number, call: number, which: number, address: number, branch: number): number {
    return hashOf(host, call, which, address, branch) >>> this.#shift;
  }

  /** Twice as many slots, and as many chains, in which each is found anew. */
  #grow(): void {
    const length = 2 * this.host.length;
    const taken = [...this.#all()];
    this.#shift--;
    this.#first = new Int32Array(length).fill(NONE);
    this.#next = grown(this.#next, length);
    this.#born = grown(this.#born, length);
    const { host, call, which, address, branch } = this;
    for (const slot of taken) {
      const bucket = this.#bucketOf(host[slot]!, call[slot]!, which[slot]!, address[slot]!, branch[slot]!);
      this.#next[slot] = this.#first[bucket]!;
      this.#first[bucket] = slot;
    }
    this.host = grown(this.host, length);
    this.call = grown(this.call, length);
    this.which = grown(this.which, length);
    this.address = grown(this.address, length);
    this.branch = grown(this.branch, length);
    this.fork = grown(this.fork, length);
    this.state = grown(this.state, length);
    this.response = grown(this.response, length);
    this.status = grown(this.status, length);
    this.isCancelled = grown(this.isCancelled, length);
    this.credentials = grown(this.credentials, length);
    this.heardAt = grown(this.heardAt, length);
    this.life = grown(this.life, length);
  }
}

/** An event carries the number of a retransmission below, and the life of its slot above. */
const COUNT_BITS = 7;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
const LIFE_MASK = 2 ** (32 - COUNT_BITS) - 1;

/** Events of transactions: what an earlier transaction in the same slot has left behind is passed over. */
export class TransactionEvents {
  readonly #engine: Engine;
  readonly #table: TransactionTable;
  readonly #processOf: (host: number) => Process;

  constructor(engine: Engine, table: TransactionTable, processOf: (host: number) => Process) {
    this.#engine = engine;
    this.#table = table;
    this.#processOf = processOf;
  }

  /** @param byProcess whether it is something that the process does, and a hanging one later */
  register(name: string, due: (slot: number, n: number) => void, byProcess = true): EventCode {
    return this.#engine.register(name, (slot, b) => {
      if (this.#isStale(slot, b)) return;
      const process = byProcess ? this.#processOf(this.#table.host[slot]!) : null;
      if (process === null || process.works) due(slot, b & COUNT_MASK);
      else process.whenItWorks(() => !this.#isStale(slot, b) && due(slot, b & COUNT_MASK));
    });
  }

  /** One of the delays that come often, with the number of a retransmission. */
  later(code: EventCode, slot: number, n: number, delay: number): void {
    this.#engine.lane(delay).send(code, slot, n | (this.#table.life[slot]! << COUNT_BITS));
  }

  after(delay: number, code: EventCode, slot: number): void {
    this.#engine.after(delay, code, slot, this.#table.life[slot]! << COUNT_BITS);
  }

  #isStale(slot: number, b: number): boolean {
    return b >>> COUNT_BITS !== (this.#table.life[slot]! & LIFE_MASK);
  }
}

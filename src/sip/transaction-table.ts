import type { Engine, EventCode } from "../kernel/engine.ts";
import { kindOf, messageOf, subjectOf } from "../network/message.ts";
import { grown } from "./growing.ts";
import { isChallenge, isStaleChallenge, Kind } from "./message.ts";

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

/** What tells transactions of a host apart: calls have 26 bits, addresses 12, and so have branches; those of a fork are below 0. */
const keyOf = (call: number, which: Which, address: number, branch: number): number => {
  const key = (call * 4 + which) * 4096 + address;
  return branch === 0 ? key : -(key * 4096 + branch);
};

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
  /** By host: what tells them apart → slot. */
  readonly #slots = new Map<number, Map<number, number>>();
  /** By host: how many of them are branches of a fork. */
  readonly #branches = new Map<number, number>();
  readonly #free: number[] = [];
  #used = 0;

  reset(): void {
    this.#slots.clear();
    this.#branches.clear();
    this.#free.length = 0;
    this.#used = 0;
  }

  /** Transactions that a host keeps, each with the branches of its fork. */
  kept(host: number): number {
    return (this.#slots.get(host)?.size ?? 0) - (this.#branches.get(host) ?? 0);
  }

  /** Their slots, oldest first. */
  of(host: number): number[] {
    return [...(this.#slots.get(host)?.values() ?? [])];
  }

  /** The request that a transaction is about. */
  requestOf(slot: number): number {
    return messageOf(METHODS[this.which[slot] as Which], this.call[slot]!);
  }

  find(host: number, call: number, which: Which, address: number, branch = 0): number {
    return this.#slots.get(host)?.get(keyOf(call, which, address, branch)) ?? NONE;
  }

  /** Whether a slot holds a client transaction of a fork, beside others. */
  isBranch(slot: number): boolean {
    return this.fork[slot]! >= 0 && this.fork[slot] !== slot;
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
    let kept = this.#slots.get(host);
    if (kept === undefined) {
      kept = new Map();
      this.#slots.set(host, kept);
    }
    kept.set(keyOf(call, which as Which, address, branch), slot);
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
    this.#branches.set(host, (this.#branches.get(host) ?? 0) + 1);
    return slot;
  }

  end(slot: number): void {
    const at = this.host[slot]!;
    if (this.isBranch(slot)) this.#branches.set(at, this.#branches.get(at)! - 1);
    const { call, which, address, branch } = this;
    const key = keyOf(call[slot]!, which[slot] as Which, address[slot]!, branch[slot]!);
    this.#slots.get(this.host[slot]!)!.delete(key);
    this.life[slot]!++;
    this.#free.push(slot);
  }

  #grow(): void {
    const length = 2 * this.host.length;
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
  readonly #whenItWorks: (host: number, act: () => void) => void;

  /** @param whenItWorks does something for a process now, or when it goes on if it hangs */
  constructor(engine: Engine, table: TransactionTable, whenItWorks: (host: number, act: () => void) => void) {
    this.#engine = engine;
    this.#table = table;
    this.#whenItWorks = whenItWorks;
  }

  /** @param byProcess whether it is something that the process does, and a hanging one later */
  register(name: string, due: (slot: number, n: number) => void, byProcess = true): EventCode {
    return this.#engine.register(name, (slot, b) => {
      if (this.#isStale(slot, b)) return;
      if (byProcess)
        this.#whenItWorks(this.#table.host[slot]!, () => !this.#isStale(slot, b) && due(slot, b & COUNT_MASK));
      else due(slot, b & COUNT_MASK);
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

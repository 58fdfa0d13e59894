import { kindOf, subjectOf } from "../network/message.ts";
import { grown } from "./growing.ts";
import { Kind } from "./message.ts";

/** Where a transaction stands: RFC 3261 §17.2.1, with RFC 6026's state for an INVITE that was accepted. */
export const State = { TRYING: 0, PROCEEDING: 1, ACCEPTED: 2, COMPLETED: 3, CONFIRMED: 4 } as const;

/** Requests of a call that have a transaction each: INVITE, BYE, and the CANCEL that a proxy sends itself. */
export const OF_INVITE = 0;
export const OF_BYE = 1;
export const OF_CANCEL = 2;
export type Which = typeof OF_INVITE | typeof OF_BYE | typeof OF_CANCEL;
/** No slot, and no response. */
export const NONE = -1;

/** What tells transactions of a host apart: calls have 26 bits, addresses 12. */
const branchOf = (call: number, which: Which, address: number): number => (call * 4 + which) * 4096 + address;

/** The transactions of some hosts, each in a slot of columns that are used again. */
export class TransactionTable {
  host = new Int32Array(64);
  call = new Int32Array(64);
  which = new Uint8Array(64);
  /** By way of which address the request has come: to another one the same request is another transaction, with a branch of its own. */
  address = new Int32Array(64);
  state = new Uint8Array(64);
  /** The last response sent upstream, and the status in its envelope. */
  response = new Int32Array(64);
  status = new Uint8Array(64);
  /** Whether the caller has hung up. */
  isCancelled = new Uint8Array(64);
  /** When it began, or heard its last provisional response [s]. */
  heardAt = new Float64Array(64);
  /** Grows with each transaction in a slot, so that events of an earlier one are recognised. */
  life = new Int32Array(64);
  /** By host: branch → slot. */
  readonly #slots = new Map<number, Map<number, number>>();
  readonly #free: number[] = [];
  #used = 0;

  reset(): void {
    this.#slots.clear();
    this.#free.length = 0;
    this.#used = 0;
  }

  /** Transactions that a host keeps. */
  kept(host: number): number {
    return this.#slots.get(host)?.size ?? 0;
  }

  /** Their slots, oldest first. */
  of(host: number): number[] {
    return [...(this.#slots.get(host)?.values() ?? [])];
  }

  find(host: number, call: number, which: Which, address: number): number {
    return this.#slots.get(host)?.get(branchOf(call, which, address)) ?? NONE;
  }

  /** The transaction of an INVITE or a BYE that came by way of an address; no slot for another message. */
  ofRequest(host: number, message: number, address: number): number {
    const kind = kindOf(message);
    if (kind !== Kind.INVITE && kind !== Kind.BYE) return NONE;
    return this.find(host, subjectOf(message), kind === Kind.BYE ? OF_BYE : OF_INVITE, address);
  }

  begin(host: number, call: number, which: Which, address: number): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.host.length) this.#grow();
    let kept = this.#slots.get(host);
    if (kept === undefined) {
      kept = new Map();
      this.#slots.set(host, kept);
    }
    kept.set(branchOf(call, which, address), slot);
    this.host[slot] = host;
    this.call[slot] = call;
    this.which[slot] = which;
    this.address[slot] = address;
    this.state[slot] = State.TRYING;
    this.response[slot] = NONE;
    this.isCancelled[slot] = 0;
    return slot;
  }

  end(slot: number): void {
    const branch = branchOf(this.call[slot]!, this.which[slot] as Which, this.address[slot]!);
    this.#slots.get(this.host[slot]!)!.delete(branch);
    this.life[slot]!++;
    this.#free.push(slot);
  }

  #grow(): void {
    const length = 2 * this.host.length;
    this.host = grown(this.host, length);
    this.call = grown(this.call, length);
    this.which = grown(this.which, length);
    this.address = grown(this.address, length);
    this.state = grown(this.state, length);
    this.response = grown(this.response, length);
    this.status = grown(this.status, length);
    this.isCancelled = grown(this.isCancelled, length);
    this.heardAt = grown(this.heardAt, length);
    this.life = grown(this.life, length);
  }
}

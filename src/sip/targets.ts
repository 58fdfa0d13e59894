import type { Engine } from "../kernel/engine.ts";
import type { Stream } from "../random/stream.ts";
import { grown } from "./growing.ts";
import { type SrvRecord, srvFirst, srvList } from "./srv.ts";
import type { Access } from "./traffic.ts";

/** What clients know of the servers. */
export interface Directory {
  /** Numbers of the virtual addresses, their names and their SRV records, in the same order. */
  readonly addresses: readonly number[];
  readonly names: readonly string[];
  readonly records: readonly SrvRecord[];
}

/**
 * The targets of user agents: which address a request aims at first, and which next when that one has failed (RFC 3263 §4.3).
 * By weight, the order is that of RFC 2782: drawn without replacement within a priority, then the next priority; in turn, it is
 * cyclic. A target that has failed may be avoided for a time: it then comes after all others.
 *
 * The first choice draws from one stream, every further one from another, so that a run without failures meets the same first
 * choices as one without fail-over.
 */
export class Targets {
  readonly #engine: Engine;
  readonly #addresses: readonly number[];
  readonly #records: readonly SrvRecord[];
  readonly #fixed: number;
  readonly #first: (() => number) | null;
  /** Indexes in the order of RFC 2782's list. */
  readonly #list: readonly number[];
  readonly #random: Stream;
  /** Bits of the targets that each request has tried. */
  #tried = new Uint32Array(0);
  readonly #words: number;
  /** Until when each owner avoids each target [s]. */
  #avoidedUntil = new Float64Array(0);
  #avoidedLatest = 0;

  /**
   * @param first chooses first targets
   * @param further chooses all others
   */
  constructor(engine: Engine, access: Access, directory: Directory, first: Stream, further: Stream) {
    const { addresses, names, records } = directory;
    this.#engine = engine;
    this.#addresses = addresses;
    this.#records = records;
    this.#first = access === "weighted" ? srvFirst(records, first) : null;
    this.#list = srvList(records);
    this.#random = further;
    this.#words = Math.ceil(addresses.length / 32);
    this.#fixed =
      typeof access === "object"
        ? addresses[names.indexOf(access.address)]!
        : addresses.length === 1
          ? addresses[0]!
          : -1;
  }

  reset(): void {
    this.#avoidedUntil.fill(0);
    this.#avoidedLatest = 0;
  }

  /**
   * The address that the index-th request aims at first.
   *
   * @param owner who sends it, by number: avoidance is the memory of one user agent
   */
  choose(index: number, owner = 0): number {
    if (this.#fixed >= 0) return this.#fixed;
    const count = this.#addresses.length;
    if (this.#avoidedLatest > this.#engine.now && this.#isAnyAvoided(owner)) {
      const left = this.#first === null ? this.#inTurn(index % count, -1, owner) : this.#drawn(-1, owner);
      if (left >= 0) return this.#addresses[left]!;
    }
    return this.#addresses[this.#first === null ? index % count : this.#first()]!;
  }

  /** A request has been sent to an address: of all targets, only this one has been tried. */
  begin(request: number, address: number): void {
    const at = request * this.#words;
    this.#tried = grown(this.#tried, at + this.#words);
    this.#tried.fill(0, at, at + this.#words);
    this.#markTried(request, this.#addresses.indexOf(address));
  }

  /** The target to try after `address`, which has failed; −1 if all have been tried. */
  next(request: number, address: number, owner = 0): number {
    if (this.#fixed >= 0) return -1;
    const after = this.#addresses.indexOf(address) + 1;
    let index = this.#first === null ? this.#inTurn(after, request, owner) : this.#drawn(request, owner);
    if (index < 0) index = this.#first === null ? this.#inTurn(after, request, -1) : this.#drawn(request, -1);
    if (index < 0) return -1;
    this.#markTried(request, index);
    return this.#addresses[index]!;
  }

  /** For so long [s], an owner tries this address only after all others. */
  avoid(address: number, duration: number, owner = 0): void {
    const count = this.#addresses.length;
    this.#avoidedUntil = grown(this.#avoidedUntil, (owner + 1) * count);
    const until = this.#engine.now + duration;
    const at = owner * count + this.#addresses.indexOf(address);
    this.#avoidedUntil[at] = Math.max(this.#avoidedUntil[at]!, until);
    this.#avoidedLatest = Math.max(this.#avoidedLatest, until);
  }

  /** RFC 2782 among the targets that are left: an integer from 0 to the sum of weights inclusive, of the lowest priority. */
  #drawn(request: number, owner: number): number {
    let priority = -1;
    let sum = 0;
    for (const index of this.#list) {
      if (!this.#isLeft(index, request, owner)) continue;
      const record = this.#records[index]!;
      if (priority >= 0 && record.priority !== priority) break;
      priority = record.priority;
      sum += record.weight;
    }
    if (priority < 0) return -1;
    const drawn = this.#random.integer(sum + 1);
    let running = 0;
    for (const index of this.#list) {
      if (this.#records[index]!.priority !== priority || !this.#isLeft(index, request, owner)) continue;
      running += this.#records[index]!.weight;
      if (running >= drawn) return index;
    }
    throw new Error("the running sum of weights ends with their sum");
  }

  #inTurn(start: number, request: number, owner: number): number {
    const count = this.#addresses.length;
    for (let step = 0; step < count; step++) {
      const index = (start + step) % count;
      if (this.#isLeft(index, request, owner)) return index;
    }
    return -1;
  }

  /** @param request −1: nothing has been tried; @param owner −1: nothing is avoided */
  #isLeft(index: number, request: number, owner: number): boolean {
    if (request >= 0 && (this.#tried[request * this.#words + (index >>> 5)]! & (1 << (index & 31))) !== 0) return false;
    if (owner < 0 || this.#avoidedLatest <= this.#engine.now) return true;
    const at = owner * this.#addresses.length + index;
    return at >= this.#avoidedUntil.length || this.#avoidedUntil[at]! <= this.#engine.now;
  }

  #isAnyAvoided(owner: number): boolean {
    for (let index = 0; index < this.#addresses.length; index++) if (!this.#isLeft(index, -1, owner)) return true;
    return false;
  }

  #markTried(request: number, index: number): void {
    this.#tried[request * this.#words + (index >>> 5)]! |= 1 << (index & 31);
  }
}

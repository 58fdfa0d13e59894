import type { Node } from "../../../ha/node.ts";
import type { Engine, EventCode } from "../../../kernel/engine.ts";
import { envelopeOf, messageOf, subjectOf } from "../../../network/message.ts";
import type { Network } from "../../../network/network.ts";
import type { FullTransfer } from "../fields.ts";
import type { Memory } from "./tables.ts";

/** Kinds of its messages, which cost workers time and are never on the wire: what a peer sends next, and what has arrived. */
export const TRANSFER = 23;
export const RECEIPT = 50;
/** T1, T2 and timer F of the transaction that each message is (RFC 3261 §17.1.2.2) [s]. */
const FIRST_PATIENCE = 0.5;
const PATIENCE_MAX = 4;
const GIVEN_UP = 32;
/** How long a peer remembers a message that it has sent (wt_timer of Kamailio's tm) [s]. */
const REMEMBERED = 5;
/** Streams and messages are numbered modulo these: they share a message's subject with a host, or have it to themselves. */
const STREAMS = 2 ** 14;
const PARTS = 2 ** 26;

/** What one peer sends to one process that has started again. */
export interface Stream {
  readonly number: number;
  readonly donor: Node;
  readonly to: Node;
  /** The place in the peer's memory up to which it has sent. */
  place: number;
  /** Bindings, or places for them, since its last pause. */
  sincePause: number;
  isPausing: boolean;
  /** Grows with each message that is sent or taken. */
  progress: number;
  /** Messages that have not been taken yet, by number. */
  readonly awaited: Map<number, Part>;
}

interface Part {
  readonly stream: Stream;
  readonly from: number;
  readonly until: number;
  /** How long the peer waits for an answer to this copy, and since the first [s]. */
  patience: number;
  waited: number;
}

export interface SendingParts {
  readonly engine: Engine;
  readonly network: Network;
  readonly memory: Memory;
  /** All that keep bindings. */
  readonly nodes: readonly Node[];
  readonly options: FullTransfer;
  /** Hears of bindings that a process had not known. */
  readonly got: (stream: Stream, bindings: number) => void;
  /** Hears when all has been taken. */
  readonly done: (stream: Stream) => void;
  /** Hears when the peer has died. */
  readonly ended: (stream: Stream) => void;
}

/**
 * Peers that send all bindings they know, one message after the other. Each occupies one of the peer's workers, behind whatever else
 * waits for it, and then one of the process that gets it; they are not held back until it has answered. A message that finds its queue
 * full is sent again, as transactions do, and the peer remembers each for a while: without pauses its memory may not suffice.
 */
export class Sending {
  readonly #with: SendingParts;
  readonly #streams = new Map<number, Stream>();
  readonly #parts = new Map<number, Part>();
  /** By host: when the messages were sent that it remembers [s]. */
  readonly #remembered: number[][];
  readonly #goOn: EventCode;
  readonly #arrive: EventCode;
  #nextStream = 0;
  #nextPart = 0;

  constructor(parts: SendingParts) {
    this.#with = parts;
    const { engine, network, nodes } = parts;
    this.#remembered = Array.from({ length: network.hosts }, () => []);
    this.#goOn = engine.register("pause of a transfer over", (number) => {
      const stream = this.#streams.get(number);
      if (stream === undefined) return;
      stream.isPausing = false;
      this.#next(stream);
    });
    this.#arrive = engine.register("bindings arrive", (number) => this.#arrived(number));
    for (const node of nodes) {
      node.on(TRANSFER, (message) => this.#give(node, this.#streams.get(subjectOf(message) >>> 12)));
      node.on(RECEIPT, (message) => this.#take(subjectOf(message)));
      node.onFailure(() => {
        if (!node.running) this.#died(node);
      });
    }
  }

  reset(): void {
    this.#streams.clear();
    this.#parts.clear();
    this.#nextStream = this.#nextPart = 0;
    for (const sent of this.#remembered) sent.length = 0;
  }

  /** A peer begins to send what it knows from a place on. */
  open(donor: Node, to: Node, place: number): Stream {
    const number = this.#nextStream++ % STREAMS;
    const stream = { number, donor, to, place, sincePause: 0, isPausing: false, progress: 0, awaited: new Map() };
    this.#streams.set(number, stream);
    this.#next(stream);
    return stream;
  }

  /** It sends no more; returns the place from which on somebody has to send again. */
  close(stream: Stream): number {
    this.#streams.delete(stream.number);
    let { place } = stream;
    for (const [number, { from }] of stream.awaited) {
      this.#parts.delete(number);
      place = Math.min(place, from);
    }
    return place;
  }

  #died(node: Node): void {
    for (const stream of [...this.#streams.values()]) if (stream.donor === node) this.#with.ended(stream);
    this.#remembered[node.host]!.length = 0;
  }

  #next({ donor, to, number }: Stream): void {
    donor.station.accept(messageOf(TRANSFER, to.host | (number << 12)), envelopeOf(donor.host, to.host));
  }

  /** A worker of a peer has spent its time on a message. */
  #give(donor: Node, stream: Stream | undefined): void {
    const { engine, network, memory, options } = this.#with;
    if (stream?.donor !== donor || !isAlive(stream.to) || !network.reaches(donor.host, stream.to.host)) return;
    const { place: from } = stream;
    stream.place = memory.placeBehind(donor.host, from, options.contacts, engine.now);
    stream.progress++;
    const part: Part = { stream, from, until: stream.place, patience: FIRST_PATIENCE, waited: 0 };
    if (options.received === 0) this.#apply(part);
    else {
      const number = this.#nextPart++ % PARTS;
      this.#parts.set(number, part);
      stream.awaited.set(number, part);
      engine.after(network.delay, this.#arrive, number, 0);
    }
    if (this.#exhausts(donor)) donor.kill("process", engine.now);
    else if (stream.place < memory.sizeOfHost) this.#rest(stream);
    else this.#finish(stream);
  }

  /** Whether the peer remembers more than it has room for. */
  #exhausts({ host }: Node): boolean {
    const { engine, options } = this.#with;
    if (options.room === Infinity) return false;
    const sent = this.#remembered[host]!;
    sent.push(engine.now);
    while (sent[0]! <= engine.now - REMEMBERED) sent.shift();
    return sent.length > options.room;
  }

  /** It goes on, after a pause if it is time for one. */
  #rest(stream: Stream): void {
    const { engine, options } = this.#with;
    stream.sincePause += options.contacts;
    if (options.pause === undefined || stream.sincePause < options.pause.after) {
      this.#next(stream);
      return;
    }
    stream.sincePause = 0;
    stream.isPausing = true;
    engine.after(options.pause.for, this.#goOn, stream.number, 0);
  }

  /** A message comes to the process; what its queue drops is sent again. */
  #arrived(number: number): void {
    const part = this.#parts.get(number);
    if (part === undefined) return;
    const { engine, network } = this.#with;
    const { donor, to } = part.stream;
    if (isAlive(to) && network.reaches(donor.host, to.host)) {
      const { dropped } = to.station;
      to.station.accept(messageOf(RECEIPT, number), envelopeOf(to.host, donor.host));
      if (to.station.dropped === dropped) return;
    }
    part.waited += part.patience;
    if (part.waited >= GIVEN_UP) this.#settle(number, part);
    else engine.after(part.patience, this.#arrive, number, 0);
    part.patience = Math.min(2 * part.patience, PATIENCE_MAX);
  }

  /** A worker of the process has spent its time on it. */
  #take(number: number): void {
    const part = this.#parts.get(number);
    if (part === undefined) return;
    this.#apply(part);
    this.#settle(number, part);
  }

  #apply({ stream, from, until }: Part): void {
    const { memory, engine, got } = this.#with;
    const news = memory.copyPart(stream.donor.host, stream.to.host, [from, until], engine.now);
    if (news > 0) got(stream, news);
  }

  #settle(number: number, { stream }: Part): void {
    this.#parts.delete(number);
    stream.awaited.delete(number);
    stream.progress++;
    if (stream.place === this.#with.memory.sizeOfHost) this.#finish(stream);
  }

  #finish(stream: Stream): void {
    if (stream.awaited.size > 0) return;
    this.close(stream);
    this.#with.done(stream);
  }
}

/** Whether it takes what comes: it serves, or prepares to. */
export const isAlive = (node: Node): boolean => node.running || node.prepares;

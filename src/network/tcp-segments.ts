import type { Engine, EventCode, Lane } from "../kernel/engine.ts";
import { kindOf, toOf } from "./message.ts";
import { RETRANSMISSIONS, retransmissionTimeout } from "./tcp-timers.ts";

/** What segments meet on their way. */
export interface SegmentWay {
  /** The host that a segment goes to. */
  hostFor(from: number, message: number, envelope: number): number;
  /** Why a segment cannot get from one host to another as things are; null if it can. */
  obstacle(from: number, to: number): "partition" | "unreachable" | null;
  /** Whether the network loses a segment that is sent now. */
  loses(from: number, to: number): boolean;
  /** The lane of the way between two hosts. */
  lane(from: number, to: number): Lane;
  /** A segment is on its way for the first time or again; it was lost; it has arrived. */
  sent(from: number, message: number, envelope: number): void;
  lost(message: number, envelope: number, reason: "linkLoss" | "partition" | "unreachable"): void;
  arrived(host: number, message: number, envelope: number): void;
  /** It is sent again. */
  again(from: number, message: number, envelope: number, attempt: number): void;
  /** What a link had lost before comes through. */
  late(from: number, message: number, envelope: number): void;
}

/** What is known of messages of a kind beside their envelopes. */
export interface SegmentKind {
  /** The host that has the address of such a message by now, wherever it was sent before. */
  readonly leadsTo: (message: number) => number;
  /** TCP has given up a connection over which such a message had not been acknowledged. */
  readonly givenUp: (message: number) => void;
}

/** In place of how often a segment was sent again: this time no link loses it. */
const COMES_THROUGH = -1;

/** In place of how often it was sent again: it was too often. */
const GIVEN_UP = RETRANSMISSIONS + 1;

/** Bits of an envelope that hold a topmost Via, which what is no SIP has not: how often a segment was sent again. */
const ATTEMPT = 12;
const ATTEMPTS = 0xfff << ATTEMPT;

/**
 * What is said over TCP connections: a segment that does not arrive is sent again, after 0.2 s, then 0.4 s, 0.8 s and so on (RFC 6298
 * §5.5), whether a link lost it, was cut or was pulled out: a short cut is a delay. Whoever waits for an answer has a time-out of his
 * own. What a dead host had still to send again is forgotten.
 */
export class TcpSegments {
  readonly #engine: Engine;
  readonly #way: SegmentWay;
  /** By sender: a segment arrives. */
  readonly #arrive: readonly EventCode[];
  readonly #sendAgain: EventCode;
  /** Segments that wait to be sent again, by number. */
  readonly #waiting = new Map<number, { from: number; message: number; envelope: number }>();
  #segments = 0;
  readonly #kinds = new Map<number, SegmentKind>();

  constructor(engine: Engine, hosts: number, way: SegmentWay) {
    this.#engine = engine;
    this.#way = way;
    this.#arrive = Array.from({ length: hosts }, (_, from) =>
      engine.register("arrive", (message, envelope) => this.#arrived(from, message, envelope)),
    );
    this.#sendAgain = engine.register("TCP retransmission", (segment, attempt) => {
      const waiting = this.#waiting.get(segment);
      if (waiting === undefined) return; // its host has died
      this.#waiting.delete(segment);
      const { from, message, envelope } = waiting;
      const known = this.#kinds.get(kindOf(message));
      if (attempt === COMES_THROUGH) way.late(from, message, envelope);
      else if (attempt === GIVEN_UP) known?.givenUp(message);
      else way.again(from, message, known === undefined ? envelope : sentTo(known.leadsTo(message), envelope), attempt);
    });
  }

  reset(): void {
    this.#waiting.clear();
    this.#segments = 0;
  }

  /** Says more of messages of a kind. */
  know(kind: number, known: SegmentKind): void {
    this.#kinds.set(kind, known);
  }

  /** A host has died, and with it what it had still to send again. */
  forget(host: number): void {
    for (const [segment, { from }] of this.#waiting) if (from === host) this.#waiting.delete(segment);
  }

  send(from: number, message: number, envelope: number, attempt: number): void {
    const to = this.#way.hostFor(from, message, envelope);
    this.#way.sent(from, message, envelope);
    const obstacle = this.#way.obstacle(from, to) ?? (this.#way.loses(from, to) ? "linkLoss" : null);
    if (obstacle === null) this.#way.lane(from, to).send(this.#arrive[from]!, message, envelope | (attempt << ATTEMPT));
    else {
      this.#way.lost(message, envelope, obstacle);
      this.#retry(from, message, envelope, attempt, 0);
    }
  }

  /** Whether a link loses what a connection carries now; then it comes through at the first retransmission that none loses. */
  isDelayed(from: number, message: number, envelope: number): boolean {
    const to = this.#way.hostFor(from, message, envelope);
    let delay = 0;
    for (let n = 0; n <= RETRANSMISSIONS && this.#way.loses(from, to); n++) delay += retransmissionTimeout(n);
    if (delay === 0) return false;
    const segment = this.#segments++;
    this.#waiting.set(segment, { from, message, envelope });
    this.#engine.after(delay, this.#sendAgain, segment, COMES_THROUGH);
    return true;
  }

  #arrived(from: number, message: number, marked: number): void {
    const envelope = marked & ~ATTEMPTS;
    const to = this.#way.hostFor(from, message, envelope);
    const obstacle = this.#way.obstacle(from, to);
    if (obstacle === null) {
      this.#way.arrived(to, message, envelope);
      return;
    }
    this.#way.lost(message, envelope, obstacle);
    this.#retry(from, message, envelope, (marked & ATTEMPTS) >>> ATTEMPT, this.#way.lane(from, to).delay);
  }

  /** @param since how long ago it was sent [s] */
  #retry(from: number, message: number, envelope: number, attempt: number, since: number): void {
    if (attempt === RETRANSMISSIONS && !this.#kinds.has(kindOf(message))) return; // nobody wants to know
    const segment = this.#segments++;
    this.#waiting.set(segment, { from, message, envelope });
    const delay = retransmissionTimeout(attempt) - since;
    this.#engine.after(Math.max(0, delay), this.#sendAgain, segment, attempt + 1);
  }
}

const sentTo = (host: number, envelope: number): number => envelope - toOf(envelope) + host;

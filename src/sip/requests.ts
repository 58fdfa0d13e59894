import type { Engine, EventCode } from "../kernel/engine.ts";
import { envelopeOf, extraOf, messageOf, subjectOf } from "../network/message.ts";
import type { Stream } from "../random/stream.ts";
import type { AgentHost } from "./agent-host.ts";
import { ArrivalProcess } from "./arrival-process.ts";
import type { Carrier } from "./carrier.ts";
import { FIRST_SUBSCRIPTION } from "./challenges.ts";
import { isChallenge, isStaleChallenge, Kind, WITH_CREDENTIALS } from "./message.ts";
import type { Nonces } from "./nonces.ts";
import type { Targets } from "./targets.ts";
import { type BaseTimers, sendingInstants, timerE, transactionTimeout } from "./timers.ts";
import type { Arrivals } from "./traffic.ts";

/** Methods of requests outside dialogs that a proxy answers itself, with the first of their numbers: no two share one. */
const METHODS = {
  OPTIONS: { request: Kind.OPTIONS, first: 0, event: "request" },
  SUBSCRIBE: { request: Kind.SUBSCRIBE, first: FIRST_SUBSCRIPTION, event: "subscription" },
} as const;
/** An event of timer E carries the number of the retransmission and, above it, which transaction of the request it belongs to. */
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;
export type RequestMethod = keyof typeof METHODS;

export interface RequestOptions {
  readonly arrivals: Arrivals;
  readonly targets: Targets;
  /** Whether an unanswered request is sent again (RFC 3261 timer E). */
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
  /** What clients know of servers that challenge them, by the number of their request from 0; null where none does. */
  readonly nonces: Nonces | null;
}

/** Who sends single requests, of which method and how. */
export interface RequestsParts extends AgentHost {
  readonly method: RequestMethod;
  readonly options: RequestOptions;
  readonly random: Stream;
  /** Hears how long each 200 took [s]. */
  readonly observer: (delay: number) => void;
}

/**
 * Requests of one method, each by itself: OPTIONS as plain load, SUBSCRIBE as keep-alive. Which of them still wait for an answer
 * is kept in a ring by number, which is as wide as what arrives within a transaction's life.
 */
export class Requests {
  readonly method: RequestMethod;
  created = 0;
  answered = 0;
  readonly arrivals: ArrivalProcess;
  readonly #engine: Engine;
  readonly #network: Carrier;
  readonly #host: number;
  readonly #options: RequestOptions;
  readonly #observer: (delay: number) => void;
  readonly #resend: EventCode = -1;
  readonly #limit: number;
  /** The number of the request at each place of the ring, −1 once it has its final answer; where it went and when. */
  #number = new Int32Array(256).fill(-1);
  #target = new Uint16Array(256);
  #sentAt = new Float64Array(256);

  constructor({ engine, network, host, method, options, random, observer }: RequestsParts) {
    this.method = method;
    this.#engine = engine;
    this.#network = network;
    this.#host = host;
    this.#options = options;
    this.#observer = observer;
    this.#limit = transactionTimeout(options.timers);
    this.arrivals = new ArrivalProcess({
      engine,
      name: METHODS[method].event,
      arrivals: options.arrivals,
      random,
      roundSize: 0,
      create: (index) => {
        this.#send(index);
        return true;
      },
    });
    if (!options.retransmission) return;
    const resendMax = sendingInstants(options.timers, timerE).length;
    this.#resend = engine.register(`timer E of ${method}`, (number, b) => {
      const n = b & COUNT_MASK;
      if (this.#number[this.#placeOf(number)] !== number || n >= resendMax) return;
      if (b >>> COUNT_BITS !== this.#endedBefore(number)) return;
      this.#transmit(number);
      engine.lane(timerE(options.timers, n + 1)).send(this.#resend, number, b + 1);
    });
  }

  start(): void {
    this.created = this.answered = 0;
    this.#number.fill(-1);
    this.#options.targets.reset();
    this.arrivals.start();
  }

  /** A 200 has come back. */
  receive(message: number): void {
    const place = this.#close(message);
    if (place < 0) return; // a copy
    this.answered++;
    this.#observer(this.#engine.now - this.#sentAt[place]!);
  }

  /** A final answer above 299 has come back. */
  refused(message: number, envelope: number): void {
    const number = subjectOf(message);
    if (isChallenge(extraOf(envelope)) && this.#number[this.#placeOf(number)] === number) {
      const response = this.#options.nonces!.answer(this.#clientOf(number), isStaleChallenge(extraOf(envelope)));
      if (response === "again") this.#request(number);
      if (response !== "too many") return;
    }
    this.#close(message);
  }

  /** Requests that still wait for an answer and may get one. */
  get undecided(): number {
    let count = 0;
    for (let place = 0; place < this.#number.length; place++) if (this.#waits(place)) count++;
    return count;
  }

  #send(index: number): void {
    const number = METHODS[this.method].first + index;
    while (this.#waits(this.#placeOf(number))) this.#grow();
    const place = this.#placeOf(number);
    this.created++;
    this.#number[place] = number;
    this.#target[place] = this.#options.targets.choose(index);
    this.#sentAt[place] = this.#engine.now;
    this.#request(number);
  }

  /** A transaction begins. */
  #request(number: number): void {
    this.#transmit(number);
    if (this.#resend < 0) return;
    const first = 1 | (this.#endedBefore(number) << COUNT_BITS);
    this.#engine.lane(timerE(this.#options.timers, 1)).send(this.#resend, number, first);
  }

  #clientOf(number: number): number {
    return number - METHODS[this.method].first;
  }

  /** Transactions of a request that a challenge has ended. */
  #endedBefore(number: number): number {
    return this.#options.nonces?.answered(this.#clientOf(number)) ?? 0;
  }

  #transmit(number: number): void {
    const message = messageOf(METHODS[this.method].request, number);
    const extra = this.#options.nonces?.isHeld(this.#clientOf(number)) === true ? WITH_CREDENTIALS : 0;
    this.#network.send(this.#host, message, envelopeOf(this.#target[this.#placeOf(number)]!, 0, extra));
  }

  /** Ends a request; its place, or −1 if it does not wait. */
  #close(message: number): number {
    const place = this.#placeOf(subjectOf(message));
    if (this.#number[place] !== subjectOf(message)) return -1;
    this.#number[place] = -1;
    return place;
  }

  #placeOf(number: number): number {
    return number & (this.#number.length - 1);
  }

  #waits(place: number): boolean {
    return this.#number[place]! >= 0 && this.#engine.now - this.#sentAt[place]! < this.#limit;
  }

  #grow(): void {
    const [number, target, sentAt] = [this.#number, this.#target, this.#sentAt];
    this.#number = new Int32Array(2 * number.length).fill(-1);
    this.#target = new Uint16Array(2 * number.length);
    this.#sentAt = new Float64Array(2 * number.length);
    for (let from = 0; from < number.length; from++) {
      if (number[from]! < 0) continue;
      const to = this.#placeOf(number[from]!);
      this.#number[to] = number[from]!;
      this.#target[to] = target[from]!;
      this.#sentAt[to] = sentAt[from]!;
    }
  }
}

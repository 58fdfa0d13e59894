import type { Engine, EventCode } from "../kernel/engine.ts";
import { messageOf, SUBJECTS, subjectOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { Stream } from "../random/stream.ts";
import type { AgentHost } from "./agent-host.ts";
import { ArrivalProcess } from "./arrival-process.ts";
import { Kind } from "./message.ts";
import type { Targets } from "./targets.ts";
import { type BaseTimers, sendingInstants, timerE, transactionTimeout } from "./timers.ts";
import type { Arrivals } from "./traffic.ts";

/** Methods of requests outside dialogs that a proxy answers itself, with the first of their numbers: no two share one. */
const METHODS = {
  OPTIONS: { request: Kind.OPTIONS, first: 0, event: "request" },
  SUBSCRIBE: { request: Kind.SUBSCRIBE, first: SUBJECTS / 2, event: "subscription" },
} as const;
export type RequestMethod = keyof typeof METHODS;

export interface RequestOptions {
  readonly arrivals: Arrivals;
  readonly targets: Targets;
  /** Whether an unanswered request is sent again (RFC 3261 timer E). */
  readonly retransmission: boolean;
  readonly timers: BaseTimers;
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
  readonly #network: Network;
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
    this.#resend = engine.register(`timer E of ${method}`, (number, n) => {
      if (this.#number[this.#placeOf(number)] !== number || n >= resendMax) return;
      this.#transmit(number);
      engine.lane(timerE(options.timers, n + 1)).send(this.#resend, number, n + 1);
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
  refused(message: number): void {
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
    this.#transmit(number);
    if (this.#resend >= 0) this.#engine.lane(timerE(this.#options.timers, 1)).send(this.#resend, number, 1);
  }

  #transmit(number: number): void {
    const message = messageOf(METHODS[this.method].request, number);
    this.#network.send(this.#host, message, this.#target[this.#placeOf(number)]!);
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

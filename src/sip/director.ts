import { envelopeOf, extraOf, kindOf, messageOf, subjectOf, toOf, viaOf } from "../network/message.ts";
import type { Carrier } from "./carrier.ts";
import type { Dispatch } from "./dispatch.ts";
import { grown } from "./growing.ts";
import { isResponse, Kind, OVERLOADED, ofCall, refusalOf, statusIndex } from "./message.ts";
import { Admitted } from "./transaction-parts.ts";
import type { Transactions } from "./transactions.ts";

const NO_PROXY = statusIndex(503);

/** Between whom a director stands, and who hears of what it does. */
export interface DirectorParts {
  readonly network: Carrier;
  readonly endpoints: { callers: number; callees: number };
  /** Where a host sends the responses to a request of a call. */
  readonly upstream: (host: number, call: number) => number;
  /** Which proxies it believes alive, and which of them gets a message. */
  readonly dispatch: Dispatch;
  /** The proxy that has the connection by which a message has come to an address, or its request has; −1: there is none. Null: nobody has any. */
  readonly proxyFor: ((host: number, message: number, address: number) => number) | null;
  /** By host: the transactions of a stateful director. */
  readonly transactions: readonly (Transactions | undefined)[];
  /** Whether a stateful director stays in the dialog by Record-Route: ACK and BYE go where the INVITE was answered. */
  readonly recordRoute: boolean;
  /** Hears of messages that no proxy could be found for and that nobody answers. */
  readonly lost: (host: number, message: number) => void;
  /** Hears of each request that a director passed on. */
  readonly servedAt: (address: number, host: number) => void;
  /** Hears of answers to requests of the director itself. */
  readonly answered: (host: number, message: number, envelope: number) => void;
}

/**
 * A load director: passes each message that arrives at its virtual IP to one of the proxies it believes alive. It works like
 * LVS with direct routing: it adds no Via, so proxies answer callers past it, but responses of callees, sent to the virtual
 * IP, go through it again. With transactions it is a stateful proxy for calls: with a Via of its own, and another proxy when one fails.
 */
export class Director {
  readonly dispatch: Dispatch;
  readonly #network: Carrier;
  readonly #callers: number;
  readonly #callees: number;
  readonly #upstream: (host: number, call: number) => number;
  readonly #lost: (host: number, message: number) => void;
  readonly #servedAt: (address: number, host: number) => void;
  readonly #answered: (host: number, message: number, envelope: number) => void;
  readonly #proxyFor: DirectorParts["proxyFor"];
  readonly #transactions: readonly (Transactions | undefined)[];
  readonly #recordRoute: boolean;
  /** By call: the proxy on the route that its 200 has laid. */
  #routes = new Uint16Array(0);
  constructor(parts: DirectorParts) {
    const { network, endpoints, dispatch, transactions, recordRoute, lost, servedAt, answered } = parts;
    this.dispatch = dispatch;
    this.#upstream = parts.upstream;
    this.#proxyFor = parts.proxyFor;
    this.#transactions = transactions;
    this.#recordRoute = recordRoute;
    this.#network = network;
    this.#callers = endpoints.callers;
    this.#callees = endpoints.callees;
    this.#lost = lost;
    this.#servedAt = servedAt;
    this.#answered = answered;
  }

  reset(): void {
    this.dispatch.reset();
    this.#routes.fill(0);
  }

  /** A director's worker has spent its time on a message. */
  serve(host: number, message: number, envelope: number): void {
    if (toOf(envelope) === host) {
      this.#serveItself(host, message, envelope);
      return;
    }
    const transactions = this.#transactions[host];
    if (transactions !== undefined && ofCall(kindOf(message))) {
      this.#relay(transactions, host, message, envelope);
      return;
    }
    const target = this.#connectedTo(host, message, toOf(envelope));
    if (target < 0) {
      this.#refuse(host, message, toOf(envelope));
      return;
    }
    if (kindOf(message) <= Kind.OPTIONS) this.#servedAt(toOf(envelope), host);
    this.#network.send(host, message, envelopeOf(target, toOf(envelope), extraOf(envelope)));
  }

  /** Where a stateless director sends a message: to the proxy that has its connection, or else to one that it chooses. */
  #connectedTo(host: number, message: number, address: number): number {
    const proxy = this.#proxyFor?.(host, message, address) ?? -1;
    return proxy < 0 ? this.dispatch.dispatched(host, message) : proxy;
  }

  /**
   * The proxy to which a stateful director sends a request first, or the next one after those that have failed it; −1: none is left. A BYE with
   * a route goes nowhere else.
   */
  target(host: number, message: number, tried: readonly number[]): number {
    const route = this.#routeOf(message);
    if (route > 0) return tried.length === 0 ? route : -1;
    return tried.length === 0 ? this.dispatch.dispatched(host, message) : this.dispatch.following(host, tried);
  }

  /** What a stateful director does with a message of a call. */
  #relay(transactions: Transactions, host: number, message: number, envelope: number): void {
    const kind = kindOf(message);
    const address = toOf(envelope);
    if (isResponse(kind)) {
      if (kind === Kind.OK_INVITE) this.#layRoute(subjectOf(message), viaOf(envelope));
      if (transactions.passes(host, message, address, extraOf(envelope), viaOf(envelope)))
        this.#network.send(host, message, envelopeOf(this.#callers, 0, extraOf(envelope)));
      return;
    }
    if (kind === Kind.ACK_FAIL) {
      transactions.acknowledged(host, message, address);
      return;
    }
    const admitted = transactions.admit(host, message, address, 0, extraOf(envelope));
    if (admitted === Admitted.FULL) this.#refuse(host, message, address, OVERLOADED);
    if (admitted !== Admitted.NEW) return;
    this.#servedAt(address, host);
    if (kind === Kind.INVITE || kind === Kind.BYE) {
      if (!transactions.fork(host, message, address)) transactions.refused(host, message, address, NO_PROXY);
      if (kind === Kind.BYE) this.dispatch.ended(host, subjectOf(message));
      return;
    }
    const target = this.target(host, message, []);
    if (target < 0) this.#lost(host, message);
    else this.#network.send(host, message, envelopeOf(target, address, extraOf(envelope)));
  }

  #layRoute(call: number, proxy: number): void {
    if (!this.#recordRoute) return;
    this.#routes = grown(this.#routes, call + 1);
    this.#routes[call] = proxy;
  }

  /** Where the Route of a request within a dialog leads; 0: it has none. */
  #routeOf(message: number): number {
    const kind = kindOf(message);
    return kind === Kind.ACK || kind === Kind.BYE ? (this.#routes[subjectOf(message)] ?? 0) : 0;
  }

  /** What is sent to the director's own address: OPTIONS of a watcher, and answers to its own. */
  #serveItself(host: number, message: number, envelope: number): void {
    if (kindOf(message) === Kind.OPTIONS)
      this.#network.send(host, messageOf(Kind.OK_OPTIONS, subjectOf(message)), envelopeOf(viaOf(envelope), 0));
    else this.#answered(host, message, envelope);
  }

  #refuse(host: number, message: number, address: number, status = NO_PROXY): void {
    const kind = kindOf(message);
    const refusal = refusalOf(kind);
    if (refusal === undefined) this.#lost(host, message);
    else {
      const ofCaller = ofCall(kind) ? this.#upstream(host, subjectOf(message)) : this.#callers;
      const to = kind === Kind.REGISTER ? this.#callees : ofCaller;
      this.#network.send(host, messageOf(refusal, subjectOf(message)), envelopeOf(to, address, status));
    }
  }
}

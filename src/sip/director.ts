import { envelopeOf, extraOf, kindOf, messageOf, subjectOf, toOf, viaOf } from "../network/message.ts";
import { callIdHash, mixed } from "./call-id-hash.ts";
import type { Carrier } from "./carrier.ts";
import { grown } from "./growing.ts";
import { isResponse, Kind, OVERLOADED, ofCall, refusalOf, statusIndex } from "./message.ts";
import { Admitted, type Transactions } from "./transactions.ts";

/**
 * Which proxy gets a message: the one that the hash of its Call-ID falls on, modulo their number; each in turn; or, by
 * consistent hashing, the one whose hash with the Call-ID is highest (rendezvous hashing, D. Thaler and C. Ravishankar,
 * IEEE/ACM Trans. Networking 6 (1998) 1), so that a removal moves only the calls of the removed.
 */
export type Dispatch = "call-id hash" | "round robin" | "consistent hash";

const NO_PROXY = statusIndex(503);

/** Between whom a director stands, and who hears of what it does. */
export interface DirectorParts {
  readonly network: Carrier;
  readonly endpoints: { callers: number; callees: number };
  /** Where a host sends the responses to a request of a call. */
  readonly upstream: (host: number, call: number) => number;
  /** How it chooses among the proxies. */
  readonly policy: Dispatch;
  /** Hosts of the proxies, in order. */
  readonly proxies: readonly number[];
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
  readonly #network: Carrier;
  readonly #callers: number;
  readonly #callees: number;
  readonly #upstream: (host: number, call: number) => number;
  readonly #policy: Dispatch;
  readonly #all: readonly number[];
  readonly #lost: (host: number, message: number) => void;
  readonly #servedAt: (address: number, host: number) => void;
  readonly #answered: (host: number, message: number, envelope: number) => void;
  readonly #proxyFor: DirectorParts["proxyFor"];
  readonly #transactions: readonly (Transactions | undefined)[];
  readonly #recordRoute: boolean;
  /** By call: the proxy on the route that its 200 has laid. */
  #routes = new Uint16Array(0);
  /** Per director host, the proxies it dispatches to. */
  readonly #alive = new Map<number, readonly number[]>();
  /** Per director host, the proxies that it considers down; proxies out of service on purpose, and all others. */
  readonly #removed = new Map<number, Set<number>>();
  /** Per director host, the proxies that have failed a request and are not tried first for a while. */
  readonly #onProbation = new Map<number, Set<number>>();
  readonly #withdrawn = new Set<number>();
  #inService: readonly number[];
  #turn = 0;

  constructor(parts: DirectorParts) {
    const { network, endpoints, policy, proxies, transactions, recordRoute, lost, servedAt, answered } = parts;
    this.#upstream = parts.upstream;
    this.#proxyFor = parts.proxyFor;
    this.#transactions = transactions;
    this.#recordRoute = recordRoute;
    this.#network = network;
    this.#callers = endpoints.callers;
    this.#callees = endpoints.callees;
    this.#policy = policy;
    this.#all = this.#inService = proxies;
    this.#lost = lost;
    this.#servedAt = servedAt;
    this.#answered = answered;
  }

  reset(): void {
    this.#alive.clear();
    this.#removed.clear();
    this.#onProbation.clear();
    this.#routes.fill(0);
    this.#withdrawn.clear();
    this.#inService = this.#all;
    this.#turn = 0;
  }

  /** Proxies that a director dispatches to. */
  aliveFor(host: number): readonly number[] {
    return this.#alive.get(host) ?? this.#inService;
  }

  /** A director stops dispatching to a proxy. */
  remove(host: number, proxy: number): void {
    this.#removed.set(host, (this.#removed.get(host) ?? new Set()).add(proxy));
    this.#choices(host);
  }

  /** A director dispatches to a proxy again. */
  restore(host: number, proxy: number): void {
    this.#removed.get(host)?.delete(proxy);
    this.#choices(host);
  }

  /** A director dispatches nothing to a proxy that has failed a request, until the end of its probation. */
  suspend(host: number, proxy: number): void {
    this.#onProbation.set(host, (this.#onProbation.get(host) ?? new Set()).add(proxy));
    this.#choices(host);
  }

  /** The probation of a proxy is over: by time, or because it has answered a check. */
  reprieve(host: number, proxy: number): void {
    if (this.#onProbation.get(host)?.delete(proxy)) this.#choices(host);
  }

  /** A director's process dies, and what it held against proxies with it. */
  forget(host: number): void {
    if (this.#onProbation.delete(host)) this.#choices(host);
  }

  /** All directors stop dispatching to a proxy that is going to be serviced. */
  withdraw(proxy: number): void {
    this.#withdrawn.add(proxy);
    this.#service();
  }

  /** It has been serviced. */
  readmit(proxy: number): void {
    this.#withdrawn.delete(proxy);
    this.#service();
  }

  /** Whether no director has removed a proxy from its dispatch. */
  isTrusted(proxy: number): boolean {
    return [...this.#removed.values()].every((removed) => !removed.has(proxy));
  }

  #service(): void {
    this.#inService = this.#all.filter((proxy) => !this.#withdrawn.has(proxy));
    for (const host of this.#alive.keys()) this.#choices(host);
  }

  #choices(host: number): void {
    const removed = this.#removed.get(host);
    const onProbation = this.#onProbation.get(host);
    this.#alive.set(
      host,
      this.#inService.filter((proxy) => !removed?.has(proxy) && !onProbation?.has(proxy)),
    );
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
    return proxy < 0 ? this.dispatched(host, message) : proxy;
  }

  /** The proxy that a director chooses for a message, or for a connection, by what would be its REGISTER; −1: it knows no living one. */
  dispatched(host: number, message: number): number {
    const alive = this.aliveFor(host);
    return alive.length === 0 ? -1 : this.#choose(message, alive);
  }

  /**
   * The proxy to which a stateful director sends a request first, or the next one after those that have failed it; −1: none is left. A BYE with
   * a route goes nowhere else.
   */
  target(host: number, message: number, tried: readonly number[]): number {
    const route = this.#routeOf(message);
    if (route > 0) return tried.length === 0 ? route : -1;
    if (tried.length === 0) return this.dispatched(host, message);
    const alive = this.aliveFor(host);
    const last = this.#all.indexOf(tried.at(-1)!);
    const following = [...this.#all.slice(last + 1), ...this.#all.slice(0, last)];
    return following.find((proxy) => alive.includes(proxy) && !tried.includes(proxy)) ?? -1;
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

  #choose(message: number, alive: readonly number[]): number {
    switch (this.#policy) {
      case "call-id hash":
        return alive[callIdHash(message) % alive.length]!;
      case "round robin":
        return alive[this.#turn++ % alive.length]!;
      case "consistent hash":
        return highest(callIdHash(message), alive);
      default:
        return this.#policy satisfies never;
    }
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

/** The host whose hash together with the given one is the highest. */
function highest(hashed: number, hosts: readonly number[]): number {
  let chosen = hosts[0]!;
  let best = -1;
  for (let i = 0; i < hosts.length; i++) {
    const weight = mixed(hashed ^ Math.imul(hosts[i]!, 0x27d4eb2f));
    if (weight <= best) continue;
    best = weight;
    chosen = hosts[i]!;
  }
  return chosen;
}

import { envelopeOf, extraOf, kindOf, messageOf, subjectOf, toOf, viaOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import { callIdHash, mixed } from "./call-id-hash.ts";
import { Kind, refusalOf, statusIndex } from "./message.ts";

/**
 * Which proxy gets a message: the one that the hash of its Call-ID falls on, modulo their number; each in turn; or, by
 * consistent hashing, the one whose hash with the Call-ID is highest (rendezvous hashing, D. Thaler and C. Ravishankar,
 * IEEE/ACM Trans. Networking 6 (1998) 1), so that a removal moves only the calls of the removed.
 */
export type Dispatch = "call-id hash" | "round robin" | "consistent hash";

const NO_PROXY = statusIndex(503);

/** Between whom a director stands, and who hears of what it does. */
export interface DirectorParts {
  readonly network: Network;
  readonly endpoints: { callers: number; callees: number };
  /** How it chooses among the proxies. */
  readonly policy: Dispatch;
  /** Hosts of the proxies, in order. */
  readonly proxies: readonly number[];
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
 * IP, go through it again.
 */
export class Director {
  readonly #network: Network;
  readonly #callers: number;
  readonly #callees: number;
  readonly #policy: Dispatch;
  readonly #all: readonly number[];
  readonly #lost: (host: number, message: number) => void;
  readonly #servedAt: (address: number, host: number) => void;
  readonly #answered: (host: number, message: number, envelope: number) => void;
  /** Per director host, the proxies it dispatches to. */
  readonly #alive = new Map<number, readonly number[]>();
  /** Per director host, the proxies that it considers down; proxies out of service on purpose, and all others. */
  readonly #removed = new Map<number, Set<number>>();
  readonly #withdrawn = new Set<number>();
  #inService: readonly number[];
  #turn = 0;

  constructor({ network, endpoints, policy, proxies, lost, servedAt, answered }: DirectorParts) {
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
    this.#alive.set(
      host,
      this.#inService.filter((proxy) => !removed?.has(proxy)),
    );
  }

  /** A director's worker has spent its time on a message. */
  serve(host: number, message: number, envelope: number): void {
    if (toOf(envelope) === host) {
      this.#serveItself(host, message, envelope);
      return;
    }
    const alive = this.aliveFor(host);
    if (alive.length === 0) {
      this.#refuse(host, message, toOf(envelope));
      return;
    }
    if (kindOf(message) <= Kind.OPTIONS) this.#servedAt(toOf(envelope), host);
    this.#network.send(host, message, envelopeOf(this.#choose(message, alive), toOf(envelope), extraOf(envelope)));
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

  #refuse(host: number, message: number, address: number): void {
    const kind = kindOf(message);
    const refusal = refusalOf(kind);
    if (refusal === undefined) this.#lost(host, message);
    else {
      const to = kind === Kind.REGISTER ? this.#callees : this.#callers;
      this.#network.send(host, messageOf(refusal, subjectOf(message)), envelopeOf(to, address, NO_PROXY));
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

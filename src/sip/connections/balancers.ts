import type { Network } from "../../network/network.ts";

/** In place of a host: no process is there for a connection; or what is said over it gets lost on the way. */
export const NOBODY = -1;
export const LOST = -2;

/** The directors that balance connections, and how they choose. */
export interface BalancersParts {
  readonly network: Network;
  /** Hosts of the directors. */
  readonly hosts: readonly number[];
  readonly runs: (host: number) => boolean;
  /** The proxy that a director gives a new connection to; −1: it knows no living one. */
  readonly choose: (host: number, connection: number) => number;
}

/**
 * Directors as balancers of connections (as IPVS is one): each remembers which proxy it has given a connection to, and sends there what
 * comes over it, until the client begins another one. What it remembers dies with it; its successor resets what it has never seen begin.
 */
export class Balancers {
  readonly #with: BalancersParts;
  /** By host: the proxies, by connection. */
  readonly #given = new Map<number, Map<number, number>>();

  constructor(parts: BalancersParts) {
    this.#with = parts;
    this.reset();
  }

  get areAny(): boolean {
    return this.#given.size > 0;
  }

  reset(): void {
    for (const host of this.#with.hosts) this.#given.set(host, new Map());
  }

  /** A client begins a connection anew. */
  begins(connection: number): void {
    for (const given of this.#given.values()) given.delete(connection);
  }

  /** A director is dead. */
  forget(host: number): void {
    this.#given.get(host)?.clear();
  }

  /** The host whose process gets what comes over a connection to a host: itself, or the proxy behind a director; or NOBODY, or LOST. */
  behind(host: number, connection: number, isSyn: boolean): number {
    const given = this.#given.get(host);
    if (given === undefined) return host;
    if (!this.#with.runs(host)) return NOBODY;
    let proxy = given.get(connection) ?? NOBODY;
    if (proxy === NOBODY && isSyn) {
      proxy = this.#with.choose(host, connection);
      if (proxy !== NOBODY) given.set(connection, proxy);
    }
    return proxy === NOBODY || this.#with.network.reaches(host, proxy) ? proxy : LOST;
  }

  /** Whom a director sends what comes over a connection to; NOBODY: it has not seen it begin. */
  proxyOf(host: number, connection: number): number {
    return this.#given.get(host)?.get(connection) ?? NOBODY;
  }
}

import type { Engine } from "../../../kernel/engine.ts";
import type { Steering } from "../../../network/steering.ts";
import { callIdHash } from "../../../sip/call-id-hash.ts";

interface NameRecordOptions {
  /** How long a resolver may keep the record [s]. */
  readonly ttl: number;
  /** Resolvers between the user agents and the name server, each with a cache. */
  readonly caches: number;
}

/**
 * An address record of DNS and the caches of the resolvers that user agents ask. A cache fetches the record when what it has is
 * as old as the TTL, at a phase of its own, and knows nothing of changes before: after a change it is right U(0, TTL) later. All
 * messages of a call, and all of a registration, ask the same resolver.
 *
 * Caches are asked all the time, so each fetches again as soon as it may; the round trip to the name server is not counted.
 */
export class NameRecord implements Steering {
  readonly #engine: Engine;
  readonly #ttl: number;
  readonly #phases: Float64Array;
  readonly #phase: (n: number) => number;
  /** What the record has said: since when, which host. The last that matter; the first holds from the start. */
  readonly #since: number[] = [];
  readonly #hosts: number[] = [];

  /** @param phase of the n-th cache, uniform on (0, 1) */
  constructor(engine: Engine, options: NameRecordOptions, phase: (n: number) => number) {
    this.#engine = engine;
    this.#ttl = options.ttl;
    this.#phases = new Float64Array(options.caches);
    this.#phase = phase;
  }

  /** Begins a replication: everybody knows that the name leads to this host. */
  reset(host: number): void {
    for (const cache of this.#phases.keys()) this.#phases[cache] = this.#phase(cache);
    this.#since.length = this.#hosts.length = 0;
    this.#since.push(-Infinity);
    this.#hosts.push(host);
  }

  /** The record at the name server says another host from now on. */
  change(host: number): void {
    this.#since.push(this.#engine.now);
    this.#hosts.push(host);
  }

  hostFor(message: number): number {
    const last = this.#since.length - 1;
    if (this.#ttl === 0 || last === 0) return this.#hosts[last]!;
    const phase = this.#phases[callIdHash(message) % this.#phases.length]!;
    const fetchedAt = (phase + Math.floor(this.#engine.now / this.#ttl - phase)) * this.#ttl;
    let known = last;
    while (this.#since[known]! > fetchedAt) known--;
    return this.#hosts[known]!;
  }
}

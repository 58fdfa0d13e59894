import { Stream } from "./stream.ts";

/**
 * Phases of clocks that run unsynchronised: uniform on (0, 1), one per clock and replication.
 *
 * With strata, the replications of one block are a Latin hypercube sample: each clock's phases fall one into each of as many
 * equal intervals, in an order of its own. Every phase is still uniform, but the mean over a block is far less variable, and the
 * mean of what depends on a clock's phase almost linearly (such as an outage on the phase of a health check) nearly exact.
 * Blocks are independent of each other, so intervals come from block means.
 *
 * Source: M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239.
 */
export class Phases {
  readonly #seed: number;
  readonly #strata: number;
  #replication = 0;
  readonly #clocks = new Map<string, Clock>();

  /** @param strata replications per block, 1 … 1000; 1: independent phases */
  constructor(seed: number, strata: number) {
    this.#seed = seed;
    this.#strata = strata;
  }

  /** The phase of the n-th clock of that name in the current replication. */
  clock(name: string): (n: number) => number {
    return (n) => {
      const key = `phase/${name}/${n}`;
      const clock = this.#clocks.get(key) ?? new Clock(key, this.#seed, this.#strata);
      this.#clocks.set(key, clock);
      return clock.phase(this.#replication);
    };
  }

  startReplication(replication: number): void {
    this.#replication = replication;
  }
}

class Clock {
  readonly #seed: number;
  readonly #strata: number;
  readonly #jitter: Stream;
  readonly #shuffle: Stream;
  readonly #order: number[];
  #block = -1;

  constructor(name: string, seed: number, strata: number) {
    this.#seed = seed;
    this.#strata = strata;
    this.#jitter = new Stream(name, seed);
    this.#shuffle = new Stream(`${name}/strata`, seed);
    this.#order = Array.from({ length: strata }, (_, i) => i);
  }

  phase(replication: number): number {
    const block = Math.floor(replication / this.#strata);
    if (block !== this.#block) this.#permute(block);
    this.#jitter.reset(this.#seed, replication);
    return (this.#order[replication % this.#strata]! + this.#jitter.uniform()) / this.#strata;
  }

  /** Fisher and Yates, from the identity, so that a block does not depend on the blocks before it. */
  #permute(block: number): void {
    this.#block = block;
    this.#shuffle.reset(this.#seed, block);
    const order = this.#order;
    for (let i = 0; i < order.length; i++) order[i] = i;
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.#shuffle.integer(i + 1);
      const swapped = order[i]!;
      order[i] = order[j]!;
      order[j] = swapped;
    }
  }
}

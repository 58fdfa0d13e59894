import { Stream } from "./stream.ts";

/**
 * Phases of clocks that run unsynchronised: uniform on (0, 1), one per clock and replication.
 *
 * With strata, the replications of one block are a Latin hypercube sample: each clock's phases fall one into each of as many
 * equal intervals, in an order of its own. Every phase is still uniform, but the mean over a block of what depends smoothly on a
 * clock's phase (an outage that waits for the next health check) is far less variable. Blocks are independent of each other, so
 * intervals come from block means.
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
  readonly #random: Stream;
  readonly #phases: Float64Array;
  #block = -1;

  constructor(name: string, seed: number, strata: number) {
    this.#seed = seed;
    this.#random = new Stream(name, seed);
    this.#phases = new Float64Array(strata);
  }

  phase(replication: number): number {
    const strata = this.#phases.length;
    const block = Math.floor(replication / strata);
    if (block !== this.#block) this.#draw(block);
    return this.#phases[replication % strata]!;
  }

  /** All phases of a block, from its own beginning of the stream, so that it does not depend on the blocks before it. */
  #draw(block: number): void {
    this.#block = block;
    const random = this.#random;
    const phases = this.#phases;
    random.reset(this.#seed, block);
    for (let i = 0; i < phases.length; i++) {
      const stratum = (i + random.uniform()) / phases.length;
      const j = random.integer(i + 1); // shuffled from the inside out
      phases[i] = phases[j]!;
      phases[j] = stratum;
    }
  }
}

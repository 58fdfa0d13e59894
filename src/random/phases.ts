import { Stream } from "./stream.ts";

/** A clock's phase, 0 … 1. Without a period its strata begin at 0. */
export type PhaseOf = (n: number, period?: number) => number;

/** Share of a stratum that comes from rounding. */
const ROUNDING = 1e-6;

/**
 * Phases of clocks that run unsynchronised: uniform on (0, 1), one per clock and replication.
 *
 * With strata, the replications of one block are a Latin hypercube sample: each clock's phases fall one into each of as many
 * equal intervals, in an order of its own. Every phase is still uniform, but the mean over a block of what depends smoothly on a
 * clock's phase (an outage that waits for the next health check) is far less variable. Blocks are independent of each other, so
 * intervals come from block means. The wait jumps from its shortest to its longest where the clock ticks just as the fault strikes. Strata
 * begin there: a jump within a stratum would leave the block means two values apart, and an interval of few of them covers that badly.
 *
 * Source: M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239.
 */
export class Phases {
  readonly #seed: number;
  readonly #strata: number;
  readonly #strike: number;
  #replication = 0;
  readonly #clocks = new Map<string, Clock>();

  /**
   * @param strata replications per block, 1 … 1000; 1: independent phases
   * @param strike when the first fault comes [s]; 0 if there is none
   */
  constructor(seed: number, strata: number, strike = 0) {
    this.#seed = seed;
    this.#strata = strata;
    this.#strike = strike;
  }

  /** The phase of the n-th clock of that name in the current replication, as a share of its period [s]. */
  clock(name: string): PhaseOf {
    return (n, period = Infinity) => {
      const key = `phase/${name}/${n}`;
      const clock = this.#clocks.get(key) ?? new Clock(key, this.#seed, this.#strata);
      this.#clocks.set(key, clock);
      return (clock.phase(this.#replication) + this.#offGrid(period)) % 1;
    };
  }

  /** How far beyond the beginning of a stratum a clock of that period stands when the fault strikes, in periods. */
  #offGrid(period: number): number {
    if (this.#strata === 1) return 0;
    const stratum = ((this.#strike / period) % 1) * this.#strata;
    const beyond = stratum - Math.round(stratum);
    return Math.abs(beyond) < ROUNDING ? 0 : (stratum - Math.floor(stratum)) / this.#strata;
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

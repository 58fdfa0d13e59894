/**
 * Named streams of random numbers. A stream's numbers depend on the seed of the experiment, the replication and its own
 * name, on nothing else: one more node does not disturb the others, and two architectures can be compared on the same
 * failures (common random numbers).
 */

import { normalQuantile } from "../special/normal-law.ts";
import { finish, hash128, mixBlock } from "./hash.ts";
import { Xoshiro } from "./xoshiro.ts";
import { fillExponential } from "./ziggurat.ts";

const BLOCK_MAX = 1024;
const BLOCK_FIRST = 32;

const noBlock = new Float64Array(0);

/**
 * One named source of randomness.
 *
 * It holds two generators. `uniform`, `integer`, `bernoulli` and `normal` draw from the first, in the order of the calls;
 * `exponential`, which is made in blocks, draws from the second. The n-th exponential variate is therefore the same
 * however many uniform ones were drawn in between, and the other way round.
 *
 * Blocks begin at 32 variates and double up to 1024, so that a short replication does not pay for numbers it never uses;
 * the sequence does not depend on it.
 */
export class Stream {
  readonly name: string;
  readonly #digest: Int32Array;
  readonly #uniforms = new Xoshiro();
  readonly #exponentials = new Xoshiro();
  #block: Float64Array = noBlock;
  #next = 0;
  #filled = 0;

  /**
   * @param seed whole number, 0 … 2⁵³ − 1
   * @param replication whole number, 0 … 2³² − 1
   * @throws RangeError for a seed or replication out of range
   */
  constructor(name: string, seed: number, replication = 0) {
    this.name = name;
    this.#digest = hash128(new TextEncoder().encode(name));
    this.reset(seed, replication);
  }

  /** Starts the stream anew for another replication. Nothing is allocated. Ranges and errors as for the constructor. */
  reset(seed: number, replication: number): void {
    if (!(Number.isSafeInteger(seed) && seed >= 0)) {
      throw new RangeError(`found the seed ${seed}; expected a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
    }
    if (!(Number.isInteger(replication) && replication >= 0 && replication < 2 ** 32)) {
      throw new RangeError(`found the replication ${replication}; expected a whole number from 0 to ${2 ** 32 - 1}`);
    }
    this.#derive(this.#uniforms.state, seed, replication, 0);
    this.#derive(this.#exponentials.state, seed, replication, 1);
    this.#next = 0;
    this.#filled = 0;
  }

  /**
   * The hash of 32 bytes: the digest of the name, then seed, replication and generator. Under one name two of those
   * never give the same state, since the second block is mixed in reversibly.
   */
  #derive(state: Int32Array, seed: number, replication: number, generator: number): void {
    const digest = this.#digest;
    state.fill(0);
    mixBlock(state, digest[0]!, digest[1]!, digest[2]!, digest[3]!);
    mixBlock(state, seed | 0, Math.floor(seed / 2 ** 32), replication | 0, generator);
    finish(state, 32);
    if ((state[0]! | state[1]! | state[2]! | state[3]!) === 0) state[0] = 1; // the one state the generator cannot leave
  }

  /** A number strictly between 0 and 1: one of 2⁵² equally likely odd multiples of 2⁻⁵³. */
  uniform(): number {
    return this.#uniforms.uniform();
  }

  /** Exponentially distributed with mean 1; above 0. */
  exponential(): number {
    const next = this.#next;
    if (next === this.#filled) return this.#firstOfBlock();
    this.#next = next + 1;
    return this.#block[next]!;
  }

  #firstOfBlock(): number {
    if (this.#block === noBlock) this.#block = new Float64Array(BLOCK_MAX);
    const size = this.#filled === 0 ? BLOCK_FIRST : Math.min(2 * this.#filled, BLOCK_MAX);
    fillExponential(this.#exponentials, this.#block, size);
    this.#filled = size;
    this.#next = 1;
    return this.#block[0]!;
  }

  /** Normally distributed with mean 0 and variance 1, by inversion of one uniform number. */
  normal(): number {
    return normalQuantile(this.uniform());
  }

  /**
   * A whole number from 0 to n − 1, all equally likely (no modulo bias: surplus draws are thrown away).
   *
   * @param n whole number, 1 … 2³²
   */
  integer(n: number): number {
    const surplus = 2 ** 32 % n;
    for (;;) {
      const bits = this.#uniforms.next() >>> 0;
      if (bits < 2 ** 32 - surplus) return bits % n;
    }
  }

  /** True with probability p: never for p ≤ 0, always for p ≥ 1. One number is drawn whatever p is. */
  bernoulli(p: number): boolean {
    return this.uniform() < p;
  }
}

/** All streams of an experiment, by name. */
export class Streams {
  readonly seed: number;
  readonly #streams = new Map<string, Stream>();
  #replication = 0;

  /** @param seed whole number, 0 … 2⁵³ − 1 */
  constructor(seed: number) {
    this.seed = seed;
  }

  /** The stream of that name, in the state it has reached in the current replication; the same object each time. */
  stream(name: string): Stream {
    const known = this.#streams.get(name);
    if (known) return known;
    const stream = new Stream(name, this.seed, this.#replication);
    this.#streams.set(name, stream);
    return stream;
  }

  /** Starts all streams anew, with numbers that depend on the replication alone. */
  startReplication(replication: number): void {
    this.#replication = replication;
    for (const stream of this.#streams.values()) stream.reset(this.seed, replication);
  }
}

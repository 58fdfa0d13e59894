/**
 * Draws from one distribution and one stream, millions of times.
 *
 * One class for all distributions, told apart by a small integer, rather than a closure or subclass for each: a simulator
 * calls `sample()` at the same place for every node, and a call site that meets five kinds of function or class can no
 * longer be inlined. Here the engine inlines the method; a constant costs a comparison, an exponential variate a read from
 * the stream's block and a multiplication. The rarer distributions go through one function call each.
 */
import type { Distribution } from "../units/distribution.ts";
import { lawOf } from "./laws.ts";
import type { Stream } from "./stream.ts";

const constant = 0;
const memoryless = 1;
const spread = 2;
const other = 3;

export class Sampler {
  readonly #kind: number;
  /** The constant, the mean of an exponential or the lower bound of a uniform distribution [s]. */
  readonly #first: number;
  /** Width of a uniform distribution [s]. */
  readonly #width: number;
  readonly #stream: Stream;
  readonly #draw: () => number;

  constructor(distribution: Distribution, stream: Stream) {
    this.#stream = stream;
    this.#draw = lawOf(distribution).draw(distribution, stream);
    let kind = other;
    let first = 0;
    let width = 0;
    if (distribution.kind === "deterministic") {
      kind = constant;
      first = distribution.value;
    } else if (distribution.kind === "exponential") {
      kind = memoryless;
      first = distribution.mean;
    } else if (distribution.kind === "uniform") {
      kind = spread;
      first = distribution.low;
      width = distribution.high - distribution.low;
    }
    this.#kind = kind;
    this.#first = first;
    this.#width = width;
  }

  /** The value, if it is the same every time [s]; undefined for a distribution with spread. */
  get constant(): number | undefined {
    return this.#kind === constant ? this.#first : undefined;
  }

  /** The next value [s]. */
  sample(): number {
    const kind = this.#kind;
    if (kind === constant) return this.#first;
    if (kind === memoryless) return this.#first * this.#stream.exponential();
    if (kind === spread) return this.#first + this.#width * this.#stream.uniform();
    return this.#draw();
  }
}

/** A sampler of the distribution on the stream. Several samplers may share a stream; they then share its sequence. */
export function samplerOf(distribution: Distribution, stream: Stream): Sampler {
  return new Sampler(distribution, stream);
}

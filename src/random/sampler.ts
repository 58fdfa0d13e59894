/**
 * Draws from one distribution and one stream, millions of times.
 *
 * One class for all distributions, told apart by a small integer, rather than a closure or subclass for each: a simulator
 * calls `sample()` at the same place for every node, and a call site that meets five kinds of function or class can no
 * longer be inlined. Here the engine inlines the method; a constant costs a comparison, an exponential variate a read from
 * the stream's block and a multiplication. The rarer distributions go through one function call each.
 */
import type { Stream } from "./stream.ts";

const CONSTANT = 0;
const MEMORYLESS = 1;
const SPREAD = 2;
const OTHER = 3;

/** How values [s] are made of what a stream gives. */
export type Recipe =
  | { readonly by: "constant"; readonly value: number }
  | { readonly by: "exponential"; readonly mean: number }
  | { readonly by: "uniform"; readonly low: number; readonly width: number }
  | { readonly by: "function"; readonly draw: () => number };

export class Sampler {
  readonly #kind: number;
  /** The constant, the mean of an exponential or the lower bound of a uniform distribution [s]. */
  readonly #first: number;
  /** Width of a uniform distribution [s]. */
  readonly #width: number;
  readonly #stream: Stream;
  readonly #draw: () => number;

  constructor(recipe: Recipe, stream: Stream) {
    this.#stream = stream;
    this.#draw = recipe.by === "function" ? recipe.draw : () => Number.NaN;
    this.#width = recipe.by === "uniform" ? recipe.width : 0;
    this.#kind = { constant: CONSTANT, exponential: MEMORYLESS, uniform: SPREAD, function: OTHER }[recipe.by];
    this.#first =
      recipe.by === "constant"
        ? recipe.value
        : recipe.by === "exponential"
          ? recipe.mean
          : recipe.by === "uniform"
            ? recipe.low
            : 0;
  }

  /** The value, if it is the same every time [s]; undefined for a distribution with spread. */
  get constant(): number | undefined {
    return this.#kind === CONSTANT ? this.#first : undefined;
  }

  /** The next value [s]. */
  sample(): number {
    const kind = this.#kind;
    if (kind === CONSTANT) return this.#first;
    if (kind === MEMORYLESS) return this.#first * this.#stream.exponential();
    if (kind === SPREAD) return this.#first + this.#width * this.#stream.uniform();
    return this.#draw();
  }
}

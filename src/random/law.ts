import type { Distribution } from "../units/distribution.ts";
import type { Stream } from "./stream.ts";

/**
 * What is known of one kind of distribution: how to draw from it, its moments, its distribution function and quantiles.
 * `D` is the plain data of that kind, with its parameters in range as `parseDistribution` leaves them.
 */
export interface Law<D> {
  /** A function that draws independent variates [s] from the stream. */
  draw(distribution: D, stream: Stream): () => number;
  mean(distribution: D): number;
  variance(distribution: D): number;
  /** Third central moment over the cube of the standard deviation; NaN if the distribution has no spread. */
  skewness(distribution: D): number;
  /** Probability of a value ≤ x. */
  cdf(distribution: D, x: number): number;
  /** The smallest x whose distribution function reaches p, for 0 ≤ p ≤ 1. */
  quantile(distribution: D, p: number): number;
}

/** The plain data of one kind of distribution. */
export type Of<Kind extends Distribution["kind"]> = Extract<Distribution, { kind: Kind }>;

import { duration } from "../notation/quantities.ts";
import type { JsonSchema } from "../notation/shape.ts";

/**
 * How one kind of distribution is written: D is the plain data, times in seconds, N what a file says, such as
 * { exponential: "0.8 ms" }.
 */
export interface DistributionKind<D, N> {
  /** In one sentence, for editors and the reference. */
  readonly meaning: string;
  /** Of what stands behind its name. */
  readonly schema: JsonSchema;
  /**
   * Reads what stands behind its name.
   *
   * @throws UnitError whose `path` leads to the part that cannot be read
   */
  read(parameters: unknown): D;
  /** As a file would say it; `read` gives back the same data, number for number. */
  written(distribution: D): N;
  /** The same, with every time divided by a factor. */
  divided(distribution: D, by: number): D;
  /** Four digits of every number: what is fitted has no more. */
  rounded(distribution: D): D;
}

/** What follows from the parameters of one kind of distribution, in range as `parseDistribution` leaves them. */
export interface DistributionLaw<D> {
  mean(distribution: D): number;
  variance(distribution: D): number;
  /** Third central moment over the cube of the standard deviation; NaN if the distribution has no spread. */
  skewness(distribution: D): number;
  /** Probability of a value ≤ x. */
  cdf(distribution: D, x: number): number;
  /** The smallest x whose distribution function reaches p, for 0 ≤ p ≤ 1. */
  quantile(distribution: D, p: number): number;
}

/** Four digits. */
export const short = (value: number): number => Number(value.toPrecision(4));

/** Shapes and coefficients of variation beyond these are mistakes of a decimal point, and overflow the moments. */
export const SHAPES = [0.05, 10_000] as const;
export const CV_MAX = 100;

// Schemas of parameters.
export const time = duration("1 s").schema;
export const above = (low: number, high: number): JsonSchema => ({
  type: "number",
  exclusiveMinimum: low,
  maximum: high,
});

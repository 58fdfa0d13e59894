import type { Distribution, DistributionName } from "./description.ts";
import { deterministic } from "./deterministic/law.ts";
import { type Duration, distributionOf } from "./duration.ts";
import { empirical } from "./empirical/law.ts";
import { erlang } from "./erlang/law.ts";
import { exponential } from "./exponential/law.ts";
import { gamma } from "./gamma/law.ts";
import { hyperexponential } from "./hyperexponential/law.ts";
import type { DistributionLaw } from "./kind.ts";
import { lognormal } from "./lognormal/law.ts";
import { uniform } from "./uniform/law.ts";
import { weibull } from "./weibull/law.ts";

const LAWS: { readonly [K in DistributionName]: DistributionLaw<Distribution<K>> } = {
  ...{ deterministic, exponential, uniform, erlang, gamma, lognormal, weibull, hyperexponential, empirical },
};

/** Mean [s], variance [s²] and skewness of a distribution, from its closed form. */
export interface TheoreticalMoments {
  readonly mean: number;
  readonly variance: number;
  /** NaN for a distribution without spread. */
  readonly skewness: number;
}

export function momentsOf<K extends DistributionName>(distribution: Distribution<K>): TheoreticalMoments {
  const law: DistributionLaw<Distribution<K>> = LAWS[distribution.kind];
  return {
    mean: law.mean(distribution),
    variance: law.variance(distribution),
    skewness: law.skewness(distribution),
  };
}

/** Probability that a value is at most x [s]. */
export const cdfOf = <K extends DistributionName>(distribution: Distribution<K>, x: number): number =>
  LAWS[distribution.kind].cdf(distribution, x);

/**
 * The smallest value [s] that is not exceeded with probability p.
 *
 * @param p 0 … 1; at 1 the upper end of the distribution, ∞ for most
 * @throws RangeError for a p outside
 */
export function quantileOf<K extends DistributionName>(distribution: Distribution<K>, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`found p = ${p}; expected a probability from 0 to 1`);
  return LAWS[distribution.kind].quantile(distribution, p);
}

/** Mean of a duration [s]. */
export const meanOf = (duration: Duration): number =>
  typeof duration === "number" ? duration : momentsOf(duration).mean;

/** The longest that a duration is taken to be [s]: of a random one its 99.9 % quantile. */
export const longestOf = (duration: Duration): number => quantileOf(distributionOf(duration), 0.999);

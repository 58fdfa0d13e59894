/** The law of every kind of distribution, and what can be asked of any of them. */
import type { Distribution } from "../units/distribution.ts";
import { deterministicLaw } from "./deterministic.ts";
import { empiricalLaw } from "./empirical.ts";
import { erlangLaw } from "./erlang.ts";
import { exponentialLaw } from "./exponential.ts";
import { gammaLaw } from "./gamma.ts";
import { hyperexponentialLaw } from "./hyperexponential.ts";
import type { Law, Of } from "./law.ts";
import { lognormalLaw } from "./lognormal.ts";
import { uniformLaw } from "./uniform.ts";
import { weibullLaw } from "./weibull.ts";

const laws: { readonly [Kind in Distribution["kind"]]: Law<Of<Kind>> } = {
  deterministic: deterministicLaw,
  exponential: exponentialLaw,
  uniform: uniformLaw,
  erlang: erlangLaw,
  gamma: gammaLaw,
  lognormal: lognormalLaw,
  weibull: weibullLaw,
  hyperexponential: hyperexponentialLaw,
  empirical: empiricalLaw,
};

/** The law of a distribution's own kind; the compiler cannot see that kind and law agree, the type of `laws` does. */
export function lawOf(distribution: Distribution): Law<Distribution> {
  return laws[distribution.kind] as Law<Distribution>;
}

/** Mean [s], variance [s²] and skewness of a distribution, from its closed form. */
export interface TheoreticalMoments {
  readonly mean: number;
  readonly variance: number;
  /** NaN for a distribution without spread. */
  readonly skewness: number;
}

export function momentsOf(distribution: Distribution): TheoreticalMoments {
  const law = lawOf(distribution);
  return {
    mean: law.mean(distribution),
    variance: law.variance(distribution),
    skewness: law.skewness(distribution),
  };
}

/** Probability that a value is at most x [s]. */
export function cdfOf(distribution: Distribution, x: number): number {
  return lawOf(distribution).cdf(distribution, x);
}

/**
 * The smallest value [s] that is not exceeded with probability p.
 *
 * @param p 0 … 1; at 1 the upper end of the distribution, ∞ for most
 * @throws RangeError for a p outside
 */
export function quantileOf(distribution: Distribution, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`found p = ${p}; expected a probability from 0 to 1`);
  return lawOf(distribution).quantile(distribution, p);
}

/**
 * Families of distributions that service and repair times are fitted with, each with its likelihood and the estimates of
 * maximum likelihood.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions, vol. 1 (1994), ch. 14, 17, 19, 21.
 */
import type { PositiveSample } from "../statistics/fit/sample.ts";
import type { DistributionName } from "./description.ts";
import { deterministic } from "./deterministic/estimated.ts";
import { empirical } from "./empirical/estimated.ts";
import { erlang } from "./erlang/estimated.ts";
import { exponential } from "./exponential/estimated.ts";
import type { Family, Fit } from "./fit.ts";
import { gamma } from "./gamma/estimated.ts";
import { hyperexponential } from "./hyperexponential/estimated.ts";
import { lognormal } from "./lognormal/estimated.ts";
import { uniform } from "./uniform/estimated.ts";
import { weibull } from "./weibull/estimated.ts";

const FITS: Readonly<Record<DistributionName, Fit>> = {
  ...{ deterministic, exponential, uniform, erlang, gamma, lognormal, weibull, hyperexponential, empirical },
};

/** A family as it is for this sample, and as it would be for another. */
export interface FamilyOfSample extends Family {
  readonly anew: (sample: PositiveSample) => Family;
}

/** The families that are tried on a sample. */
export const familiesFor = (sample: PositiveSample): FamilyOfSample[] =>
  Object.values(FITS).flatMap((fit) => {
    const family = fit(sample);
    if ("none" in family) return [];
    const anew = (other: PositiveSample): Family => {
      const found = fit(other);
      return "none" in found ? family : found;
    };
    return [{ ...family, anew }];
  });

/**
 * Fitting distributions to what a summary has left: so many values, and some of their quantiles. The quantiles cut the axis into
 * cells of which it is known how many values lie in each, so the likelihood is multinomial.
 * Source: A. Stuart, J. K. Ord, Kendall's Advanced Theory of Statistics, on grouped data; for order statistics it holds as n grows.
 */

import type { Distribution } from "../distributions/description.ts";
import { familiesFor } from "../distributions/estimated.ts";
import type { Family } from "../distributions/fit.ts";
import { cdfOf } from "../distributions/law.ts";
import { fitByLikelihood, type ProfileInterval } from "../statistics/fit/profile-likelihood.ts";
import { checkDurations, positiveSample } from "../statistics/fit/sample.ts";
import { Refused } from "../units/refused.ts";
import { ranked } from "./fitted-distribution.ts";

export interface QuantileSummary {
  /** Values that were summarised. */
  readonly n: number;
  /** Probabilities strictly between 0 and 1, ascending, and the values [s] > 0 that were not exceeded with each. */
  readonly quantiles: readonly { readonly p: number; readonly x: number }[];
}

export interface FittedQuantiles {
  readonly family: string;
  readonly distribution: Distribution;
  readonly aic: number;
  /** Largest difference of probability at the quantiles that are known. */
  readonly distance: number;
  readonly intervals: readonly ProfileInterval[];
}

/** Families whose parameters outnumber what few quantiles can tell are left out. */
const LARGEST = 2;

/**
 * Fits the families to a summary, best first by Akaike's criterion.
 * @throws Refused for fewer than three quantiles, or such that do not ascend
 */
export function fitQuantiles({ n, quantiles }: QuantileSummary): FittedQuantiles[] {
  const ascends = quantiles.every(
    ({ p, x }, i) => p > (quantiles[i - 1]?.p ?? 0) && p < 1 && x > (quantiles[i - 1]?.x ?? 0),
  );
  if (quantiles.length < 3 || !ascends || !(n >= 1))
    throw new Refused(`${quantiles.length} quantiles of ${n} values`, "at least three that ascend");
  checkDurations(quantiles.map(({ x }) => x));
  const start = pseudoSample(quantiles);
  return ranked(
    familiesFor(start)
      .filter(({ freedom, parameters }) => freedom <= LARGEST && parameters.length === freedom)
      .map((family) => fitted(family, family.estimate(start), n, quantiles)),
  );
}

/** Values that have roughly these quantiles, to begin the search from. */
const pseudoSample = (quantiles: QuantileSummary["quantiles"]) =>
  positiveSample(
    Array.from({ length: 50 }, (_, i) => {
      const p = (i + 0.5) / 50;
      const above = quantiles.findIndex((one) => one.p >= p);
      if (above < 0) return quantiles.at(-1)!.x;
      const [low, high] = [quantiles[above - 1] ?? { p: 0, x: quantiles[0]!.x / 2 }, quantiles[above]!];
      return low.x + ((p - low.p) / (high.p - low.p)) * (high.x - low.x);
    }),
  );

function fitted(
  family: Family,
  start: readonly number[],
  n: number,
  quantiles: QuantileSummary["quantiles"],
): FittedQuantiles {
  const logLikelihood = (at: readonly number[]): number => {
    const distribution = family.distribution(at);
    let [below, belowFitted, sum] = [0, 0, 0];
    for (const { p, x } of [...quantiles, { p: 1, x: Infinity }]) {
      const reached = x === Infinity ? 1 : cdfOf(distribution, x);
      sum += (p - below) * Math.log(Math.max(reached - belowFitted, 1e-300));
      [below, belowFitted] = [p, reached];
    }
    return n * sum;
  };
  const fit = fitByLikelihood({ parameters: family.parameters, logLikelihood }, start);
  const distribution = family.distribution(fit.at);
  return {
    family: family.name,
    distribution,
    aic: 2 * family.freedom - 2 * fit.logLikelihood,
    distance: Math.max(...quantiles.map(({ p, x }) => Math.abs(cdfOf(distribution, x) - p))),
    intervals: fit.intervals,
  };
}

/** Which distribution do measured durations follow, how well, and what can be said of its parameters? */

import type { Distribution } from "../distributions/description.ts";
import { type FamilyOfSample, familiesFor } from "../distributions/estimated.ts";
import { cdfOf, momentsOf } from "../distributions/law.ts";
import { samplerOf } from "../distributions/simulated.ts";
import { Stream } from "../random/stream.ts";
import { andersonDarling } from "../statistics/fit/anderson-darling.ts";
import { fitByLikelihood, type ProfileInterval } from "../statistics/fit/profile-likelihood.ts";
import { checkDurations, condensed, DURATIONS, type PositiveSample, positiveSample } from "../statistics/fit/sample.ts";
import { Refused } from "../units/refused.ts";

/** A distribution, fitted by maximum likelihood. */
export interface FittedDistribution {
  readonly family: string;
  readonly distribution: Distribution;
  readonly logLikelihood: number;
  /** Akaike's criterion, 2·parameters − 2·ln likelihood: the lower the better. */
  readonly aic: number;
  /** Largest distance of the distribution functions (Kolmogorov and Smirnov) and Anderson and Darling's A². */
  readonly distance: number;
  readonly andersonDarling: number;
  /**
   * Probability of such a distance, or a larger one, if the family were right, its parameters being estimated from each sample
   * anew (parametric bootstrap); null if it was not asked for.
   */
  readonly p: { readonly kolmogorovSmirnov: number; readonly andersonDarling: number } | null;
  /** 95 % profile-likelihood intervals of the parameters. */
  readonly intervals: readonly ProfileInterval[];
}

/** How thoroughly distributions are fitted. */
export interface FitOptions {
  /** Samples of the bootstrap; 0 for none. */
  readonly bootstrap: number;
  readonly seed: number;
  readonly confidence?: number;
  /** Told after each fit. */
  readonly onProgress?: (finished: number, total: number) => void;
}

/**
 * Fits every family to a sample, best first by Akaike's criterion.
 *
 * @param values independent durations [s] from 1 ns to 1e9 s that are not all equal, at least three
 * @throws Refused for other values
 * Source: W. Stute, W. González Manteiga, M. Presedo Quindimil, Metrika 40 (1993) 243–256, on the bootstrap.
 */
export function fitDistributions(values: Iterable<number>, options: FitOptions): FittedDistribution[] {
  const all = Array.from(values);
  checkDurations(all);
  const sample = positiveSample(all);
  if (sample.values[0] === sample.values.at(-1))
    throw new Refused(`${sample.n} values that are all equal`, "values that vary");
  const families = familiesFor(sample);
  const total = families.length * (1 + options.bootstrap);
  let finished = 0;
  const tell = () => options.onProgress?.(++finished, total);
  return ranked(families.map((family) => fitted(family, sample, options, tell)));
}

/** Best first by Akaike's criterion; what would take longer on average than anything is measured for is no law of these data. */
export const ranked = <Fit extends { readonly distribution: Distribution; readonly aic: number }>(fits: Fit[]): Fit[] =>
  fits.filter(({ distribution }) => momentsOf(distribution).mean <= DURATIONS.longest).sort((a, b) => a.aic - b.aic);

function fitted(
  family: FamilyOfSample,
  sample: PositiveSample,
  options: FitOptions,
  tell: () => void,
): FittedDistribution {
  const few = condensed(sample);
  const model = {
    parameters: family.parameters,
    logLikelihood: (at: readonly number[]) => family.logLikelihood(at, few),
  };
  const { at, intervals } = fitByLikelihood(model, family.estimate(few), options.confidence);
  const logLikelihood = family.logLikelihood(at, sample);
  const distribution = family.distribution(at);
  const distances = distancesOf(sample.values, distribution);
  tell();
  return {
    family: family.name,
    distribution,
    logLikelihood,
    aic: 2 * family.freedom - 2 * logLikelihood,
    distance: distances.kolmogorovSmirnov,
    andersonDarling: distances.andersonDarling,
    p: options.bootstrap > 0 ? bootstrapped(family, { distribution, n: sample.n }, distances, options, tell) : null,
    intervals,
  };
}

interface Distances {
  readonly kolmogorovSmirnov: number;
  readonly andersonDarling: number;
}

function distancesOf(sorted: Float64Array, distribution: Distribution): Distances {
  const n = sorted.length;
  const probabilities = sorted.map((x) => cdfOf(distribution, x));
  let kolmogorovSmirnov = 0;
  for (let i = 0; i < n; i++)
    kolmogorovSmirnov = Math.max(kolmogorovSmirnov, probabilities[i]! - i / n, (i + 1) / n - probabilities[i]!);
  return { kolmogorovSmirnov, andersonDarling: andersonDarling(probabilities, (p) => p) };
}

/** Values of each sample of the bootstrap at most: beyond, the share of larger distances hardly changes, but the time does. */
const BOOTSTRAP_VALUES_MAX = 1000;

/**
 * Shares of samples of the fitted distribution that lie as far from their own fit as this one does. Distances are compared in the
 * scale of their size: √n·D and A² have laws that depend little on n.
 */
function bootstrapped(
  family: FamilyOfSample,
  { distribution, n }: { readonly distribution: Distribution; readonly n: number },
  found: Distances,
  { bootstrap, seed }: FitOptions,
  tell: () => void,
): Distances {
  const size = Math.min(n, BOOTSTRAP_VALUES_MAX);
  const threshold = found.kolmogorovSmirnov * Math.sqrt(n / size);
  let [farther, fartherInTails] = [0, 0];
  for (let i = 0; i < bootstrap; i++) {
    const sampler = samplerOf(distribution, new Stream(`fit/${family.name}`, seed, i));
    const again = positiveSample(Array.from({ length: size }, () => Math.max(sampler.sample(), Number.MIN_VALUE)));
    const refitted = family.anew(again);
    const distances = distancesOf(again.values, refitted.distribution(refitted.estimate(again)));
    if (distances.kolmogorovSmirnov >= threshold) farther++;
    if (distances.andersonDarling >= found.andersonDarling) fartherInTails++;
    tell();
  }
  return {
    kolmogorovSmirnov: (farther + 1) / (bootstrap + 1),
    andersonDarling: (fartherInTails + 1) / (bootstrap + 1),
  };
}

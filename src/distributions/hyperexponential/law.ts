import { power } from "../../special/power.ts";
import { quantileBetween } from "../../special/quantile-between.ts";
import type { DistributionLaw } from "../kind.ts";
import type { Hyperexponential } from "./description.ts";

export const hyperexponential: DistributionLaw<Hyperexponential> = {
  mean: (distribution) => powerMean(distribution, 1),
  variance: (distribution) => 2 * powerMean(distribution, 2) - powerMean(distribution, 1) ** 2,
  skewness: (distribution) => {
    const mean = powerMean(distribution, 1);
    const second = 2 * powerMean(distribution, 2);
    const third = 6 * powerMean(distribution, 3);
    return (third - 3 * mean * second + 2 * power(mean, 3)) / power(second - mean * mean, 1.5);
  },
  cdf: ({ branches }, x) =>
    x > 0 ? branches.reduce((sum, { probability, mean }) => sum - probability * Math.expm1(-x / mean), 0) : 0,
  quantile: (distribution, p) => {
    if (p <= 0) return 0;
    if (p >= 1) return Infinity;
    // no branch of probability 0 may set a bound; each bound is that branch's own quantile
    const means = distribution.branches.filter((branch) => branch.probability > 0).map((branch) => branch.mean);
    const low = -Math.min(...means) * Math.log1p(-p);
    const high = -Math.max(...means) * Math.log1p(-p);
    return quantileBetween(
      low,
      high,
      p,
      (x) => hyperexponential.cdf(distribution, x),
      (x) => density(distribution, x),
    );
  },
};

/** Σ p·meanᵏ: the k-th moment over k!. */
const powerMean = ({ branches }: Hyperexponential, k: number): number =>
  branches.reduce((sum, { probability, mean }) => sum + probability * power(mean, k), 0);

const density = ({ branches }: Hyperexponential, x: number): number =>
  branches.reduce((sum, { probability, mean }) => sum + (probability / mean) * Math.exp(-x / mean), 0);

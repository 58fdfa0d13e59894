import { power } from "../../special/power.ts";
import type { DistributionLaw } from "../kind.ts";
import type { Empirical } from "./description.ts";

export const empirical: DistributionLaw<Empirical> = {
  mean: ({ values }) => values.reduce((sum, value) => sum + value, 0) / values.length,
  variance: (distribution) => centralMoment(distribution, 2),
  skewness: (distribution) => centralMoment(distribution, 3) / power(centralMoment(distribution, 2), 1.5),
  cdf: ({ values }, x) => values.filter((value) => value <= x).length / values.length,
  quantile: ({ values }, p) => {
    const sorted = Float64Array.from(values).sort();
    return sorted[Math.min(Math.max(Math.ceil(p * sorted.length) - 1, 0), sorted.length - 1)]!;
  },
};

function centralMoment(distribution: Empirical, k: number): number {
  const mean = empirical.mean(distribution);
  return distribution.values.reduce((sum, value) => sum + power(value - mean, k), 0) / distribution.values.length;
}

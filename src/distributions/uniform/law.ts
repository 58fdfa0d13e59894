import type { DistributionLaw } from "../kind.ts";
import type { Uniform } from "./description.ts";

export const uniform: DistributionLaw<Uniform> = {
  mean: ({ low, high }) => (low + high) / 2,
  variance: ({ low, high }) => (high - low) ** 2 / 12,
  skewness: () => 0,
  cdf: ({ low, high }, x) => Math.min(Math.max((x - low) / (high - low), 0), 1),
  quantile: ({ low, high }, p) => low + (high - low) * p,
};

import type { DistributionLaw } from "../kind.ts";
import type { Exponential } from "./description.ts";

export const exponential: DistributionLaw<Exponential> = {
  mean: ({ mean }) => mean,
  variance: ({ mean }) => mean * mean,
  skewness: () => 2,
  cdf: ({ mean }, x) => (x > 0 ? -Math.expm1(-x / mean) : 0),
  quantile: ({ mean }, p) => -mean * Math.log1p(-p),
};

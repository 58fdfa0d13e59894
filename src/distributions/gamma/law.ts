import { gammaLower } from "../../special/gamma-function.ts";
import { gammaQuantile } from "../../special/gamma-quantile.ts";
import type { DistributionLaw } from "../kind.ts";
import type { Gamma } from "./description.ts";

export const gamma: DistributionLaw<Gamma> = {
  mean: ({ mean }) => mean,
  variance: ({ shape, mean }) => (mean * mean) / shape,
  skewness: ({ shape }) => 2 / Math.sqrt(shape),
  cdf: ({ shape, mean }, x) => gammaLower(shape, (x / mean) * shape),
  quantile: ({ shape, mean }, p) => (mean / shape) * gammaQuantile(shape, p),
};

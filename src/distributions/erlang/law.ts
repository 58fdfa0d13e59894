import { gammaLower } from "../../special/gamma-function.ts";
import { gammaQuantile } from "../../special/gamma-quantile.ts";
import type { DistributionLaw } from "../kind.ts";
import type { Erlang } from "./description.ts";

export const erlang: DistributionLaw<Erlang> = {
  mean: ({ mean }) => mean,
  variance: ({ stages, mean }) => (mean * mean) / stages,
  skewness: ({ stages }) => 2 / Math.sqrt(stages),
  cdf: ({ stages, mean }, x) => gammaLower(stages, (x / mean) * stages),
  quantile: ({ stages, mean }, p) => (mean / stages) * gammaQuantile(stages, p),
};

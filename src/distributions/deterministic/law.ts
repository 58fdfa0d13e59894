import type { DistributionLaw } from "../kind.ts";
import type { Deterministic } from "./description.ts";

export const deterministic: DistributionLaw<Deterministic> = {
  mean: ({ value }) => value,
  variance: () => 0,
  skewness: () => Number.NaN,
  cdf: ({ value }, x) => (x >= value ? 1 : 0),
  quantile: ({ value }) => value,
};

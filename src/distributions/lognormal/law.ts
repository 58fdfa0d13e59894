import { normalCdf, normalQuantile } from "../../special/normal-law.ts";
import type { DistributionLaw } from "../kind.ts";
import type { Lognormal } from "./description.ts";

export const lognormal: DistributionLaw<Lognormal> = {
  mean: ({ mean }) => mean,
  variance: ({ mean, cv }) => (mean * cv) ** 2,
  skewness: ({ cv }) => cv * (3 + cv * cv),
  cdf: (distribution, x) => {
    const { location, scale } = ofLogarithm(distribution);
    return x > 0 ? normalCdf((Math.log(x) - location) / scale) : 0;
  },
  quantile: (distribution, p) => {
    const { location, scale } = ofLogarithm(distribution);
    return Math.exp(location + scale * normalQuantile(p));
  },
};

/** Mean and standard deviation of the logarithm: σ² = ln(1 + cv²), µ = ln mean − σ²/2. */
export function ofLogarithm({ mean, cv }: Lognormal): { location: number; scale: number } {
  const variance = Math.log1p(cv * cv);
  return { location: Math.log(mean) - variance / 2, scale: Math.sqrt(variance) };
}

import { gamma, logGamma } from "../../special/gamma-function.ts";
import { power } from "../../special/power.ts";
import type { DistributionLaw } from "../kind.ts";
import type { Weibull } from "./description.ts";

export const weibull: DistributionLaw<Weibull> = {
  mean: ({ mean }) => mean,
  variance: ({ shape, mean }) => mean * mean * squaredVariation(shape),
  skewness: ({ shape }) => {
    const first = gamma(1 + 1 / shape);
    const third = gamma(1 + 3 / shape) / power(first, 3);
    const variance = squaredVariation(shape);
    return (third - 1 - 3 * variance) / power(variance, 1.5);
  },
  cdf: (distribution, x) => (x > 0 ? -Math.expm1(-power(x / scaleOf(distribution), distribution.shape)) : 0),
  quantile: (distribution, p) => scaleOf(distribution) * power(-Math.log1p(-p), 1 / distribution.shape),
};

/** Mean = scale · Γ(1 + 1/shape). */
export const scaleOf = ({ shape, mean }: Weibull): number => mean / gamma(1 + 1 / shape);

/** Variance over squared mean, Γ(1 + 2/k)/Γ(1 + 1/k)² − 1. */
const squaredVariation = (shape: number): number => Math.expm1(logGamma(1 + 2 / shape) - 2 * logGamma(1 + 1 / shape));

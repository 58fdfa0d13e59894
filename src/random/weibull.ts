import { gamma } from "../special/gamma-function.ts";
import type { Law, Of } from "./law.ts";

/** Lifetimes whose failure rate falls (shape < 1, infant mortality) or rises (shape > 1, wear-out) as a power of age. */
export const weibullLaw: Law<Of<"weibull">> = {
  draw: (distribution, stream) => {
    const scale = scaleOf(distribution);
    const power = 1 / distribution.shape;
    return () => scale * stream.exponential() ** power;
  },
  mean: ({ mean }) => mean,
  variance: ({ shape, mean }) => mean * mean * squaredVariation(shape),
  skewness: ({ shape }) => {
    const first = gamma(1 + 1 / shape);
    const third = gamma(1 + 3 / shape) / first ** 3;
    const variance = squaredVariation(shape);
    return (third - 1 - 3 * variance) / variance ** 1.5;
  },
  cdf: (distribution, x) => (x > 0 ? -Math.expm1(-((x / scaleOf(distribution)) ** distribution.shape)) : 0),
  quantile: (distribution, p) => scaleOf(distribution) * (-Math.log1p(-p)) ** (1 / distribution.shape),
};

/** Mean = scale · Γ(1 + 1/shape). */
const scaleOf = ({ shape, mean }: Of<"weibull">): number => mean / gamma(1 + 1 / shape);

/** Variance over squared mean, Γ(1 + 2/k)/Γ(1 + 1/k)² − 1. */
const squaredVariation = (shape: number): number => gamma(1 + 2 / shape) / gamma(1 + 1 / shape) ** 2 - 1;

import { gammaDensity, gammaLower, logGamma } from "./gamma-function.ts";
import { quantileBetween } from "./quantile-between.ts";

/** Quantile of the gamma law of scale 1. */
export function gammaQuantile(shape: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Infinity;
  // P(a, x) ≤ xᵃ/Γ(a+1), so that the quantile is at least this
  const low = Math.exp((Math.log(p) + logGamma(shape + 1)) / shape);
  let high = Math.max(2 * low, shape);
  while (gammaLower(shape, high) < p) high *= 2;
  return quantileBetween(
    low,
    high,
    p,
    (x) => gammaLower(shape, x),
    (x) => gammaDensity(shape, x),
  );
}

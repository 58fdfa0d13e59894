import { gammaDensity, gammaLower, logGamma } from "../special/gamma-function.ts";
import { quantileBetween } from "../special/quantile-between.ts";
import type { Law, Of } from "./law.ts";
import type { Stream } from "./stream.ts";

/** The gamma distribution by shape a and mean: coefficient of variation 1/√a, exponential for a = 1. */
export const gammaLaw: Law<Of<"gamma">> = {
  draw: ({ shape, mean }, stream) => {
    const scale = mean / shape;
    if (shape >= 1) {
      const standard = standardGamma(shape, stream);
      return () => scale * standard();
    }
    // a variate of shape a + 1 times U^(1/a) has shape a (Marsaglia and Tsang, section 6)
    const standard = standardGamma(shape + 1, stream);
    return () => scale * standard() * stream.uniform() ** (1 / shape);
  },
  mean: ({ mean }) => mean,
  variance: ({ shape, mean }) => (mean * mean) / shape,
  skewness: ({ shape }) => 2 / Math.sqrt(shape),
  cdf: ({ shape, mean }, x) => gammaLower(shape, (x / mean) * shape),
  quantile: ({ shape, mean }, p) => (mean / shape) * standardQuantile(shape, p),
};

/**
 * Gamma variates of scale 1 and shape a ≥ 1 by rejection from the cube of a normal variate.
 * Source: G. Marsaglia, W. W. Tsang, A simple method for generating gamma variables, ACM TOMS 26 (2000) 363–372.
 */
function standardGamma(shape: number, stream: Stream): () => number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = stream.normal();
      const t = 1 + c * x;
      if (t <= 0) continue;
      const v = t * t * t;
      const u = stream.uniform();
      if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
    }
  };
}

function standardQuantile(shape: number, p: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Number.POSITIVE_INFINITY;
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

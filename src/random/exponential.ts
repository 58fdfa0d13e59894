import type { Law, Of } from "./law.ts";

/** Memoryless: what is left does not depend on what has passed. */
export const exponentialLaw: Law<Of<"exponential">> = {
  draw:
    ({ mean }, stream) =>
    () =>
      mean * stream.exponential(),
  mean: ({ mean }) => mean,
  variance: ({ mean }) => mean * mean,
  skewness: () => 2,
  cdf: ({ mean }, x) => (x > 0 ? -Math.expm1(-x / mean) : 0),
  quantile: ({ mean }, p) => -mean * Math.log1p(-p),
};

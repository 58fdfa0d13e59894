import type { Law, Of } from "./law.ts";

/** Any value between two bounds, all equally likely; the bounds themselves do not occur. */
export const uniformLaw: Law<Of<"uniform">> = {
  draw:
    ({ low, high }, stream) =>
    () =>
      low + (high - low) * stream.uniform(),
  mean: ({ low, high }) => (low + high) / 2,
  variance: ({ low, high }) => (high - low) ** 2 / 12,
  skewness: () => 0,
  cdf: ({ low, high }, x) => Math.min(Math.max((x - low) / (high - low), 0), 1),
  quantile: ({ low, high }, p) => low + (high - low) * p,
};

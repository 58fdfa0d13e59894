import type { Law, Of } from "./law.ts";

/** The same value every time. */
export const deterministicLaw: Law<Of<"deterministic">> = {
  draw:
    ({ value }) =>
    () =>
      value,
  mean: ({ value }) => value,
  variance: () => 0,
  skewness: () => Number.NaN,
  cdf: ({ value }, x) => (x >= value ? 1 : 0),
  quantile: ({ value }) => value,
};

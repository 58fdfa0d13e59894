/**
 * A duration with spread, as plain data: what a scenario file says and both engines read. Times are in seconds.
 * The samplers live in `random`, which knows the moments, the distribution function and the quantiles of each.
 */
export type Distribution =
  | { readonly kind: "deterministic"; readonly value: number }
  | { readonly kind: "exponential"; readonly mean: number }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  | { readonly kind: "erlang"; readonly stages: number; readonly mean: number }
  | { readonly kind: "gamma"; readonly shape: number; readonly mean: number }
  | { readonly kind: "lognormal"; readonly mean: number; readonly cv: number }
  | { readonly kind: "weibull"; readonly shape: number; readonly mean: number }
  | { readonly kind: "hyperexponential"; readonly branches: readonly { probability: number; mean: number }[] }
  | { readonly kind: "empirical"; readonly values: readonly number[] };

/** The same value every time. */
export const deterministic = (value: number): Distribution => ({ kind: "deterministic", value });

/** Memoryless, with the given mean [s]. */
export const exponential = (mean: number): Distribution => ({ kind: "exponential", mean });

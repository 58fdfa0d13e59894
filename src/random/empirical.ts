import type { Law, Of } from "./law.ts";

/** One of the measured values, each as likely as the others. */
export const empiricalLaw: Law<Of<"empirical">> = {
  draw: ({ values }, stream) => {
    const table = Float64Array.from(values);
    return () => table[stream.integer(table.length)]!;
  },
  mean: ({ values }) => values.reduce((sum, value) => sum + value, 0) / values.length,
  variance: (distribution) => centralMoment(distribution, 2),
  skewness: (distribution) => centralMoment(distribution, 3) / centralMoment(distribution, 2) ** 1.5,
  cdf: ({ values }, x) => values.filter((value) => value <= x).length / values.length,
  quantile: ({ values }, p) => {
    const sorted = Float64Array.from(values).sort();
    return sorted[Math.min(Math.max(Math.ceil(p * sorted.length) - 1, 0), sorted.length - 1)]!;
  },
};

function centralMoment(distribution: Of<"empirical">, k: number): number {
  const mean = empiricalLaw.mean(distribution);
  return distribution.values.reduce((sum, value) => sum + (value - mean) ** k, 0) / distribution.values.length;
}

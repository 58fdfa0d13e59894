import type { Family, Fit } from "../fit.ts";

const family: Family = {
  name: "lognormal",
  parameters: ["mean", "cv"],
  freedom: 2,
  distribution: ([mean, cv]) => ({ kind: "lognormal", mean: Math.exp(mean!), cv: Math.exp(cv!) }),
  logLikelihood: ([mean, cv], { n, meanLog, varianceLog }) => {
    const variance = Math.log1p(Math.exp(2 * cv!));
    const location = mean! - variance / 2;
    const squares = varianceLog + (meanLog - location) ** 2;
    return -n * (meanLog + 0.5 * Math.log(2 * Math.PI * variance) + squares / (2 * variance));
  },
  estimate: ({ meanLog, varianceLog }) => [
    meanLog + varianceLog / 2,
    Math.log(Math.max(Math.expm1(varianceLog), 1e-12)) / 2,
  ],
};

export const lognormal: Fit = () => family;

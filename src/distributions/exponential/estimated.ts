import type { Family, Fit } from "../fit.ts";

const family: Family = {
  name: "exponential",
  parameters: ["mean"],
  freedom: 1,
  distribution: ([mean]) => ({ kind: "exponential", mean: Math.exp(mean!) }),
  logLikelihood: ([mean], { n, mean: average }) => -n * (mean! + average / Math.exp(mean!)),
  estimate: ({ mean }) => [Math.log(mean)],
};

export const exponential: Fit = () => family;

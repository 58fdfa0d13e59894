import { gammaLikelihood, gammaShape } from "../../statistics/fit/gamma-likelihood.ts";
import type { Family, Fit } from "../fit.ts";

const family: Family = {
  name: "gamma",
  parameters: ["shape", "mean"],
  freedom: 2,
  distribution: ([shape, mean]) => ({ kind: "gamma", shape: Math.exp(shape!), mean: Math.exp(mean!) }),
  logLikelihood: ([shape, mean], sample) => gammaLikelihood(Math.exp(shape!), mean!, sample),
  estimate: (sample) => [Math.log(gammaShape(sample)), Math.log(sample.mean)],
};

export const gamma: Fit = () => family;

import { gammaLikelihood, gammaShape } from "../../statistics/fit/gamma-likelihood.ts";
import type { Fit } from "../fit.ts";
import { STAGES_MAX } from "./description.ts";

/** The gamma family with that whole number of stages: the likelihood over whole shapes has its top beside that over all. */
export const erlang: Fit = (sample) => {
  const shape = gammaShape(sample);
  const logMean = Math.log(sample.mean);
  const within = (stages: number) => Math.min(Math.max(stages, 1), STAGES_MAX);
  const [below, above] = [within(Math.floor(shape)), within(Math.ceil(shape))];
  const stages = gammaLikelihood(above, logMean, sample) > gammaLikelihood(below, logMean, sample) ? above : below;
  return {
    name: "erlang",
    parameters: ["mean"],
    freedom: 2,
    distribution: ([mean]) => ({ kind: "erlang", stages, mean: Math.exp(mean!) }),
    logLikelihood: ([mean], data) => gammaLikelihood(stages, mean!, data),
    estimate: ({ mean }) => [Math.log(mean)],
  };
};

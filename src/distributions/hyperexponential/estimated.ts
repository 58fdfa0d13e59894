import { minimise } from "../../statistics/fit/minimum.ts";
import type { Family, Fit } from "../fit.ts";

/** Probability p of the first branch is handed over as ln(p/(1−p)), the odds being above 0. */
const family: Family = {
  name: "hyperexponential",
  parameters: ["odds", "mean1", "mean2"],
  freedom: 3,
  distribution: ([odds, first, second]) => {
    const probability = 1 / (1 + Math.exp(-odds!));
    return {
      kind: "hyperexponential",
      branches: [
        { probability, mean: Math.exp(first!) },
        { probability: 1 - probability, mean: Math.exp(second!) },
      ],
    };
  },
  logLikelihood: ([odds, first, second], { n, values }) => {
    const p = 1 / (1 + Math.exp(-odds!));
    const [a, b] = [Math.exp(-first!), Math.exp(-second!)];
    let sum = 0;
    for (const x of values) sum += Math.log(p * a * Math.exp(-a * x) + (1 - p) * b * Math.exp(-b * x));
    return (n / values.length) * sum;
  },
  estimate: (sample) => {
    const squared = Math.max(sample.variance / sample.mean ** 2, 1.02);
    const p = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2; // balanced means, as of the moments
    const start = [Math.log(p / (1 - p)), Math.log(sample.mean / (2 * p)), Math.log(sample.mean / (2 * (1 - p)))];
    return minimise((x) => -family.logLikelihood(x, sample), start, 0.2, 1e-6).at;
  },
};

export const hyperexponential: Fit = (sample) =>
  sample.variance > sample.mean ** 2 ? family : { none: "the sample does not vary more than an exponential law" };

import { gammaLaw } from "./gamma.ts";
import type { Law, Of } from "./law.ts";

/** So many exponential stages of equal mean, one after the other: a gamma distribution of whole shape. */
export const erlangLaw: Law<Of<"erlang">> = {
  draw: ({ stages, mean }, stream) => {
    const stageMean = mean / stages;
    return () => {
      let sum = 0;
      for (let stage = 0; stage < stages; stage++) sum += stream.exponential();
      return stageMean * sum;
    };
  },
  mean: ({ mean }) => mean,
  variance: ({ stages, mean }) => (mean * mean) / stages,
  skewness: ({ stages }) => 2 / Math.sqrt(stages),
  cdf: (distribution, x) => gammaLaw.cdf(asGamma(distribution), x),
  quantile: (distribution, p) => gammaLaw.quantile(asGamma(distribution), p),
};

const asGamma = ({ stages, mean }: Of<"erlang">): Of<"gamma"> => ({ kind: "gamma", shape: stages, mean });

import { gamma } from "../../special/gamma-function.ts";
import type { PositiveSample } from "../../statistics/fit/sample.ts";
import type { Family, Fit } from "../fit.ts";

/** Likelihood by shape and ln scale. */
function weibullLikelihood(shape: number, logScale: number, { n, values, meanLog }: PositiveSample): number {
  let sum = 0;
  for (const x of values) sum += Math.exp(shape * (Math.log(x) - logScale));
  return n * (Math.log(shape) - shape * logScale + (shape - 1) * meanLog - sum / values.length);
}

const family: Family = {
  name: "weibull",
  parameters: ["shape", "mean"],
  freedom: 2,
  distribution: ([shape, mean]) => ({ kind: "weibull", shape: Math.exp(shape!), mean: Math.exp(mean!) }),
  logLikelihood: ([shape, mean], sample) => {
    const k = Math.exp(shape!);
    return weibullLikelihood(k, mean! - Math.log(gamma(1 + 1 / k)), sample);
  },
  estimate: ({ values, meanLog, varianceLog }) => {
    // The shape solves Σ xᵏ ln x / Σ xᵏ − 1/k = mean of ln x, whose left side grows with k; Newton's steps on it.
    const logs = values.map((x) => Math.log(x) - meanLog);
    let k = Math.PI / Math.sqrt(6 * Math.max(varianceLog, 1e-12));
    for (let step = 0; step < 50; step++) {
      let [s0, s1, s2] = [0, 0, 0];
      for (const log of logs) {
        const power = Math.exp(k * log);
        s0 += power;
        s1 += power * log;
        s2 += power * log * log;
      }
      const excess = s1 / s0 - 1 / k;
      const next = Math.max(k - excess / (s2 / s0 - (s1 / s0) ** 2 + 1 / k ** 2), k / 3);
      const isThere = Math.abs(next - k) < 1e-10 * k;
      k = next;
      if (isThere) break;
    }
    const power = logs.reduce((sum, log) => sum + Math.exp(k * log), 0) / logs.length;
    const logScale = meanLog + Math.log(power) / k;
    return [Math.log(k), logScale + Math.log(gamma(1 + 1 / k))];
  },
};

export const weibull: Fit = () => family;

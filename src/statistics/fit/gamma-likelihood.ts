/** The likelihood of the gamma law, whose whole shapes are those of Erlang's. */
import { logGamma } from "../../special/gamma-function.ts";
import { minimise } from "./minimum.ts";
import type { PositiveSample } from "./sample.ts";

export const gammaLikelihood = (shape: number, logMean: number, { n, mean, meanLog }: PositiveSample): number =>
  n *
  (shape * (Math.log(shape) - logMean) - logGamma(shape) + (shape - 1) * meanLog - (shape * mean) / Math.exp(logMean));

/** ln x̄ − mean of logarithms is what is left of a gamma sample once its mean is known; 0 without spread. */
const dispersion = ({ mean, meanLog }: PositiveSample): number => Math.max(Math.log(mean) - meanLog, 1e-12);

/** Shape by maximum likelihood, from the approximation of T. P. Minka (2002) on. */
export function gammaShape(sample: PositiveSample): number {
  const s = dispersion(sample);
  const start = Math.log((3 - s + Math.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s));
  const logMean = Math.log(sample.mean);
  const { at } = minimise(([shape]) => -gammaLikelihood(Math.exp(shape!), logMean, sample), [start], 0.02);
  return Math.exp(at[0]!);
}

/**
 * Families of distributions that service and repair times are fitted with, each with its likelihood and the estimates of
 * maximum likelihood. Parameters are those of a scenario file, so that what is fitted can be written there.
 * Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions, vol. 1 (1994), ch. 14, 17, 19, 21.
 */
import { gamma, logGamma } from "../../special/gamma-function.ts";
import type { Distribution } from "../../units/distribution.ts";
import { minimise } from "./minimum.ts";
import type { PositiveSample } from "./sample.ts";

export interface Family {
  readonly name: string;
  /** Names of the parameters, all above 0; they are handed over as logarithms. */
  readonly parameters: readonly string[];
  /** Parameters that are estimated, for Akaike's criterion; whole ones are not among `parameters`. */
  readonly freedom: number;
  readonly distribution: (logarithms: readonly number[]) => Distribution;
  readonly logLikelihood: (logarithms: readonly number[], sample: PositiveSample) => number;
  /** Where the likelihood is highest, or close to it. */
  readonly estimate: (sample: PositiveSample) => readonly number[];
}

const exponential: Family = {
  name: "exponential",
  parameters: ["mean"],
  freedom: 1,
  distribution: ([mean]) => ({ kind: "exponential", mean: Math.exp(mean!) }),
  logLikelihood: ([mean], { n, mean: average }) => -n * (mean! + average / Math.exp(mean!)),
  estimate: ({ mean }) => [Math.log(mean)],
};

const gammaLikelihood = (shape: number, logMean: number, { n, mean, meanLog }: PositiveSample): number =>
  n *
  (shape * (Math.log(shape) - logMean) - logGamma(shape) + (shape - 1) * meanLog - (shape * mean) / Math.exp(logMean));

/** ln x̄ − mean of logarithms is what is left of a gamma sample once its mean is known; 0 without spread. */
const dispersion = ({ mean, meanLog }: PositiveSample): number => Math.max(Math.log(mean) - meanLog, 1e-12);

/** Shape by maximum likelihood, from the approximation of T. P. Minka (2002) on. */
function gammaShape(sample: PositiveSample): number {
  const s = dispersion(sample);
  const start = Math.log((3 - s + Math.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s));
  const logMean = Math.log(sample.mean);
  const { at } = minimise(([shape]) => -gammaLikelihood(Math.exp(shape!), logMean, sample), [start], 0.02);
  return Math.exp(at[0]!);
}

const gammaFamily: Family = {
  name: "gamma",
  parameters: ["shape", "mean"],
  freedom: 2,
  distribution: ([shape, mean]) => ({ kind: "gamma", shape: Math.exp(shape!), mean: Math.exp(mean!) }),
  logLikelihood: ([shape, mean], sample) => gammaLikelihood(Math.exp(shape!), mean!, sample),
  estimate: (sample) => [Math.log(gammaShape(sample)), Math.log(sample.mean)],
};

/** Most stages that a scenario file may have. */
const STAGES_MAX = 1000;

/** The gamma family with that whole number of stages: the likelihood over whole shapes has its top beside that over all. */
export function erlangFamily(sample: PositiveSample): Family {
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
}

const lognormal: Family = {
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

/** Likelihood by shape and ln scale. */
function weibullLikelihood(shape: number, logScale: number, { n, values, meanLog }: PositiveSample): number {
  let sum = 0;
  for (const x of values) sum += Math.exp(shape * (Math.log(x) - logScale));
  return n * (Math.log(shape) - shape * logScale + (shape - 1) * meanLog - sum / values.length);
}

const weibull: Family = {
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

/** Probability p of the first branch is handed over as ln(p/(1−p)), the odds being above 0. */
const hyperexponential: Family = {
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
    return minimise((x) => -hyperexponential.logLikelihood(x, sample), start, 0.2, 1e-6).at;
  },
};

/**
 * The families that are tried on a sample. A hyper-exponential law varies more than an exponential one and is only tried where
 * the sample does.
 */
export function familiesFor(sample: PositiveSample): Family[] {
  const variesMore = sample.variance > sample.mean ** 2;
  return [
    exponential,
    erlangFamily(sample),
    gammaFamily,
    lognormal,
    weibull,
    ...(variesMore ? [hyperexponential] : []),
  ];
}

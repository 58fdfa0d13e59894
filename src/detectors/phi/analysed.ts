import { normalCdf, normalQuantile } from "../../special/normal-law.ts";
import { power } from "../../special/power.ts";
import { atTimeout, type DetectorLaw } from "../law.ts";
import { bears, type Phi } from "./description.ts";

/** Runs of losses that are looked at; a longer one never happens. */
const LOSSES_MAX = 4000;

/** Equally likely estimates of T that stand for all. */
const POINTS = 21;

/** How long a watcher waits that has seen many intervals [s]: mean, and standard deviation of the estimate. */
interface Patience {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * With losses of probability p an interval between beats is G·h, G geometric, cut off where the node would have been considered down: T = μ +
 * pause + z·max(σ, deviation), z = Φ⁻¹(1 − 10^−threshold), and μ and σ those of the intervals up to T. The estimate from w intervals
 * varies by (σ²/w)(1 + zγ + z²(κ − 1)/4), γ and κ their skewness and kurtosis (delta method).
 */
function patienceOf({ interval, threshold, samples, deviation, pause }: Phi, p: number): Patience {
  const z = -normalQuantile(power(10, -threshold));
  let longest = 1;
  for (;;) {
    const moments = cutGeometric(p, longest);
    const sigma = interval * moments.deviation;
    const mean = interval * moments.mean + pause + z * Math.max(sigma, deviation);
    const reach = Math.floor(mean / interval);
    if (reach > longest && longest < LOSSES_MAX && p > 0) {
      longest++;
      continue;
    }
    const spread = sigma > deviation ? 1 + z * moments.skewness + (z * z * (moments.kurtosis - 1)) / 4 : 1;
    return { mean, deviation: Math.sqrt(((sigma * sigma) / samples) * Math.max(0, spread)) };
  }
}

/** Moments of the number of intervals from one beat that is heard to the next, given that it is at most so many. */
function cutGeometric(p: number, longest: number) {
  const q = Array.from({ length: longest }, (_, i) => power(p, i) * (1 - p));
  const total = q.reduce((sum, each) => sum + each, 0);
  const central = (about: number, exponent: number) =>
    q.reduce((sum, each, i) => sum + (each / total) * power(i + 1 - about, exponent), 0);
  const mean = central(0, 1);
  const deviation = Math.sqrt(central(mean, 2));
  return {
    mean,
    deviation,
    skewness: deviation > 0 ? central(mean, 3) / power(deviation, 3) : 0,
    kurtosis: deviation > 0 ? central(mean, 4) / power(deviation, 4) : 0,
  };
}

/**
 * Without loss the intervals are all alike, and the verdict comes after T = h + pause + z·deviation: U(T − h, T). With
 * losses before the death it comes as much sooner, and false verdicts as often, as beats lost in a row fall into T; both averaged over
 * what the watcher's estimate of T may be.
 *
 * Source: N. Hayashibara et al., The φ accrual failure detector, SRDS 2004, for T; the rest is renewal theory (Feller, vol. 1, §XIII.7).
 */
export const phi: DetectorLaw<Phi> = {
  hostDeath: (timers, { delay, loss }) => {
    const { mean, deviation } = patienceOf(timers, loss);
    const estimates = deviation > 0 ? POINTS : 1;
    return Array.from({ length: estimates }, (_, i) => {
      const patience = Math.max(0, mean + deviation * normalQuantile((i + 0.5) / estimates));
      return atTimeout(timers.interval, patience + delay, loss);
    }).flat();
  },
  processDeath: (timers, way) => phi.hostDeath(timers, way, 2),
  longest: (timers) => patienceOf(timers, 0).mean + timers.interval,
  falseSuspicions: (timers, loss) => {
    const { mean, deviation } = patienceOf(timers, loss);
    const below = (t: number) => (deviation > 0 ? normalCdf((t - mean) / deviation) : Number(t >= mean));
    let sum = 0;
    for (let lost = 0; power(loss, lost) > 0 && lost < LOSSES_MAX; lost++)
      sum += power(loss, lost) * (below((lost + 1) * timers.interval) - (lost > 0 ? below(lost * timers.interval) : 0));
    return (sum * (1 - loss)) / timers.interval;
  },
  bears,
  drawnDelays: "learnt",
  messages: ({ interval }) => 1 / interval,
};

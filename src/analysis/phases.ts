/**
 * Times to failure that have a memory, in stages without one: exact for Erlang and hyperexponential laws, by mean and variation for others.
 * Source: H. C. Tijms, Stochastic Models, Wiley 1994, App. B, for the mixture of Erlang laws and balanced means.
 */
import type { Distribution } from "../distributions/description.ts";
import { cdfOf, momentsOf, quantileOf } from "../distributions/law.ts";
import { gammaLower } from "../special/gamma-function.ts";
import { power } from "../special/power.ts";

/** A life in exponential stages, one after the other: with what probability it begins in each, and whether it ends with that. */
export interface Phases {
  readonly start: readonly number[];
  readonly stages: readonly { readonly rate: number; readonly ends: boolean }[];
}

/** What several times that all begin at once come to. */
export interface FirstOf {
  /** Mean [s] and squared coefficient of variation of the first. */
  readonly mean: number;
  readonly variation: number;
  /** Probability that each is the first. */
  readonly shares: readonly number[];
}

/** Equally likely parts of each time, by their middles. */
const SLICES = 4000;
/** Two that are the same to so many digits: the one that is named first comes first. */
const TIE = 1 - 1e-12;

/** The first of independent times; of one alone its own moments. */
export function firstOf(laws: readonly Distribution[]): FirstOf {
  if (laws.length === 1) {
    const { mean, variance } = momentsOf(laws[0]!);
    return { mean, variation: variance / mean ** 2, shares: [1] };
  }
  const sums = laws.map((law, i) => {
    const sum = { share: 0, first: 0, second: 0 };
    for (let slice = 0; slice < SLICES; slice++) {
      const x = quantileOf(law, (slice + 0.5) / SLICES);
      let outlived = 1 / SLICES;
      for (const [j, other] of laws.entries()) if (j !== i) outlived *= 1 - cdfOf(other, j > i ? x * TIE : x);
      sum.share += outlived;
      sum.first += outlived * x;
      sum.second += outlived * x * x;
    }
    return sum;
  });
  const over = (of: "share" | "first" | "second") => sums.reduce((sum, one) => sum + one[of], 0);
  const [all, mean, second] = [over("share"), over("first") / over("share"), over("second") / over("share")];
  const variation = Math.max(0, second / mean ** 2 - 1);
  // Whoever has no memory is first as often as its rate times the mean, which says more of the mean than slices do.
  const rate = laws.reduce((sum, law) => sum + (law.kind === "exponential" ? 1 / law.mean : 0), 0);
  const ofOthers = sums.reduce((sum, { share }, i) => sum + (laws[i]!.kind === "exponential" ? 0 : share / all), 0);
  const exact = 1 - ofOthers > TOLD ? (1 - ofOthers) / rate : mean;
  return {
    ...{ mean: exact, variation },
    shares: laws.map((law, i) => (law.kind === "exponential" ? exact / law.mean : sums[i]!.share / all)),
  };
}

/** Share of those without memory from which on it tells the mean. */
const TOLD = 0.01;

/**
 * Stages for the first of these times.
 *
 * @param most stages, ≥ 1
 */
export function phasesOf(laws: readonly Distribution[], most: number): Phases {
  const [only] = laws;
  if (laws.length === 1 && only!.kind === "erlang" && only!.stages <= most) return chainOf(only!.stages, only!.mean, 1);
  if (laws.length === 1 && only!.kind === "hyperexponential" && only!.branches.length <= most)
    return {
      start: only!.branches.map(({ probability }) => probability),
      stages: only!.branches.map(({ mean }) => ({ rate: 1 / mean, ends: true })),
    };
  const { mean, variation: c } = firstOf(laws);
  if (c > 1) {
    const p = most === 1 ? 1 : (1 + Math.sqrt((c - 1) / (c + 1))) / 2;
    const start = p === 1 ? [1] : [p, 1 - p];
    return { start, stages: start.map((share) => ({ rate: (start.length * share) / mean, ends: true })) };
  }
  const k = Math.min(most, Math.max(1, Math.ceil(1 / c - 1e-9)));
  if (c * k < 1 - 1e-9) return chainOf(k, mean, 1);
  const shorter = (k * c - Math.sqrt(Math.max(0, k * (1 + c) - k * k * c))) / (1 + c);
  return k === 1 ? chainOf(1, mean, 1) : chainOf(k, mean, 1 - shorter);
}

/** So many stages of one rate, or with the rest of the probability one less. */
function chainOf(k: number, mean: number, whole: number): Phases {
  const rate = (k - (1 - whole)) / mean;
  return {
    start: Array.from({ length: k }, (_, i) => (i === 0 ? whole : i === 1 ? 1 - whole : 0)),
    stages: Array.from({ length: k }, (_, i) => ({ rate, ends: i === k - 1 })),
  };
}

/** Probability that a life in stages is over by x [s]; stages that go on have one rate. */
function cdfOfPhases({ start, stages }: Phases, x: number): number {
  return start.reduce((sum, p, i) => {
    if (p === 0) return sum;
    const left = stages.findIndex(({ ends }, j) => ends && j >= i) - i + 1;
    return sum + p * gammaLower(left, x * stages[i]!.rate);
  }, 0);
}

/** How far the distribution function of stages lies from that of the first of these times, at most. */
export function distanceOf(phases: Phases, laws: readonly Distribution[]): number {
  const { mean } = firstOf(laws);
  let most = 0;
  for (let i = 1; i <= POINTS; i++) {
    const x = (SPAN * mean * i) / POINTS;
    const outlived = (at: number): number => laws.reduce((p, law) => p * (1 - cdfOf(law, at)), 1);
    const stays = 1 - cdfOfPhases(phases, x);
    most = Math.max(most, Math.abs(outlived(x) - stays), Math.abs(outlived(x * TIE) - stays));
  }
  return most;
}

const POINTS = 2000;
/** Times looked at, in means. */
const SPAN = 5;

/** Ways in which so many nodes can be spread over stages. */
export const spreads = (nodes: number, stages: number): number => {
  let ways = 1;
  for (let i = 1; i < stages; i++) ways = (ways * (nodes + i)) / i;
  return ways;
};

/** The same with every time multiplied by a factor. */
export const slowed = <P extends Phases>(phases: P, factor: number): P => ({
  ...phases,
  stages: phases.stages.map((stage) => ({ ...stage, rate: stage.rate / factor })),
});

/** Coefficient of variation of a life in stages. */
export function variationOf({ start, stages }: Phases): number {
  let [first, second] = [0, 0];
  for (const [i, p] of start.entries()) {
    const end = stages.findIndex(({ ends }, j) => ends && j >= i);
    const left = end - i + 1;
    const mean = left / stages[i]!.rate;
    first += p * mean;
    second += p * (mean ** 2 + left / power(stages[i]!.rate, 2));
  }
  return Math.sqrt(second / first ** 2 - 1);
}

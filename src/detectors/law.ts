import type { Duration } from "../distributions/duration.ts";
import { power } from "../special/power.ts";
import { expectRange } from "../units/range.ts";
import type { Lateness } from "./kind.ts";

/** How long a death goes unnoticed: the distribution of the time from the fault to the watcher's verdict. */
export interface DetectionLaw {
  /** Mean [s]. */
  readonly mean: number;
  /** Bounds that no detection goes beyond [s]. */
  readonly min: number;
  readonly max: number;
  /** Probability of detection within t seconds. */
  cdf(t: number): number;
  /** Time within which a death is noticed with probability p, 0 ≤ p ≤ 1 [s]. */
  quantile(p: number): number;
}

/** One way in which the verdict may come between two times; what would lie before the death is cut off. */
export type LawComponent = { readonly weight: number; readonly low: number; readonly high: number } & Density;

type Density =
  | { readonly shape: "uniform" | "triangular"; readonly ramp?: never }
  /** The sum of two uniform times, `ramp` the shorter one [s], above 0. */
  | { readonly shape: "trapezoid"; readonly ramp: number };

/** A hop between two hosts. */
export interface LossyWay<Delay = Duration> {
  /** One-way delay [s], ≥ 0; the same always, or drawn for each message. */
  readonly delay: Delay;
  /** Probability that a message is lost, independently of all others, 0 ≤ loss < 1. */
  readonly loss: number;
}

/** Probability that a question or its answer is lost. */
export const roundTripLoss = (p: number): number => p * (2 - p);

/** That there is no law, and why. */
export interface NoLaw {
  /** As in "found …; expected …". */
  readonly none: string;
  /** The mean of a time that has one and no law here [s]; absent: nobody notices, or it is not known. */
  readonly mean?: number;
}

/** What theory says of a kind of detector; T are the timers on which its laws depend, all times in seconds, and `nodes` the members of the group, ≥ 2. */
export interface DetectorLaw<T> {
  /** When the verdict on a dead host comes, counted from its death at a random moment. */
  hostDeath(timers: T, way: LossyWay<number>, nodes: number): readonly LawComponent[];
  /** The same of a server process whose host lives. */
  processDeath(timers: T, way: LossyWay<number>, nodes: number): readonly LawComponent[] | NoLaw;
  /** The longest that a death or a return goes unnoticed without loss [s]. */
  longest(timers: T, nodes: number): number;
  /** Where addresses go back to their owner: from the start of its host until it takes them, equally likely in between [s]. */
  takesBack?(timers: T): readonly [least: number, most: number];
  /** False verdicts on a living node per second, for one watcher and one watched, at a loss above 0. */
  falseSuspicions(timers: T, loss: number, nodes: number): number;
  /** What may come late without a false verdict. */
  bears(timers: T): Lateness;
  /**
   * What delays that are drawn for each message do to the laws: one delay is part of a detection time; a round has many, so that their mean is;
   * or no law is known, because the detector learns from them.
   */
  readonly drawnDelays: "one" | "mean" | "learnt";
  /** Messages per second for one watcher and one watched while all is well; `delay` of a hop [s]. */
  messages(timers: T, delay: number, nodes: number): number;
}

/**
 * Something is sent every `interval` and lost with probability p; a verdict follows `patience` after the last that was not. With j
 * lost in a row before the death, probability pʲ(1 − p), the last good one is j to j + 1 intervals old.
 */
export function atTimeout(interval: number, patience: number, p: number): LawComponent[] {
  const ways: LawComponent[] = [];
  for (let j = 0; patience - j * interval > 0 && power(p, j) > 0; j++)
    ways.push({
      weight: power(p, j) * (1 - p),
      shape: "uniform",
      low: patience - (j + 1) * interval,
      high: patience - j * interval,
    });
  return ways;
}

function cdfOf(way: LawComponent, t: number): number {
  const x = Math.min(1, Math.max(0, (t - way.low) / (way.high - way.low)));
  if (way.shape === "uniform") return x;
  const ramp = way.shape === "trapezoid" ? way.ramp / (way.high - way.low) : 0.5;
  const edge = Math.min(x, 1 - x);
  const beyond = edge < ramp ? (edge * edge) / (2 * ramp * (1 - ramp)) : (edge - ramp / 2) / (1 - ramp);
  return x < 0.5 ? beyond : 1 - beyond;
}

/** Where its density begins, bends and ends [s]. */
function bendsOf(way: LawComponent): number[] {
  const ends = [way.low, way.high];
  if (way.shape === "triangular") return [...ends, (way.low + way.high) / 2];
  return way.shape === "trapezoid" ? [...ends, way.low + way.ramp, way.high - way.ramp] : ends;
}

/** Between what times a verdict falls that comes in one of several ways [s]. */
export const supportOf = (ways: readonly LawComponent[]): readonly [low: number, high: number] => [
  Math.max(0, Math.min(...ways.map(({ low }) => low))),
  Math.max(...ways.map(({ high }) => high)),
];

/** The law of a verdict that comes in one of several ways, given that it comes after the death. */
export function mixture(ways: readonly LawComponent[]): DetectionLaw {
  const possible = ways.filter(({ weight, high }) => weight > 0 && high > 0);
  const before = possible.map((way) => cdfOf(way, 0));
  const total = possible.reduce((sum, { weight }, i) => sum + weight * (1 - before[i]!), 0);
  const cdf = (t: number): number =>
    t <= 0 ? 0 : possible.reduce((sum, way, i) => sum + way.weight * (cdfOf(way, t) - before[i]!), 0) / total;
  const ends = possible.flatMap(bendsOf);
  const breaks = [...new Set([0, ...ends.filter((end) => end > 0)])].sort((x, y) => x - y);
  const min = Math.max(0, Math.min(...possible.map(({ low }) => low)));
  const max = breaks.at(-1)!;
  // 1 − F is at most quadratic between the breaks, where Simpson's rule is exact.
  let mean = 0;
  for (let i = 1; i < breaks.length; i++) {
    const [from, to] = [breaks[i - 1]!, breaks[i]!];
    mean += ((to - from) / 6) * (6 - cdf(from) - 4 * cdf((from + to) / 2) - cdf(to));
  }
  return {
    mean,
    min,
    max,
    cdf,
    quantile: (p) => {
      expectRange(p >= 0 && p <= 1, "p", p, "a probability from 0 to 1");
      let [low, high] = [min, max];
      if (p === 0) return low;
      if (p === 1) return high;
      for (let halving = 0; halving < 60; halving++) {
        const middle = (low + high) / 2;
        if (cdf(middle) < p) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    },
  };
}

/**
 * Timers from measured detection times: each detector has a law (a uniform wait between two ends that its timers set), and what
 * follows the verdict, until somebody on the wire could see it, adds an exponential delay.
 * Source: RFC 5798 §6.1 (VRRP), corosync.conf(5) (Totem), and the waits of unsynchronised clocks.
 */
import { DETECTION_LAWS, type LawName } from "../detectors/estimated.ts";
import { quantileOf } from "../distributions/law.ts";
import { Stream } from "../random/stream.ts";
import { scanLikelihood } from "../statistics/fit/likelihood-scan.ts";
import type { Model, ProfileInterval } from "../statistics/fit/profile-likelihood.ts";
import { checkDurations } from "../statistics/fit/sample.ts";
import { kolmogorovSmirnov } from "../statistics/kolmogorov-smirnov.ts";
import { Refused } from "../units/refused.ts";

/** A law of detection times, fitted. */
export interface FittedDetection {
  readonly law: LawName;
  readonly n: number;
  /** Timers and `delay`, the mean of what follows the verdict [s]; a null bound: cannot be told from these data. */
  readonly intervals: readonly ProfileInterval[];
  readonly known: Readonly<Record<string, number>>;
  readonly logLikelihood: number;
  /** Kolmogorov and Smirnov's distance, and the bootstrap's probability of one as large. */
  readonly distance: number;
  readonly p: number;
}

/** What is known before a law is fitted, and how thoroughly it is done. */
export interface DetectionFit {
  /** Values that are not to be found, such as timeout → 1. */
  readonly known: Readonly<Record<string, number>>;
  /** Assumed numbers that are to be found all the same, such as `ratio`. */
  readonly free: readonly string[];
  readonly bootstrap: number;
  readonly seed: number;
  /** Told after each fit. */
  readonly onProgress?: (finished: number, total: number) => void;
}

/**
 * Timers of a detector by maximum likelihood.
 *
 * The ends of a uniform law are no regular parameters: the loss of log-likelihood at the truth follows a gamma law of as many stages
 * as there are unknown ends, and the intervals allow for that. What follows a verdict is taken to be shorter on average than half of
 * the wait for it, or the one would pass for the other.
 *
 * @param values detection times [s] > 0 of independent failures, at least three
 * @throws Refused for fewer values, or such as no clock measures
 */
export function fitDetection(name: LawName, values: readonly number[], request: DetectionFit): FittedDetection {
  if (values.length < 3) throw new Refused(`${values.length} detection times`, "at least three");
  checkDurations(values);
  const law = DETECTION_LAWS[name];
  const assumed = Object.fromEntries(Object.entries(law.assumed).filter(([key]) => !request.free.includes(key)));
  const known = { ...assumed, ...request.known };
  const unknown = [...law.timers, ...request.free, "delay"].filter((timer) => !(timer in known));
  const all = (at: readonly number[]): Record<string, number> => ({
    ...known,
    ...Object.fromEntries(unknown.map((timer, i) => [timer, Math.exp(at[i]!)])),
  });
  const modelOf = (sample: Weighted): Model => ({
    parameters: unknown,
    logLikelihood: (at) => {
      const timers = all(at);
      const [low, high] = law.ends(timers);
      const delay = timers["delay"]!;
      if (!("delay" in known) && delay > (high - low) / 2) return -Infinity;
      let sum = 0;
      for (let i = 0; i < sample.values.length; i++)
        sum += sample.weights[i]! * logDensity(sample.values[i]!, low, high, delay);
      return sum;
    },
  });
  const startOf = (sample: Weighted): number[] => {
    const [smallest, largest] = [sample.values[0]!, sample.values.at(-1)!];
    const guess: Record<string, number> = { ...law.assumed, ...law.guess(smallest, largest, known), ...known };
    const [low, high] = law.ends(guess);
    guess["delay"] ??= (high - low) / 50;
    return unknown.map((timer) => Math.log(guess[timer]!));
  };
  const ends = Math.max(1, Math.min(2, unknown.length - 1));
  const allowed = quantileOf({ kind: "gamma", shape: ends, mean: ends }, 0.95);
  const wide = { allowed, confidence: 0.95, points: unknown.length > 2 ? POINTS : FINE_POINTS };
  const topOf = (sample: Weighted, from: readonly number[]) =>
    scanLikelihood(modelOf(sample), from, { allowed: 0, confidence: 0.95, points: TOP_POINTS });
  const few = weighted(values);
  const coarse = scanLikelihood(modelOf(few), startOf(few), wide);
  const fine = topOf(few, coarse.at);
  const best = fine.logLikelihood > coarse.logLikelihood ? fine : coarse;
  const fit = scanLikelihood(modelOf(few), best.at, { ...wide, top: best.logLikelihood });
  const timers = all(fit.at);
  const distanceOf = (sample: readonly number[], at: Readonly<Record<string, number>>): number => {
    const [low, high] = law.ends(at);
    return kolmogorovSmirnov(sample, (x) => distribution(x, low, high, at["delay"]!)).distance;
  };
  const distance = distanceOf(values, timers);
  const size = Math.min(values.length, BOOTSTRAP_VALUES_MAX);
  const threshold = distance * Math.sqrt(values.length / size);
  let farther = 0;
  for (let i = 0; i < request.bootstrap; i++) {
    const again = drawn(law.ends(timers), timers["delay"]!, size, new Stream(`fit/${name}`, request.seed, i));
    const sample = weighted(again);
    if (distanceOf(again, all(topOf(sample, startOf(sample)).at)) >= threshold) farther++;
    request.onProgress?.(i + 1, request.bootstrap);
  }
  return {
    law: name,
    n: values.length,
    intervals: fit.intervals.map((interval, i) => both(interval, coarse.intervals[i]!)),
    known,
    logLikelihood: fit.logLikelihood,
    distance,
    p: (farther + 1) / (request.bootstrap + 1),
  };
}

/** Values of each sample of the bootstrap at most; √n times the distance has a law that depends little on n. */
const BOOTSTRAP_VALUES_MAX = 200;
/** Values that are looked at one by one at either end, where they bound the law, and groups of the others, if there are many. */
const OUTERMOST = 100;
const GROUPS = 300;

/** Ascending values, each of which stands for as many as its weight. */
interface Weighted {
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

function weighted(values: readonly number[]): Weighted {
  const sorted = [...values].sort((a, b) => a - b);
  const inner = sorted.length - 2 * OUTERMOST;
  if (inner <= 2 * GROUPS) return { values: sorted, weights: sorted.map(() => 1) };
  const groups = Array.from({ length: GROUPS }, (_, i) => {
    const start = (group: number): number => OUTERMOST + Math.floor((group * inner) / GROUPS);
    const group = sorted.slice(start(i), start(i + 1));
    return { mean: group.reduce((sum, value) => sum + value, 0) / group.length, size: group.length };
  });
  const single = Array.from({ length: OUTERMOST }, () => 1);
  return {
    values: [...sorted.slice(0, OUTERMOST), ...groups.map(({ mean }) => mean), ...sorted.slice(-OUTERMOST)],
    weights: [...single, ...groups.map(({ size }) => size), ...single],
  };
}

/** What a grid around the top sees and what the first one saw: on a narrow ridge each may miss a part of it. */
const both = (near: ProfileInterval, far: ProfileInterval): ProfileInterval => ({
  ...near,
  low: near.low === null || far.low === null ? null : Math.min(near.low, far.low),
  high: near.high === null || far.high === null ? null : Math.max(near.high, far.high),
});

/** Points of the grid in each coordinate: of three coordinates, of fewer, and where only the top is looked for. */
const POINTS = 17;
const FINE_POINTS = 41;
const TOP_POINTS = 9;

/** Beside a wait this much longer, a delay is as good as none. */
const NEGLIGIBLE = 1e-4;

/** ln density of U(low, high) + an exponential delay at x. */
function logDensity(x: number, low: number, high: number, meanDelay: number): number {
  if (x <= low) return -Infinity;
  const width = high - low;
  const delay = Math.max(meanDelay, NEGLIGIBLE * width);
  if (x <= high) return Math.log(-Math.expm1(-(x - low) / delay) / width);
  return -(x - high) / delay + Math.log(-Math.expm1(-width / delay) / width);
}

/** Its distribution function: for t = x − end beyond an end, ∫ (1 − e^(−s/delay)) ds = t − delay·(1 − e^(−t/delay)). */
function distribution(x: number, low: number, high: number, delay: number): number {
  if (x <= low) return 0;
  const width = high - low;
  const area = (t: number): number => (t > 0 ? t + delay * Math.expm1(-t / delay) : 0);
  return Math.min((area(x - low) - area(x - high)) / width, 1);
}

const drawn = ([low, high]: readonly [number, number], delay: number, n: number, stream: Stream): number[] =>
  Array.from({ length: n }, () => low + (high - low) * stream.uniform() + delay * stream.exponential());

/** Laws of lives and repairs, of which some had not ended when nobody watched any longer: likelihoods with right-censoring. */
import type { Distribution } from "../distributions/description.ts";
import { type FamilyOfSample, familiesFor } from "../distributions/estimated.ts";
import { cdfOf, momentsOf } from "../distributions/law.ts";
import type { ExponentialMean } from "../statistics/exponential-mean.ts";
import { fitByLikelihood, type ProfileInterval } from "../statistics/fit/profile-likelihood.ts";
import { DURATIONS, positiveSample } from "../statistics/fit/sample.ts";
import { OTHER_CLASS, unavailabilityOf, type Window } from "./lifetimes.ts";
import type { Outage } from "./outages.ts";

/** Times that have ended, and those that were still going on when they were last seen [s]. */
export interface CensoredTimes {
  readonly ended: readonly number[];
  readonly going: readonly number[];
}

/** A law, fitted by maximum likelihood to times of which some are censored. */
export interface CensoredFit {
  readonly family: string;
  readonly distribution: Distribution;
  readonly logLikelihood: number;
  /** Akaike's criterion: the lower the better. */
  readonly aic: number;
  /** 95 % profile-likelihood intervals of the parameters. */
  readonly intervals: readonly ProfileInterval[];
}

/** What the laws of one class of failures are, or of all. */
export interface LifetimeLaws {
  /** A class, or "pooled". */
  readonly component: string;
  /** Best first; empty where fewer than ten lives have ended. */
  readonly timeToFailure: readonly CensoredFit[];
  readonly timeToRepair: readonly CensoredFit[];
  /** Of the laws that are chosen: MTTR/(MTTF + MTTR); null where one of them is missing. */
  readonly unavailability: ExponentialMean | null;
}

/** Lives that laws are told apart by. */
export const LAW_MIN = 10;
/** By so much a law's criterion must be lower than that of the exponential one to be taken in its place (Burnham and Anderson 2002, section 2.6). */
const BETTER = 2;
const FAMILIES: readonly string[] = ["exponential", "weibull", "gamma", "lognormal"];

/**
 * Lives and repairs within the window. A life begins with the end of an outage; the first of a component, whose age at the begin nobody
 * knows, is left out. Of one class, a life that another one ended is censored there.
 *
 * @param of null for all classes
 */
export function timesIn(
  outages: readonly Outage[],
  { from, until }: Window,
  of: string | null,
): { readonly lives: CensoredTimes; readonly repairs: CensoredTimes } {
  const lives = { ended: [] as number[], going: [] as number[] };
  const repairs = { ended: [] as number[], going: [] as number[] };
  const isOf = (outage: Outage) => of === null || (outage.class ?? OTHER_CLASS) === of;
  /** Since when each component is well; null while it is down to the end. */
  const since = new Map<string, number | null>();
  for (const outage of outages.toSorted((a, b) => a.start - b.start)) {
    const { component, start, end } = outage;
    if (start > until) continue;
    const born = since.get(component) ?? null;
    if (born !== null && born >= from) (isOf(outage) ? lives.ended : lives.going).push(start - born);
    since.set(component, end);
    if (start < from || !isOf(outage)) continue;
    if (end === null || end > until) repairs.going.push(until - start);
    else repairs.ended.push(end - start);
  }
  for (const born of since.values()) if (born !== null && born >= from && born < until) lives.going.push(until - born);
  return { lives, repairs };
}

/** Fits of all families, best first by Akaike's criterion; none for fewer than ten that have ended, or without spread. */
export function censoredFits({ ended, going }: CensoredTimes): CensoredFit[] {
  const bearable = (x: number) => x >= DURATIONS.shortest && x <= DURATIONS.longest;
  const isAlike = ended.every((x) => x === ended[0]);
  if (ended.length < LAW_MIN || isAlike || !ended.every(bearable)) return [];
  const sample = positiveSample(ended);
  const censored = going.filter((x) => x > 0);
  const total = [...ended, ...censored].reduce((sum, x) => sum + x, 0);
  return familiesFor(sample)
    .filter(({ name }) => FAMILIES.includes(name))
    .map((family) => fitted(family, total / ended.length, (at) => likelihood(family, at, sample, censored), sample))
    .sort((a, b) => a.aic - b.aic);
}

type Sample = ReturnType<typeof positiveSample>;

/** Densities of those that have ended, survival of those that have not. */
function likelihood(family: FamilyOfSample, at: readonly number[], sample: Sample, going: readonly number[]): number {
  let sum = family.logLikelihood(at, sample);
  if (going.length === 0) return sum;
  const law = family.distribution(at);
  for (const x of going) sum += Math.log1p(-cdfOf(law, x));
  return sum;
}

/** @param mean of exponential lives, from which the search begins: those that have ended alone are too short */
function fitted(
  family: FamilyOfSample,
  mean: number,
  logLikelihood: (at: readonly number[]) => number,
  sample: Sample,
): CensoredFit {
  const start = family.estimate(sample).map((x, i) => (family.parameters[i] === "mean" ? Math.log(mean) : x));
  const found = fitByLikelihood({ parameters: family.parameters, logLikelihood }, start);
  return {
    family: family.name,
    distribution: family.distribution(found.at),
    logLikelihood: found.logLikelihood,
    aic: 2 * family.freedom - 2 * found.logLikelihood,
    intervals: found.intervals,
  };
}

/** The best law if it is clearly better than the exponential one, else that; null without any. */
export function chosenLaw(fits: readonly CensoredFit[]): CensoredFit | null {
  const plain = fits.find(({ family }) => family === "exponential");
  const [best] = fits;
  return plain === undefined || best === undefined ? null : plain.aic - best.aic > BETTER ? best : plain;
}

/** Coefficient of variation of the law that is taken; 1, as of the exponential one, where there is none. */
export function variationOf(fits: readonly CensoredFit[]): number {
  const law = chosenLaw(fits);
  if (law === null) return 1;
  const { mean, variance } = momentsOf(law.distribution);
  return Math.sqrt(variance) / mean;
}

/** Laws of lives and repairs of one class, or of all. */
export function lawsOf(outages: readonly Outage[], window: Window, of: string | null): LifetimeLaws {
  const { lives, repairs } = timesIn(outages, window, of);
  const [timeToFailure, timeToRepair] = [censoredFits(lives), censoredFits(repairs)];
  const means = [timeToFailure, timeToRepair].map((fits) =>
    chosenLaw(fits)?.intervals.find(({ parameter }) => parameter === "mean"),
  );
  const [life, repair] = means;
  return {
    ...{ component: of ?? "pooled", timeToFailure, timeToRepair },
    unavailability: life === undefined || repair === undefined ? null : unavailabilityOf(life, repair),
  };
}

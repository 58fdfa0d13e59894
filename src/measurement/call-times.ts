/** Laws of how long calls ring and last, from records of whole seconds. */
import type { Distribution } from "../distributions/description.ts";
import type { Stream } from "../random/stream.ts";
import type { ProfileInterval } from "../statistics/fit/profile-likelihood.ts";
import { DURATIONS } from "../statistics/fit/sample.ts";
import { Moments } from "../statistics/moments.ts";
import { type QuantileInterval, quantileInterval } from "../statistics/quantile-interval.ts";
import { Refused } from "../units/refused.ts";
import type { Rounding } from "./call-records/call-record.ts";
import { samenessOf } from "./doubts.ts";
import { fitDistributions } from "./fitted-distribution.ts";
import { censoredFits } from "./lifetime-laws.ts";

/** A law of call times, with what the fit knows of it. */
export interface CallTimeFit {
  readonly family: string;
  readonly distribution: Distribution;
  readonly aic: number;
  readonly intervals: readonly ProfileInterval[];
  /** Largest distance of the distribution functions, and the probability of Anderson and Darling's by bootstrap; null of censored times. */
  readonly distance: number | null;
  readonly p: number | null;
}

/** What is known of one kind of time. */
export interface CallTimes {
  readonly n: number;
  /** How many ended otherwise before they could be seen to their end. */
  readonly censored: number;
  readonly mean: number;
  readonly quantiles: readonly (QuantileInterval & { readonly p: number })[];
  /** Best first by Akaike's criterion, the exponential one before those that are better by 2 or less; empty where no law can be told. */
  readonly fits: readonly CallTimeFit[];
  /** Why there is none; null if there is. */
  readonly none: string | null;
}

/** Times that laws are told apart by. */
const LEAST = 20;
/** Times that a censored likelihood is summed over at most. */
const CENSORED_MAX = 2000;

/** How it is done. */
export interface CallTimesOptions {
  readonly rounding: Rounding;
  readonly bootstrap: number;
  readonly seed: number;
  readonly random: Stream;
}

/**
 * Moments, quantiles and laws.
 * @param ended seen to their end [s]
 * @param going that ended otherwise after so long [s]: answered rings for patience, rings in vain for rings
 * @returns null of none
 */
export function callTimes(
  ended: readonly number[],
  going: readonly number[],
  options: CallTimesOptions,
): CallTimes | null {
  if (ended.length === 0) return null;
  const known = {
    ...{ n: ended.length, censored: going.length, mean: Moments.of(ended).mean },
    quantiles: [0.5, 0.9, 0.99].map((p) => ({ ...quantileInterval(ended, p), p })),
  };
  const same = ended.length < LEAST ? `${ended.length} times, of which ${LEAST} are needed` : samenessOf(ended);
  if (same !== null) return { ...known, fits: [], none: same };
  try {
    const fits = going.length === 0 ? fitted(spreadOut(ended, options), options) : censored(ended, going, options);
    const none = fits.length === 0 ? `${ended.length} times beside ${going.length} that ended otherwise` : null;
    return { ...known, fits: plainFirst(fits), none };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ...known, fits: [], none: error.found };
  }
}

const fitted = (times: readonly number[], options: CallTimesOptions): CallTimeFit[] =>
  fitDistributions(times, options).map(({ family, distribution, aic, intervals, distance, p }) => ({
    ...{ family, distribution, aic, intervals, distance, p: p?.andersonDarling ?? null },
  }));

function censored(ended: readonly number[], going: readonly number[], options: CallTimesOptions): CallTimeFit[] {
  const share = Math.min(1, CENSORED_MAX / (ended.length + going.length));
  const times = { ended: thinned(spreadOut(ended, options), share), going: thinned(spreadOut(going, options), share) };
  return censoredFits(times).map(({ family, distribution, aic, intervals }) => ({
    ...{ family, distribution, aic, intervals, distance: null, p: null },
  }));
}

/** By so much another law's criterion must be lower than that of the exponential one (Burnham and Anderson 2002, section 2.6). */
const BETTER = 2;

function plainFirst(fits: readonly CallTimeFit[]): readonly CallTimeFit[] {
  const plain = fits.find(({ family }) => family === "exponential");
  if (plain === undefined || fits[0] === plain || plain.aic - fits[0]!.aic > BETTER) return fits;
  return [plain, ...fits.filter((fit) => fit !== plain)];
}

/**
 * Times as they may have been before they were rounded: a time that is cut lies anywhere in its second, a difference of two clocks of whole seconds
 * within one second of it, with a triangular law.
 */
export function spreadOut(
  times: readonly number[],
  { rounding, random }: Pick<CallTimesOptions, "rounding" | "random">,
): number[] {
  const spread = (time: number): number => {
    if (rounding === "cut") return time + random.uniform();
    return rounding === "difference" ? Math.abs(time + random.uniform() - random.uniform()) : time;
  };
  return times.map((time) => Math.max(DURATIONS.shortest, spread(time)));
}

/** Evenly taken from the order of the file. */
const thinned = (times: readonly number[], share: number): readonly number[] =>
  share === 1 ? times : times.filter((_, i) => Math.floor((i + 1) * share) > Math.floor(i * share));

/**
 * What data say of one parameter when the others are free: the likelihood, maximised over the others at each value of it. Where
 * it stays as high as at its top, that parameter cannot be told from these data.
 * Source: D. R. Cox, D. V. Hinkley, Theoretical Statistics (1974), section 9.3; A. Raue et al., Bioinformatics 25 (2009)
 * 1923–1929, on identifiability.
 */
import { normalQuantile } from "../../special/normal-law.ts";
import { Refused } from "../../units/refused.ts";
import { type Minimum, minimise } from "./minimum.ts";

/** A model of data by a few parameters, each above 0 (in logarithms, so that any number is allowed). */
export interface Model {
  /** Names of the parameters, in the order of the coordinates. */
  readonly parameters: readonly string[];
  /** Log-likelihood by the logarithms of the parameters; −∞ where the data are impossible. */
  readonly logLikelihood: (logarithms: readonly number[]) => number;
}

/** A parameter with its interval, by profile likelihood. */
export interface ProfileInterval {
  readonly parameter: string;
  readonly estimate: number;
  /** Null where the likelihood stays high however far the parameter goes to that side. */
  readonly low: number | null;
  readonly high: number | null;
  readonly confidence: number;
}

export interface LikelihoodFit {
  /** By the logarithms of the parameters. */
  readonly at: readonly number[];
  readonly logLikelihood: number;
  readonly intervals: readonly ProfileInterval[];
}

/** Farther than by this factor (in logarithms) nobody looks: the data do not bound the parameter. */
const REACH = Math.log(1e6);
/** Precision of a bound, relative to it, and of the likelihood on the way there. */
const PRECISION = 1e-5;
const ON_THE_WAY = 1e-6;

/**
 * Maximum of the likelihood and the interval of each parameter.
 *
 * @param start logarithms of the parameters where the search begins; the likelihood must be above 0 there
 * @throws Refused if the data are impossible at the start
 */
export function fitByLikelihood(model: Model, start: readonly number[], confidence = 0.95): LikelihoodFit {
  if (!(model.logLikelihood(start) > -Infinity))
    throw new Refused("data that are impossible at the starting values", "values above 0 that fit them");
  const best = minimise((x) => -model.logLikelihood(x), start);
  const { at, value } = best;
  const allowed = normalQuantile((1 + confidence) / 2) ** 2 / 2; // half of the quantile of χ² with one degree of freedom
  const intervals = model.parameters.map((parameter, index) => {
    const bound = (side: -1 | 1) => profileBound(model, best, index, side, allowed);
    return { parameter, estimate: Math.exp(at[index]!), low: bound(-1), high: bound(1), confidence };
  });
  return { at, logLikelihood: -value, intervals };
}

/** Where the log-likelihood has lost what is allowed. */
function profileBound(
  model: Model,
  { at: top, value: least }: Minimum,
  index: number,
  side: -1 | 1,
  allowed: number,
): number | null {
  let rest = top.filter((_, i) => i !== index);
  const lossAt = (value: number): number => {
    const whole = (others: readonly number[]) => [...others.slice(0, index), value, ...others.slice(index)];
    const { at, value: lowest } = minimise((others) => -model.logLikelihood(whole(others)), rest, 0.02, ON_THE_WAY);
    if (Number.isFinite(lowest)) rest = [...at];
    return lowest - least;
  };
  // The root of the loss is nearly straight, whatever the law.
  const excessAt = (value: number): number => Math.sqrt(Math.max(0, lossAt(value))) - Math.sqrt(allowed);
  const centre = top[index]!;
  let inside: Place = { at: centre, excess: -Math.sqrt(allowed) };
  for (let step = 0.01; ; step *= 1.7) {
    const at = inside.at + side * step;
    if (Math.abs(at - centre) > REACH) return null;
    const next = { at, excess: excessAt(at) };
    if (next.excess >= 0) return Math.exp(between(inside, next, excessAt));
    inside = next;
  }
}

interface Place {
  readonly at: number;
  /** Below 0 within the interval. */
  readonly excess: number;
}

/**
 * Where the excess is 0, by the Illinois rule of false position: an end that stays twice counts half. Each step leaves half of the precision to both
 * ends, so that the interval closes.
 * Source: M. Dowell, P. Jarratt, BIT 11 (1971) 168–174.
 */
function between(inside: Place, beyond: Place, excessAt: (at: number) => number): number {
  let [a, b] = [inside, beyond];
  let wasBeyond: boolean | null = null;
  while (Math.abs(b.at - a.at) > PRECISION) {
    const margin = PRECISION / 2 / Math.abs(b.at - a.at);
    const share = Number.isFinite(b.excess) ? a.excess / (a.excess - b.excess) : 0.5;
    const at = a.at + Math.min(1 - margin, Math.max(margin, share)) * (b.at - a.at);
    const next = { at, excess: excessAt(at) };
    const isBeyond = next.excess >= 0;
    const weight = isBeyond === wasBeyond ? 0.5 : 1;
    if (isBeyond) [a, b] = [{ ...a, excess: a.excess * weight }, next];
    else [a, b] = [next, { ...b, excess: b.excess * weight }];
    wasBeyond = isBeyond;
  }
  return (a.at + b.at) / 2;
}

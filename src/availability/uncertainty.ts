import type { AvailabilityModel } from "../analysis/model.ts";
import { type ModelParameter, parametersOf } from "../analysis/parameters.ts";
import { serviceAvailability } from "../analysis/service-availability.ts";
import { STATES_VARIED_MAX } from "../analysis/tornado.ts";
import type { Distribution } from "../distributions/description.ts";
import { quantileOf } from "../distributions/law.ts";
import { Stream } from "../random/stream.ts";
import type { Uncertainty } from "../scenario/availability-settings.ts";
import { wilson } from "../statistics/proportion-interval.ts";
import { type ProgressListener, SILENT } from "../structure/told.ts";

/** What uncertain parameters make of the unavailability. */
export interface UncertainAvailability {
  readonly samples: number;
  /** Unavailability allowed, and the probability that it is kept, with its 95 % interval. */
  readonly target: number;
  readonly probabilityMet: number;
  readonly probabilityMetInterval: readonly [low: number, high: number];
  /** Unavailability that is not exceeded with probability 5, 50 and 95 %. */
  readonly p05: number;
  readonly p50: number;
  readonly p95: number;
  /** Share of the spread of the unavailability's rank that each parameter explains, the largest first. */
  readonly worthMeasuring: readonly { readonly parameter: string; readonly share: number }[];
  /** Whether the file gives the uncertainties; else each MTTF and MTTR was taken as lognormal around its value. */
  readonly isAssumed: boolean;
  readonly sentence: string;
}

/** Samples of the parameters; each is one chain to solve. */
const SAMPLES = 400;
/** Coefficient of variation of a mean time of which nothing else is said: known within a factor of two, roughly. */
const CV_ASSUMED = 0.5;

/** A parameter of one or several groups that take the same value, and what is known of it. */
interface Uncertain {
  readonly name: string;
  readonly parameters: readonly ModelParameter[];
  readonly distribution: Distribution;
}

/**
 * Draws the uncertain mean times (Latin hypercube) and solves the chain for each: how likely is the target kept, and
 * which parameter decides it.
 *
 * @throws Refused or ModelTooLarge for a model that cannot be solved so often
 * Source: M. D. McKay et al., Technometrics 21 (1979), for the sampling; A. Saltelli et al., Global Sensitivity Analysis (2008),
 *   §1.2.5, for squared rank correlations.
 */
export function propagateUncertainty(
  model: AvailabilityModel,
  given: readonly (readonly [name: string, uncertainty: Uncertainty])[],
  target: number,
  seed: number,
  told: ProgressListener = SILENT,
): UncertainAvailability {
  const uncertain = given.length > 0 ? uncertainOf(model, given) : assumedOf(model);
  const random = new Stream("uncertainty", seed);
  const draws = uncertain.map(({ distribution }) => latinColumn(distribution, random));
  const found = Array.from({ length: SAMPLES }, (_, sample) => {
    told(`${sample} of ${SAMPLES} samples solved`);
    let varied = model;
    for (const [i, { parameters }] of uncertain.entries())
      for (const parameter of parameters) varied = parameter.with(varied, draws[i]![sample]!);
    return serviceAvailability(varied, STATES_VARIED_MAX).outage.unavailability;
  });
  const met = found.filter((unavailability) => unavailability <= target).length;
  const { low, high } = wilson(met, SAMPLES);
  const sorted = [...found].sort((a, b) => a - b);
  const at = (p: number): number => sorted[Math.round(p * (SAMPLES - 1))]!;
  const ranks = ranksOf(found);
  const worthMeasuring = uncertain
    .map(({ name }, i) => ({ parameter: name, share: correlation(ranksOf(draws[i]!), ranks) ** 2 }))
    .sort((a, b) => b.share - a.share);
  const [first] = worthMeasuring;
  return {
    samples: SAMPLES,
    target,
    probabilityMet: met / SAMPLES,
    probabilityMetInterval: [low ?? 0, high ?? 1],
    p05: at(0.05),
    p50: at(0.5),
    p95: at(0.95),
    worthMeasuring,
    isAssumed: given.length === 0,
    sentence:
      first === undefined
        ? "Nothing is uncertain."
        : `The parameter most worth measuring is ${first.parameter}: it explains ${Math.round(100 * first.share)} % of the spread.`,
  };
}

function uncertainOf(
  model: AvailabilityModel,
  given: readonly (readonly [name: string, uncertainty: Uncertainty])[],
): Uncertain[] {
  const parameters = parametersOf(model);
  return given.flatMap(([name, { mttf, mttr }]) => {
    const groups = model.groups.filter(
      (group) => group.name === name || group.nodes.some((node) => node === name || node.replace(/-\d+$/, "") === name),
    );
    const own = (kind: ModelParameter["kind"]) =>
      parameters.filter((one) => one.kind === kind && groups.some((group) => group.name === one.group));
    return [
      ...(mttf === undefined ? [] : [{ name: `${name}: MTTF`, parameters: own("MTTF"), distribution: mttf }]),
      ...(mttr === undefined ? [] : [{ name: `${name}: MTTR`, parameters: own("MTTR"), distribution: mttr }]),
    ];
  });
}

const assumedOf = (model: AvailabilityModel): Uncertain[] =>
  parametersOf(model)
    .filter(({ kind }) => kind === "MTTF" || kind === "MTTR")
    .map((parameter) => ({
      name: parameter.name,
      parameters: [parameter],
      distribution: { kind: "lognormal", mean: parameter.value, cv: CV_ASSUMED },
    }));

/** One value from each of so many equally likely slices of a distribution, in random order. */
function latinColumn(distribution: Distribution, random: Stream): number[] {
  const column = Array.from({ length: SAMPLES }, (_, slice) =>
    quantileOf(distribution, (slice + random.uniform()) / SAMPLES),
  );
  for (let i = SAMPLES - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [column[i], column[j]] = [column[j]!, column[i]!];
  }
  return column;
}

/** The rank of each value. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  order.forEach((index, rank) => {
    ranks[index] = rank;
  });
  return ranks;
}

/** Correlation of two permutations of the same ranks. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (a.length - 1) / 2;
  let [product, square] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    product += (a[i]! - mean) * (b[i]! - mean);
    square += (a[i]! - mean) ** 2;
  }
  return product / square;
}

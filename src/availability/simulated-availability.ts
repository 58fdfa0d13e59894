import type { FaultStructure } from "../analysis/fault-structure.ts";
import type { AvailabilityModel } from "../analysis/model.ts";
import { Stream } from "../random/stream.ts";
import { gammaQuantile } from "../special/gamma-quantile.ts";
import { power } from "../special/power.ts";
import { Moments } from "../statistics/moments.ts";
import { studentQuantile } from "../statistics/student.ts";
import { AgeingPath } from "./ageing-path.ts";
import { ComponentProcess } from "./component-process.ts";
import { type Cycle, runCycle } from "./regenerative-cycle.ts";

/** A service's unavailability as its component-level simulation has found it. */
export interface SimulatedAvailability {
  /** With its 95 % interval; undefined where too little was seen, and then the sentence says so. */
  readonly unavailability: { readonly mean: number; readonly low: number; readonly high: number } | undefined;
  /** Half-width of the 95 % interval relative to the mean; Infinity where nothing was seen. */
  readonly relativeError: number;
  readonly method: "regenerative cycles" | "balanced failure biasing" | "batch means";
  /** Why this method. */
  readonly because: string;
  readonly cycles: number;
  /** Cycles in which the service was down. */
  readonly cyclesWithOutage: number;
  /** Events simulated. */
  readonly steps: number;
  /** How many times as many events plain simulation would need for the same relative error; undefined where it was used. */
  readonly gain: number | undefined;
  readonly sentence: string;
}

export interface SimulationEffort {
  readonly seed: number;
  /** Relative half-width of the 95 % interval at which to stop; 0.05 unless said otherwise. */
  readonly relativeErrorMax?: number;
  /** Events after which to stop in any case; 3 million unless said otherwise. */
  readonly stepsMax?: number;
}

/** Probability of an outage in a cycle from which on plain cycles see enough. */
const PLAIN_FROM = 0.02;
/** Cycles with an outage below which no number is given. */
const SEEN_MIN = 30;
/** Relative half-width beyond which no number is given. */
const WORTHLESS = 0.5;
/** Heavy weights on which an estimate must rest: so many equal ones would make its squares. */
const HEAVY_MIN = 10;
/** Events of the trial that tells whether forcing pays. */
const TRIAL_STEPS = 200_000;
/** Cycles between two looks at the precision. */
const BATCH = 500;
/** Normal quantile of a 95 % interval. */
const Z = 1.959964;
/** Relative errors below this are rounding: all cycles were alike. */
const ROUNDING = 1e-9;
/** Of n cycles that are all alike, another kind may be one in n/3.7 (rule of three, to both sides), and as long. */
const UNSEEN = -Math.log(0.025);

/**
 * Long-run unavailability by simulation of the components over regenerative cycles, E[downtime] / E[length].
 *
 * The method is chosen from the cut sets: where they are rarely met in a cycle, failures are forced (balanced failure
 * biasing) and the mean length of a cycle is found from plain cycles; otherwise plain cycles give both.
 *
 * @param structure the cut sets of the same service, with times
 */
export function simulateAvailability(
  model: AvailabilityModel,
  structure: FaultStructure,
  effort: SimulationEffort,
): SimulatedAvailability {
  const { seed, relativeErrorMax = 0.05, stepsMax = 3e6 } = effort;
  if (model.groups.some(({ life }) => life !== undefined))
    return {
      ...ofAge(model, seed, relativeErrorMax, stepsMax),
      because: "Times to failure are drawn as the file gives them, so that no cycle forgets the past.",
    };
  const perCycle = outagesPerCycle(model, structure);
  const often = `Its cut sets are met in about ${Number((100 * perCycle).toPrecision(2))} % of the cycles from all well to all well`;
  if (perCycle >= PLAIN_FROM) return { ...plain(model, seed, relativeErrorMax, stepsMax), because: `${often}.` };
  // Where nodes queue for repair, more goes wrong than the cut sets know of; a short trial tells whether forcing pays.
  const trial = forced(model, seed, relativeErrorMax, Math.min(stepsMax, TRIAL_STEPS));
  if (trial.gain !== undefined && trial.gain < 1)
    return {
      ...plain(model, seed, relativeErrorMax, stepsMax),
      because: `${often}, but forcing failures does not pay: a trial gained a factor of ${trial.gain.toPrecision(2)}.`,
    };
  const found = trial.relativeError <= relativeErrorMax ? trial : forced(model, seed, relativeErrorMax, stepsMax);
  return { ...found, because: `${often}: failures are forced.` };
}

/** Outages that the cut sets predict for one cycle. */
function outagesPerCycle(model: AvailabilityModel, structure: FaultStructure): number {
  const well = model.groups.reduce(
    (p, { nodes, mttf, repair }) => (mttf === Infinity ? p : p * power(mttf / (mttf + repair.mean), nodes.length)),
    1,
  );
  const shocks = (model.shocks ?? []).reduce((rate, { every }) => rate + 1 / every, 0);
  const cycles = well * (shocks + model.groups.reduce((rate, { nodes, mttf }) => rate + nodes.length / mttf, 0));
  const frequency = structure.outage?.failureFrequency ?? 0;
  return Math.min(1, Math.max(frequency / cycles, Number.MIN_VALUE));
}

type Found = Omit<SimulatedAvailability, "because">;

/** Plain cycles: downtime and length of the same cycles. */
function plain(model: AvailabilityModel, seed: number, relativeErrorMax: number, stepsMax: number): Found {
  const random = new Stream("components", seed);
  const process = new ComponentProcess(model, random);
  const sums = { n: 0, d: 0, t: 0, dd: 0, dt: 0, tt: 0, seen: 0 };
  let steps = 0;
  let error = Infinity;
  while (steps < stepsMax && (sums.n % BATCH !== 0 || sums.seen < SEEN_MIN || error > relativeErrorMax)) {
    const cycle = runCycle(process, random, false, stepsMax - steps);
    if (cycle === undefined) break;
    steps += cycle.steps;
    const { downtime: d, length: t } = cycle;
    sums.n++;
    sums.d += d;
    sums.t += t;
    sums.dd += d * d;
    sums.dt += d * t;
    sums.tt += t * t;
    if (d > 0) sums.seen++;
    if (sums.n % BATCH === 0) error = believable(plainError(sums), sums.n);
  }
  error = believable(plainError(sums), sums.n);
  return reported({
    method: "regenerative cycles",
    mean: sums.d / sums.t,
    relativeError: error,
    cycles: sums.n,
    cyclesWithOutage: sums.seen,
    steps,
    gain: undefined,
  });
}

function plainError({ n, d, t, dd, dt, tt }: Readonly<Record<"n" | "d" | "t" | "dd" | "dt" | "tt", number>>): number {
  if (n < 2 || d === 0) return Infinity;
  const ratio = d / t;
  const residual = Math.max(0, dd - 2 * ratio * dt + ratio * ratio * tt) / (n - 1);
  return (Z * Math.sqrt(residual / n)) / (d / n);
}

/** A relative error that is not 0 because nothing was seen to vary. */
const believable = (error: number, cycles: number): number => (error < ROUNDING ? UNSEEN / cycles : error);

/** Events of a batch, in which all nodes fail many times; batches left out at the beginning. */
const BATCH_EVENTS = 4000;
const WARM_UP = 2;
const BATCHES_MIN = 40;

/** Stretches of one path, each as long in events as the others, taken as independent. */
function ofAge(model: AvailabilityModel, seed: number, relativeErrorMax: number, stepsMax: number): Found {
  const path = new AgeingPath(model, seed);
  path.run(WARM_UP * BATCH_EVENTS);
  const sums = { n: 0, d: 0, t: 0, dd: 0, dt: 0, tt: 0, seen: 0 };
  let error = Infinity;
  for (let steps = 0; steps < stepsMax && (sums.n < BATCHES_MIN || error > relativeErrorMax); steps += BATCH_EVENTS) {
    const { length: t, downtime: d, outages } = path.run(BATCH_EVENTS);
    sums.n++;
    sums.d += d;
    sums.t += t;
    sums.dd += d * d;
    sums.dt += d * t;
    sums.tt += t * t;
    sums.seen += outages;
    error = plainError(sums) * (studentQuantile(0.975, Math.max(1, sums.n - 1)) / Z);
  }
  return reported({
    ...{ method: "batch means", mean: sums.d / sums.t, relativeError: error, gain: undefined },
    ...{ cycles: sums.n, cyclesWithOutage: sums.seen, steps: sums.n * BATCH_EVENTS },
  });
}

/** Forced cycles for the downtime, plain ones for the length. */
function forced(model: AvailabilityModel, seed: number, relativeErrorMax: number, stepsMax: number): Found {
  const random = new Stream("components", seed);
  const process = new ComponentProcess(model, random);
  const lengths = new Moments();
  const downtimes = new Moments();
  const weights = { sum: 0, squares: 0, fourths: 0, largest: 0 };
  /** E[D²] of a plain cycle. */
  const squares = new Moments();
  let [plainSteps, forcedSteps, seen] = [0, 0, 0];
  let error = Infinity;
  const run = (isForced: boolean): Cycle | undefined =>
    runCycle(process, random, isForced, stepsMax - plainSteps - forcedSteps);
  const isDone = (): boolean => plainSteps + forcedSteps >= stepsMax;
  const accuracy = (moments: Moments): number => (moments.mean === 0 ? Infinity : moments.standardError / moments.mean);
  outer: while (!isDone() && (seen < SEEN_MIN || error > relativeErrorMax)) {
    for (let i = 0; i < BATCH; i++) {
      const cycle = run(true);
      if (cycle === undefined) break outer;
      forcedSteps += cycle.steps;
      const weight = cycle.downtimeWeighted;
      downtimes.add(weight);
      weights.sum += weight;
      weights.squares += weight ** 2;
      weights.fourths += power(weight, 4);
      weights.largest = Math.max(weights.largest, weight);
      squares.add(cycle.downtime ** 2 * cycle.likelihood);
      if (cycle.downtime > 0) seen++;
    }
    // The length needs few cycles; it is kept a third as uncertain as the downtime.
    for (let i = 0; i < BATCH && (lengths.n < BATCH || accuracy(lengths) > accuracy(downtimes) / 3); i++) {
      const cycle = run(false);
      if (cycle === undefined) break outer;
      plainSteps += cycle.steps;
      lengths.add(cycle.length);
    }
    error = believable(Z * Math.hypot(accuracy(downtimes), accuracy(lengths)), downtimes.n);
  }
  const plainVariance = squares.mean - downtimes.mean ** 2;
  const gain =
    (plainVariance * (plainSteps / lengths.n)) / (downtimes.variance * (forcedSteps / Math.max(1, downtimes.n)));
  const mean = downtimes.mean / lengths.mean;
  return reported({
    method: "balanced failure biasing",
    mean,
    relativeError: error,
    cycles: downtimes.n + lengths.n,
    cyclesWithOutage: seen,
    steps: plainSteps + forcedSteps,
    gain,
    weights,
  });
}

/** Sums over the weighted downtimes of forced cycles. */
interface Weights {
  readonly sum: number;
  readonly squares: number;
  readonly fourths: number;
  readonly largest: number;
}

/**
 * Bounds relative to the mean, where few of the weights may be heavy: gamma limits for a weighted sum of rare events, the upper one with half
 * of the largest weight seen added, and Student's law for the variance that so few weights have made.
 * Source: M. P. Fay, E. J. Feuer, Statistics in Medicine 16 (1997) 791–801.
 */
function weightedBounds({ sum, squares, fourths, largest }: Weights, relativeError: number): readonly [number, number] {
  const quantile = (shape: number, p: number) => gammaQuantile(shape, p) / shape;
  const few = studentQuantile(0.975, Math.max(1, squares ** 2 / fourths)) / Z;
  const variance = (few * (relativeError / Z)) ** 2;
  const share = largest / sum / 2;
  const more = (1 + share) ** 2 / (variance + share ** 2);
  return [quantile(1 / variance, 0.025), (1 + share) * quantile(more, 0.975)];
}

/** What a simulation has come to. */
interface Estimated {
  readonly method: SimulatedAvailability["method"];
  readonly mean: number;
  /** Half of the 95 % interval, relative to the mean. */
  readonly relativeError: number;
  readonly cycles: number;
  readonly cyclesWithOutage: number;
  readonly steps: number;
  /** Factor by which plain simulation would take more events; undefined for plain simulation. */
  readonly gain: number | undefined;
  readonly weights?: Weights;
}

function reported({ method, mean, relativeError, cycles, cyclesWithOutage, steps, gain, weights }: Estimated): Found {
  const heavy = weights === undefined ? Infinity : weights.squares ** 2 / weights.fourths;
  const isWorth = cyclesWithOutage >= SEEN_MIN && relativeError <= WORTHLESS && heavy >= HEAVY_MIN;
  const common = { method, cycles, cyclesWithOutage, steps, relativeError };
  const [parts, down] =
    method === "batch means"
      ? ["batches", `with ${cyclesWithOutage} outages`]
      : ["cycles", `the service down in ${cyclesWithOutage} of them`];
  if (!isWorth) {
    const seen = `In ${cycles} ${parts} (${steps} events), ${down}`;
    const precision = Number.isFinite(relativeError)
      ? `, which leaves the result uncertain by ${Math.round(100 * relativeError)} %`
      : "";
    const carried = heavy < HEAVY_MIN ? `, and some ${Math.max(1, Math.round(heavy))} of them carry the estimate` : "";
    return {
      ...common,
      unavailability: undefined,
      gain: undefined,
      sentence: `${seen}${precision}${carried}: too little for a number. More events (--steps) would be needed.`,
    };
  }
  const [low, high] =
    weights === undefined ? [1 - relativeError, 1 + relativeError] : weightedBounds(weights, relativeError);
  return {
    ...common,
    unavailability: { mean, low: mean * low, high: mean * high },
    gain,
    sentence:
      `${cycles} ${parts}, ${down}; uncertain by ${(100 * relativeError).toFixed(1)} %` +
      `${gain === undefined ? "." : `; plain simulation would take ${gain.toPrecision(2)} times as many events.`}`,
  };
}

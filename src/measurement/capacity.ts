/** How many calls a second a server can carry, from how busy it was, or from where more was offered than came through. */
import { Moments } from "../statistics/moments.ts";
import { studentQuantile } from "../statistics/student.ts";
import { Refused } from "../units/refused.ts";

export interface Estimated {
  readonly estimate: number;
  /** Null where the data do not bound it to that side. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface BusyPoint {
  /** Calls per second. */
  readonly rate: number;
  /** Processors busy on average, as many as there are at most. */
  readonly busy: number;
}

export interface UtilisationFit {
  /** Processor time of a call [s]. */
  readonly demand: Estimated;
  /** Processors busy without any call. */
  readonly base: Estimated;
  /** Calls per second at which all processors are busy. */
  readonly capacity: Estimated;
}

/** Processors busy, and seconds of them that a call takes, at most. */
const BUSY_MAX = 1e6;

/** Processor time that a call takes of each of several that were busy side by side [s]: the slopes by least squares, which add up to that of their sum. */
export function demandsOf(rates: readonly number[], columns: readonly (readonly number[])[]): number[] {
  const mean = Moments.of(rates).mean;
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  return columns.map((busy) => rates.reduce((sum, rate, i) => sum + (rate - mean) * busy[i]!, 0) / squares);
}

/**
 * Utilisation law: busy = base + rate·demand, by least squares; the capacity is where the line meets the number of processors.
 *
 * @param servers processors, > 0
 * @throws Refused for fewer than two different rates, for numbers that no server reaches, or where more calls take no more time
 * Source: P. J. Denning, J. P. Buzen, Computing Surveys 10 (1978) 225–261.
 */
export function fitUtilisation(points: readonly BusyPoint[], servers: number): UtilisationFit {
  checkRates(points.map(({ rate }) => rate));
  const odd = points.find(({ busy }) => !(busy >= 0 && busy <= BUSY_MAX));
  if (odd) throw new Refused(`${odd.busy} processors busy`, "0 to 1e6");
  const rates = Moments.of(points.map(({ rate }) => rate));
  const squares = rates.variance * (rates.n - 1);
  if (!(squares > 0)) throw new Refused(`${points.length} points at one rate`, "at least two rates");
  const busyMean = Moments.of(points.map(({ busy }) => busy)).mean;
  const demand = points.reduce((sum, { rate, busy }) => sum + (rate - rates.mean) * (busy - busyMean), 0) / squares;
  if (!(demand > 1e-12)) throw new Refused("processors that are no busier at higher rates", "points of which some are");
  const base = busyMean - demand * rates.mean;
  const residual = points.reduce((sum, { rate, busy }) => sum + (busy - base - demand * rate) ** 2, 0);
  if (demand > BUSY_MAX)
    throw new Refused(`${demand} s of processor time a call`, "rates in calls per second that differ by more");
  const degrees = points.length - 2;
  const error = degrees > 0 ? Math.sqrt(residual / degrees) : Number.NaN;
  const t = degrees > 0 ? studentQuantile(0.975, degrees) : Number.NaN;
  const around = (estimate: number, halfWidth: number): Estimated =>
    Number.isFinite(halfWidth)
      ? { estimate, low: estimate - halfWidth, high: estimate + halfWidth }
      : { estimate, low: null, high: null };
  const demandInterval = around(demand, (t * error) / Math.sqrt(squares));
  const perCall = (value: number | null): number | null =>
    value === null || value <= 0 ? null : (servers - base) / value;
  return {
    demand: demandInterval,
    base: around(base, t * error * Math.sqrt(1 / points.length + rates.mean ** 2 / squares)),
    capacity: {
      estimate: (servers - base) / demand,
      low: perCall(demandInterval.high),
      high: perCall(demandInterval.low),
    },
  };
}

/** Calls per second of the largest server there is, and more. */
const RATE_MAX = 1e9;

function checkRates(rates: readonly number[]): void {
  const wrong = rates.find((rate) => !(rate >= 0 && rate <= RATE_MAX));
  if (wrong !== undefined) throw new Refused(`${wrong} calls/s`, "0 to 1e9");
  if (rates.every((rate) => rate === 0)) throw new Refused("no calls at any point", "rates above 0");
}

export interface CarriedPoint {
  /** Calls per second that were offered, and that succeeded. */
  readonly offered: number;
  readonly carried: number;
}

/** Parts of a calls' rate that are tried as capacity. */
const STEPS = 4000;

/**
 * Saturation: carried = min(offered, capacity), by least squares over the capacity. Where all that was offered came through, the
 * likelihood is flat above the highest rate and the capacity has no upper bound.
 *
 * @throws Refused for fewer than three points
 */
export function fitSaturation(points: readonly CarriedPoint[]): Estimated {
  if (points.length < 3) throw new Refused(`${points.length} points`, "at least three");
  checkRates(points.map(({ offered }) => offered));
  checkRates(points.map(({ carried }) => carried));
  const largest = points.reduce((most, { offered }) => Math.max(most, offered), 0);
  const lossAt = (capacity: number): number =>
    points.reduce((sum, { offered, carried }) => sum + (carried - Math.min(offered, capacity)) ** 2, 0);
  const tried = Array.from({ length: STEPS + 1 }, (_, i) => (1.25 * largest * (i + 1)) / STEPS);
  const losses = tried.map(lossAt);
  const least = Math.min(...losses);
  // A run differs from its rate by rounding at least: half a call a second.
  const degrees = points.length - 1;
  const allowed = least + Math.max(least / degrees, 0.25) * studentQuantile(0.975, degrees) ** 2;
  const within = tried.filter((_, i) => losses[i]! <= allowed);
  const isFlat = lossAt(Infinity) <= allowed;
  return {
    estimate: tried[losses.indexOf(least)]!,
    low: within[0]!,
    high: isFlat ? null : within.at(-1)!,
  };
}

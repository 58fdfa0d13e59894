import { Moments } from "../statistics/moments.ts";
import { sampleOf, skewedInterval } from "../statistics/student-interval.ts";

/** Where a response, measured at three rates, passes its bound; places are −1, 0 and 1 at these rates. */
export interface Crossing {
  readonly at: number;
  /** The 95 % interval; null where it does not end near these rates. */
  readonly low: number | null;
  readonly high: number | null;
  /** The same by straight lines between the means: how far it lies from `at` says how much the curve bends between the rates. */
  readonly straight: number;
  /** The mean at place 1. */
  readonly right: number;
}

/** Places beyond which nothing is said of a curve that was measured from −1 to 1, and steps on the way there. */
const FAR = 1.5;
const STEP = 1 / 64;

/**
 * Where the mean of a response rises through its bound. All replications use the same random numbers at the three rates, so each is
 * one curve, a parabola through its three values; replications are independent. The interval holds the places at which a mean of
 * 0 is not refused by Student's test, made right for skewed values.
 *
 * @param rows one for each replication: response less its bound, at places −1, 0 and 1; at least two
 * @returns "before" or "behind" where the means do not pass the bound between −1 and 1
 * Source: E. C. Fieller, J. Royal Statistical Society B 16 (1954) 175–185, for the interval; A. M. Law, Simulation Modeling and
 * Analysis, section 11.2, for common random numbers.
 */
export function crossingOf(rows: readonly (readonly [number, number, number])[]): Crossing | "before" | "behind" {
  const mean = (pick: (row: readonly [number, number, number]) => number): number => Moments.of(rows.map(pick)).mean;
  const [left, middle, right] = [mean((row) => row[0]), mean((row) => row[1]), mean((row) => row[2])];
  if (left >= 0) return "before";
  if (right <= 0) return "behind";
  const slope = (right - left) / 2;
  const bend = (right + left) / 2 - middle;
  // Of the two roots the one at which the parabola rises; the discriminant is positive, since it changes its sign between −1 and 1.
  const at = (-2 * middle) / (slope + Math.sqrt(slope * slope - 4 * bend * middle));
  const straight = middle > 0 ? -middle / (middle - left) : -middle / (right - middle);
  const values = (place: number): number[] => rows.map((row) => at3(row, place));
  const isBelow = (place: number): boolean => (skewedInterval(sampleOf(values(place))).high ?? Infinity) <= 0;
  const isAbove = (place: number): boolean => (skewedInterval(sampleOf(values(place))).low ?? -Infinity) >= 0;
  return { at, straight, right, low: edge(at, -STEP, isBelow), high: edge(at, STEP, isAbove) };
}

/** A parabola through the values at −1, 0 and 1. */
const at3 = ([left, middle, right]: readonly [number, number, number], x: number): number =>
  middle + (x * (right - left)) / 2 + x * x * ((right + left) / 2 - middle);

/** The first place on the way from `start` at which something holds, to a millionth; null if it is too far away. */
function edge(start: number, step: number, holds: (place: number) => boolean): number | null {
  let before = start;
  let place = start;
  while (!holds(place)) {
    before = place;
    place += step;
    if (Math.abs(place) > FAR) return null;
  }
  for (let i = 0; i < 16; i++) {
    const middle = (before + place) / 2;
    if (holds(middle)) place = middle;
    else before = middle;
  }
  return place;
}

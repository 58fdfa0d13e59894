/**
 * What data say of parameters that set the range of the data, such as the ends of a uniform law. There the likelihood has edges, on
 * which a climber loses his way: it is looked at on a grid instead, which closes in on where it is high.
 */

import { power } from "../../special/power.ts";
import { Refused } from "../../units/refused.ts";
import type { LikelihoodFit, Model } from "./profile-likelihood.ts";

export interface ScanOptions {
  /** Loss of log-likelihood within the intervals; 0 looks for the top alone. */
  readonly allowed: number;
  readonly confidence: number;
  /** Points of the grid in each coordinate. */
  readonly points: number;
  /** A top that is known already, at the start: the intervals hold it, and lose from there. */
  readonly top?: number;
}

/** The grid begins this far around the start, in logarithms: a factor of some thirty to either side. */
const REACH = 3.5;
const ROUNDS = 6;

/**
 * Intervals of all parameters: the extent of the region in which the log-likelihood is within `allowed` of its top.
 *
 * @param start logarithms of the parameters in the middle of the grid
 * @throws Refused if the data are impossible everywhere on it
 */
export function scanLikelihood(model: Model, start: readonly number[], options: ScanOptions): LikelihoodFit {
  const { allowed, confidence, points } = options;
  const limits = start.map((x) => ({ low: x - REACH, high: x + REACH }));
  let box = limits;
  let at: readonly number[] = start;
  let top = options.top ?? -Infinity;
  let within = limits;
  for (let round = 0; round < ROUNDS; round++) {
    const steps = box.map(({ low, high }) => (high - low) / (points - 1));
    const seen = look(model, box, steps, points);
    for (let i = 0; i < seen.heights.length; i++)
      if (seen.heights[i]! > top) [top, at] = [seen.heights[i]!, seen.place(i)];
    if (top === -Infinity) throw new Refused("data that are impossible for any parameters", "values that fit the law");
    within = at.map((x) => ({ low: x, high: x }));
    for (let i = 0; i < seen.heights.length; i++)
      if (seen.heights[i]! >= top - allowed)
        within = seen
          .place(i)
          .map((x, k) => ({ low: Math.min(x, within[k]!.low), high: Math.max(x, within[k]!.high) }));
    box = within.map(({ low, high }, k) => ({
      low: Math.max(low - steps[k]!, limits[k]!.low),
      high: Math.min(high + steps[k]!, limits[k]!.high),
    }));
  }
  const intervals = model.parameters.map((parameter, k) => ({
    parameter,
    estimate: Math.exp(at[k]!),
    low: within[k]!.low - limits[k]!.low < 1e-6 ? null : Math.exp(within[k]!.low),
    high: limits[k]!.high - within[k]!.high < 1e-6 ? null : Math.exp(within[k]!.high),
    confidence,
  }));
  return { at, logLikelihood: top, intervals };
}

/** The likelihood at all points of a grid, numbered with the first coordinate running fastest. */
function look(model: Model, box: readonly { low: number }[], steps: readonly number[], points: number) {
  const place = (index: number): number[] => {
    let rest = index;
    return box.map(({ low }, k) => {
      const digit = rest % points;
      rest = (rest - digit) / points;
      return low + digit * steps[k]!;
    });
  };
  return {
    heights: Float64Array.from({ length: power(points, box.length) }, (_, i) => model.logLikelihood(place(i))),
    place,
  };
}

/**
 * How many replications: go on until the interval is narrow enough.
 *
 * Looking at the data to decide when to stop makes intervals cover less often than they say, because one stops when the
 * spread happens to look small. Two things are done about it. The rule looks seldom: after each look it works out how many
 * replications would be enough, and looks again there (between an eighth more and twice as many). And each look takes the
 * half-width √(1 + 8/n) times as large as it is, a margin that fades as n grows, in the manner of Chow and Robbins, who
 * add 1/n to the variance. The coverage that results is measured in the tests.
 *
 * A decision depends only on the replications so far, in order: adding workers, or resuming, changes nothing.
 * Source: A. M. Law, Simulation Modeling and Analysis, section 9.4.1; Y. S. Chow, H. Robbins, Ann. Math. Statist. 36 (1965)
 * 457–462.
 */
import type { MeanInterval } from "./student-interval.ts";

/** What is asked of an interval, and how far to go for it. At least one of `relative` and `absolute` is given. */
export interface Precision {
  /** Largest half-width as a share of the true mean, between 0 and 1. */
  readonly relative?: number;
  /** Largest half-width in the unit of the result, > 0. With both, the looser counts. */
  readonly absolute?: number;
  readonly confidence: number;
  /** Replications before the first look, ≥ 5. */
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * - `precise`: the interval is narrow enough.
 * - `unanimous`: a hundred or more replications gave the very same value: nothing was seen that an interval could be about.
 * - `exhausted`: the maximum has been reached without the one or the other; the interval says how far it came.
 */
export type StopReason = "precise" | "unanimous" | "exhausted";

export type StoppingDecision =
  | { readonly stop: true; readonly reason: StopReason; readonly interval: MeanInterval }
  /** Look again when there are `next` replications. */
  | { readonly stop: false; readonly next: number; readonly interval: MeanInterval };

/** Equal results after which no more are asked for: at 95 %, fewer than three in a hundred would differ. */
const UNANIMITY = 100;

/** Share by which the half-width is exaggerated, as 1 + margin/n under the root. */
const MARGIN = 8;

export class StoppingRule {
  readonly precision: Precision;

  /** @throws RangeError naming the field that is out of range */
  constructor(precision: Precision) {
    const { relative, absolute, confidence, minimum, maximum } = precision;
    if (relative === undefined && absolute === undefined) {
      throw new RangeError("found no precision; expected a relative or an absolute half-width");
    }
    expectRange(
      "a relative half-width",
      relative,
      relative === undefined || (relative > 0 && relative < 1),
      "between 0 and 1",
    );
    expectRange("an absolute half-width", absolute, absolute === undefined || absolute > 0, "above 0");
    expectRange("a confidence", confidence, confidence > 0 && confidence < 1, "between 0 and 1");
    expectRange("a minimum", minimum, Number.isInteger(minimum) && minimum >= 5, "of 5 or more replications");
    expectRange(
      "a maximum",
      maximum,
      Number.isInteger(maximum) && maximum >= minimum,
      `of ${minimum} or more replications`,
    );
    this.precision = precision;
  }

  /**
   * What to do after some replications.
   *
   * @param interval of their mean; without bounds if they are too few, or all equal
   * @param isUnanimous whether all are equal
   */
  decision(interval: MeanInterval, isUnanimous: boolean): StoppingDecision {
    const { minimum, maximum } = this.precision;
    const { n, halfWidth } = interval;
    if (n < minimum) return { stop: false, next: minimum, interval };
    if (isUnanimous && n >= UNANIMITY) return { stop: true, reason: "unanimous", interval };
    const wanted = this.#wanted(interval.mean);
    const cautious = halfWidth === null ? Infinity : halfWidth * Math.sqrt(1 + MARGIN / n);
    if (cautious <= wanted) return { stop: true, reason: "precise", interval };
    if (n >= maximum) return { stop: true, reason: "exhausted", interval };
    const enough = isUnanimous ? UNANIMITY : Math.ceil(n * (cautious / wanted) ** 2);
    const next = Math.min(Math.max(enough, n + Math.ceil(n / 8)), 2 * n, maximum);
    return { stop: false, next, interval };
  }

  /**
   * Half-width that will do. A share γ of the true mean needs γ/(1 + γ) of the estimate, which may be too large by as much
   * as the half-width (Law, section 9.4.1).
   */
  #wanted(mean: number): number {
    const { relative, absolute } = this.precision;
    const byMean = relative === undefined ? 0 : (relative / (1 + relative)) * Math.abs(mean);
    return Math.max(byMean, absolute ?? 0);
  }
}

function expectRange(what: string, value: number | undefined, holds: boolean, range: string): void {
  if (!holds) throw new RangeError(`found ${what} of ${value}; expected one ${range}`);
}

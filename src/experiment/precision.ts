import { metricIndex } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import type { PrecisionGoal } from "../scenario/precision-goal.ts";
import { Moments } from "../statistics/moments.ts";
import { StoppingRule } from "../statistics/stopping-rule.ts";
import { independentValues } from "./summary.ts";

/** Replications go on until all goals are met, or the maximum is reached. */
export interface PrecisionPlan {
  readonly goals: readonly PrecisionGoal[];
  /** Replications before the first look. */
  readonly minimum: number;
  readonly maximum: number;
}

/** What the results so far ask for. */
export type Look =
  | { readonly done: true; readonly met: boolean }
  /** Look again when there are so many replications. */
  | { readonly done: false; readonly next: number };

const CONFIDENCE = 0.95;
/** Fewer independent values are not looked at. */
const VALUES_MIN = 5;

/** Replications before the first look: whole blocks, and enough of them. */
export const firstTarget = ({ minimum }: PrecisionPlan, stratify: number): number =>
  Math.max(VALUES_MIN, Math.ceil(minimum / stratify)) * stratify;

/**
 * Whether the replications so far are enough, or how many would be. The decision depends on the first `figures.length` replications
 * in their order and on nothing else: whoever computed them, and whenever.
 *
 * @param figures of all replications up to a target that this function or `firstTarget` has named
 */
export function look(figures: readonly Figures[], plan: PrecisionPlan, stratify: number): Look {
  const n = figures.length;
  const most = Math.max(firstTarget(plan, stratify), Math.floor(plan.maximum / stratify) * stratify);
  let next = 0;
  let met = true;
  for (const { metric, ...width } of plan.goals) {
    const values = independentValues(figures, metricIndex(metric), stratify);
    const rule = new StoppingRule({ ...width, confidence: CONFIDENCE, minimum: VALUES_MIN, maximum: most });
    const verdict = rule.verdict(Moments.of(values));
    if (verdict.stop) met &&= verdict.reason !== "exhausted";
    else {
      met = false;
      const perValue = n / Math.max(1, values.length);
      next = Math.max(next, Math.min(2 * n, Math.ceil((verdict.next * perValue) / stratify) * stratify));
    }
  }
  if (met) return { done: true, met };
  if (n >= most) return { done: true, met: false };
  return { done: false, next: Math.min(most, Math.max(next, n + stratify)) };
}

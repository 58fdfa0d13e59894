import { type AnyMetric, CATALOGUE } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import type { PrecisionGoal } from "../scenario/precision-goal.ts";
import { VALUES_MIN } from "../statistics/replicated-mean.ts";
import { StoppingRule } from "../statistics/stopping-rule.ts";
import { rowOf } from "./summary.ts";

/** Replications go on until all goals are met, or the maximum is reached. */
export interface PrecisionPlan {
  readonly goals: readonly PrecisionGoal[];
  /** Replications before the first look. */
  readonly minimum: number;
  readonly maximum: number;
}

/** What the results so far ask for; `unvaried` names the metrics of which nothing was seen to vary. */
export type Look =
  | { readonly done: true; readonly met: boolean; readonly unvaried: readonly string[] }
  /** Look again when there are so many replications. */
  | { readonly done: false; readonly next: number };

const CONFIDENCE = 0.95;

/** Replications before the first look: whole blocks, and enough of them. */
export const firstTarget = ({ minimum }: PrecisionPlan, stratify: number): number =>
  Math.max(VALUES_MIN, Math.ceil(minimum / stratify)) * stratify;

/**
 * Whether the replications so far are enough, or how many would be. The decision depends on the first `figures.length` replications
 * in their order and on nothing else: whoever computed them, and whenever.
 *
 * @param figures of all replications up to a target that this function or `firstTarget` has named
 * @param metrics of the figures, in their order
 */
export function look(
  figures: readonly Figures[],
  plan: PrecisionPlan,
  stratify: number,
  metrics: readonly AnyMetric[] = CATALOGUE,
): Look {
  const n = figures.length;
  const most = Math.max(firstTarget(plan, stratify), Math.floor(plan.maximum / stratify) * stratify);
  let next = 0;
  let met = true;
  const unvaried: string[] = [];
  for (const { metric, ...width } of plan.goals) {
    const index = metrics.findIndex(({ name }) => name === metric);
    const row = index < 0 ? undefined : rowOf(figures, index, stratify, metrics[index]);
    const rule = new StoppingRule({ ...width, confidence: CONFIDENCE, minimum: VALUES_MIN, maximum: most });
    const decision = row === undefined ? undefined : rule.decision(row.interval, row.unanimous);
    if (row?.unanimous !== false) unvaried.push(metric);
    met &&= decision?.stop === true && decision.reason === "precise";
    if (decision?.stop) continue;
    const wanted = decision === undefined ? Infinity : (decision.next * n) / row!.interval.n;
    next = Math.max(next, Math.min(2 * n, Math.ceil(wanted / stratify) * stratify));
  }
  if (met || next === 0 || n >= most) return { done: true, met, unvaried };
  return { done: false, next: Math.min(most, Math.max(next, n + stratify)) };
}

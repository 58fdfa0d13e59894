import type { Figures } from "../metrics/collector.ts";
import { extended, withOwn } from "../metrics/own-metric.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { firstTarget, look, type PrecisionPlan } from "./precision.ts";
import { type SimulateOptions, simulate } from "./simulate.ts";

/** Replications of one scenario until they say enough. */
export interface PreciseFigures {
  /** By replication number. */
  readonly figures: readonly Figures[];
  /** False if the precision was not reached, or the work was interrupted. */
  readonly met: boolean;
  /** Metrics of which nothing was seen to vary. */
  readonly unvaried: readonly string[];
  /** Whether an interruption ended it. */
  readonly interrupted: boolean;
}

/**
 * Replicates a scenario until the intervals are as narrow as asked for, or the maximum is reached. How often depends on the results
 * alone, not on the number of workers.
 */
export async function simulateToPrecision(
  scenario: Scenario,
  plan: PrecisionPlan,
  options: SimulateOptions,
): Promise<PreciseFigures> {
  const { stratify } = scenario.run;
  const figures: Figures[] = [];
  for (let target = firstTarget(plan, stratify); ; ) {
    const first = figures.length;
    const { onProgress, ...rest } = options;
    const told = onProgress && ((finished: number) => onProgress(first + finished, target));
    const job = { scenario, first, replications: target - first };
    const [more = []] = await simulate([job], { ...rest, ...(told ? { onProgress: told } : {}) });
    figures.push(...more);
    if (figures.length < target) return { figures, met: false, unvaried: [], interrupted: true };
    const seen = look(extended(figures, scenario.metrics), plan, stratify, withOwn(scenario.metrics));
    if (seen.done) return { figures, met: seen.met, unvaried: seen.unvaried, interrupted: false };
    target = seen.next;
  }
}

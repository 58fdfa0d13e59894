import { estimateFamilies, fateFamilies, PREFIX } from "../../report/openmetrics/estimates.ts";
import type { MetricFamily } from "../../report/openmetrics/exposition.ts";
import { workFamilies } from "../../report/openmetrics/work.ts";
import { type Outcome, sumOf } from "./outcome.ts";
import type { RunInWork } from "./run-in-work.ts";

/**
 * A run for monitoring.
 * @param outcome of the figures so far; null while there are none
 * @param isComplete whether all that was asked for has been simulated
 */
export function runFamilies(
  scenario: string,
  outcome: Outcome | null,
  { replications, time }: Pick<RunInWork, "replications" | "time">,
  isComplete: boolean,
): MetricFamily[] {
  const labels = { scenario };
  const clock: MetricFamily = {
    name: `${PREFIX}_simulated_time_seconds`,
    type: "gauge",
    unit: "seconds",
    help: "Where the only replication of a run has got to, in simulated time.",
    samples: time === null ? [] : [{ labels, value: time }],
  };
  return [
    ...workFamilies({ labels, replications, isComplete }),
    ...(time === null ? [] : [clock]),
    ...(outcome === null ? [] : fateFamilies([{ labels, of: (metric) => sumOf(outcome, metric) }])),
    ...(outcome === null ? [] : estimateFamilies([{ labels, rows: outcome.rows }])),
  ];
}

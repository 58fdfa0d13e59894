/** Runs that cannot answer what is asked of them. */
import { consequenceKind } from "../../consequences/description.ts";
import { DURATION_METRICS } from "../../metrics/collector.ts";
import type { Place } from "../../notation/place.ts";
import { VALUES_MIN } from "../../statistics/replicated-mean.ts";
import { formatDuration } from "../../units/duration.ts";
import { endOf, lastArrival } from "../amount-of-work.ts";
import type { Scenario } from "../scenario.ts";

export function warnOfRun(scenario: Scenario, place: Place): void {
  const { run, traffic, expect } = scenario;
  const batched: readonly string[] = DURATION_METRICS;
  const open = expect.filter(({ metric }) => !batched.includes(metric));
  if (run.replications === 1 && open.length > 0)
    place
      .at("replications")
      .warn(
        `one replication, and an expectation of ${open.map(({ metric }) => metric).join(", ")}`,
        "it stays undecided: one value has no interval",
        `Say at least ${VALUES_MIN} replications.`,
      );
  if (run.replications > 1 && run.stratify > 1 && run.replications % run.stratify !== 0)
    place
      .at("replications")
      .warn(
        `${run.replications} replications in blocks of ${run.stratify}`,
        `the last ${run.replications % run.stratify} make no block, and count in no interval`,
        `Say a multiple of ${run.stratify}.`,
      );
  const hasRequests = traffic.calls !== null || traffic.options !== null || traffic.subscribe !== null;
  if (hasRequests && run.warmUp > 0 && run.warmUp >= lastArrival(scenario))
    place
      .at("warmUp")
      .warn(
        `a warm-up of ${formatDuration(run.warmUp)}, when the last arrival is at ${formatDuration(lastArrival(scenario), 4)}`,
        "no duration of any request is counted",
        "Let the traffic last longer.",
      );
  warnOfEnd(scenario, place);
}

/** What follows from a verdict, and nobody sees the end of. */
function warnOfEnd(scenario: Scenario, place: Place): void {
  const first = Math.min(...scenario.faults.map(({ at }) => at));
  const left = endOf(scenario) - first;
  for (const { consequence } of scenario.architecture.watches)
    consequenceKind(consequence).warnOfEnd(consequence, left, place);
}

import { momentsOf } from "../distributions/law.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture } from "../service/description.ts";
import type { Arrivals } from "../sip/traffic.ts";

/** Time for which calls that have begun may go on after the last has come [s]. */
const DRAIN = 40;

/** Calls a second that a scenario offers on average. */
export const rateOf = ({ traffic: { calls } }: Scenario): number =>
  calls === null ? 0 : calls.arrivals.kind === "rounds" ? 1 / calls.arrivals.spacing : calls.arrivals.rate;

/** Mean time from the answer to the BYE [s]. */
export const holdOf = ({ traffic: { calls } }: Scenario): number => (calls === null ? 0 : momentsOf(calls.hold).mean);

const allAlong = (arrivals: Arrivals, duration: number): Arrivals =>
  arrivals.kind === "rounds" ? arrivals : { ...arrivals, start: 0, count: Infinity, duration };

/** A scenario whose calls come steadily for so long [s] to some architecture, without faults and whatever it expects. */
export function steadily(scenario: Scenario, architecture: Architecture, duration: number): Scenario {
  const { sweep: _, availability: __, ...rest } = scenario;
  const { calls, options, subscribe } = scenario.traffic;
  const steady =
    calls === null || calls.arrivals.kind === "rounds"
      ? calls
      : { ...calls, openLimit: Infinity, arrivals: allAlong(calls.arrivals, duration) };
  return {
    ...rest,
    architecture,
    faults: [],
    expect: [],
    traffic: {
      ...scenario.traffic,
      calls: steady,
      options: options && { ...options, arrivals: allAlong(options.arrivals, duration) },
      subscribe: subscribe && { ...subscribe, arrivals: allAlong(subscribe.arrivals, duration) },
    },
    run: { ...scenario.run, stratify: 1, warmUp: 0, horizon: null, drain: DRAIN + 3 * holdOf(scenario) },
  };
}

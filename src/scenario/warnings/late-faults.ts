import { quantileOf } from "../../distributions/law.ts";
import { faultVerb } from "../../faults/description.ts";
import { strikesAt } from "../../faults/times.ts";
import type { Place } from "../../notation/place.ts";
import { transactionTimeout } from "../../sip/timers.ts";
import { formatDuration } from "../../units/duration.ts";
import { lastArrival } from "../amount-of-work.ts";
import type { Scenario } from "../scenario.ts";

/** Of a million calls one rings and holds longer. */
const NEARLY_ALL = 1 - 1e-6;
/** More than messages take on their way where nothing is lost [s]. */
const ON_THE_WAY = 1;

/** Faults that strike when the last call is over. Lines that end something are of use then: addresses are looked at when the run ends. */
export function warnOfLateFaults(scenario: Scenario, place: Place): void {
  const { traffic, faults } = scenario;
  if (traffic.calls === null && traffic.options === null && traffic.subscribe === null) return;
  const end = lastRequest(scenario);
  const earliest = strikesAt(faults, () => 0);
  for (const [i, fault] of faults.entries())
    if (!faultVerb(fault).mends && earliest[i]! > end && !registersAfter(scenario, earliest[i]!))
      place
        .at(i, "at")
        .warn(
          `a fault at ${formatDuration(earliest[i]!)}, when the last call is over (the last arrives at ${formatDuration(lastArrival(scenario), 4)})`,
          "no call meets it, so every loss is that of a run without it",
          "Let it strike earlier, or the traffic last longer.",
        );
}

/** After this nothing of a call or request is under way [s]; ∞ where that depends on how many fail. */
function lastRequest(scenario: Scenario): number {
  const { traffic, network, faults, run } = scenario;
  const { calls } = traffic;
  const arrived = lastArrival(scenario);
  if (calls?.redial || (calls && calls.openLimit < Infinity)) return Infinity;
  const first = Math.min(...faults.map(({ at }) => at));
  const isSentAgain = network.loss > 0 || network.between !== undefined || first <= arrived + ON_THE_WAY;
  const repeated = traffic.retransmission && isSentAgain ? transactionTimeout(traffic.timers) : 0;
  if (calls?.flows) return arrived + run.drain;
  const talking = calls === null ? 0 : quantileOf(calls.ring, NEARLY_ALL) + quantileOf(calls.hold, NEARLY_ALL);
  return arrived + talking + 3 * repeated + ON_THE_WAY;
}

/** Whether anybody registers or refreshes at a time or later. */
const registersAfter = ({ traffic: { registration } }: Scenario, time: number): boolean =>
  registration.refresh < Infinity ||
  (registration.within ?? 0) > time ||
  (registration.avalanche !== null && registration.avalanche.at + registration.avalanche.within > time);

/** How long a replication lasts, and how much it is to compute: nobody should learn that by waiting. */

import { detectorKind } from "../detectors/description.ts";
import { meanOf } from "../distributions/law.ts";
import { faultVerb } from "../faults/description.ts";
import { lastsUntil } from "../faults/times.ts";
import type { Architecture } from "../service/description.ts";
import { ArrivalProcess } from "../sip/arrival-process.ts";
import type { Arrivals } from "../sip/traffic.ts";
import { sceneOf } from "./fault-checks.ts";
import type { Scenario } from "./scenario.ts";

/** When the last arrival is due [s]. */
export function lastArrival({ traffic }: Scenario): number {
  const pairs = traffic.users * (traffic.users - 1);
  const ends = [traffic.calls, traffic.options, traffic.subscribe]
    .map((part) => part?.arrivals)
    .filter((arrivals): arrivals is Arrivals => arrivals !== undefined);
  return Math.max(0, ...ends.map((arrivals) => ArrivalProcess.nominalEnd(arrivals, pairs)));
}

/** When a replication is over at the latest [s]. */
export function endOf(scenario: Scenario): number {
  const { horizon, drain } = scenario.run;
  if (horizon !== null) return horizon;
  return Math.max(lastArrival(scenario) + drain, ...scenario.faults.map((fault) => lastsUntil(fault)));
}

/** Messages of one call at all hops, of a request outside dialogs, of a registration. */
const OF_CALL = 20;
const OF_REQUEST = 4;
const OF_REGISTRATION = 6;

/** Events that a replication will need, roughly; Infinity where something happens at one moment for ever. */
export function eventsOf(scenario: Scenario): number {
  const { architecture, traffic, faults } = scenario;
  const [end, scene] = [endOf(scenario), sceneOf(scenario)];
  const { calls, options, subscribe } = traffic;
  return (
    OF_CALL * arrivalsOf(calls?.arrivals, scenario, end) +
    OF_REQUEST * (arrivalsOf(options?.arrivals, scenario, end) + arrivalsOf(subscribe?.arrivals, scenario, end)) +
    [calls, options, subscribe].reduce((sum, part) => sum + looksOf(part?.arrivals, end), 0) +
    OF_REGISTRATION * registrationsOf(scenario, end) +
    2 * signalsOf(scenario, end) +
    overloadLooks(architecture, end) +
    faults.reduce((sum, fault) => sum + faultVerb(fault).events(fault, scene, end), 0)
  );
}

function arrivalsOf(arrivals: Arrivals | undefined, { traffic: { users } }: Scenario, end: number): number {
  if (arrivals === undefined) return 0;
  if (arrivals.kind === "rounds") return arrivals.at.length * users * (users - 1);
  return Math.min(arrivals.count, arrivals.rate * Math.min(arrivals.duration, end));
}

/** Moments at which an arrival process does something else: rejects a candidate of its profile, or changes its state. */
function looksOf(arrivals: Arrivals | undefined, end: number): number {
  if (arrivals?.kind === "profile") {
    const peak = Math.max(...arrivals.points.map(({ rate }) => rate));
    return (
      (arrivals.rate > 0 ? peak / arrivals.rate : 1) *
      Math.min(arrivals.count, arrivals.rate * Math.min(arrivals.duration, end))
    );
  }
  if (arrivals?.kind !== "mmpp") return 0;
  return Math.min(arrivals.duration, end) / Math.min(...arrivals.states.map(({ mean }) => mean));
}

function registrationsOf({ architecture, traffic }: Scenario, end: number): number {
  const { refresh, within, backOff, avalanche } = traffic.registration;
  const rounds = (refresh < Infinity ? end / refresh : 0) + (within === null ? 0 : 1) + (avalanche === null ? 0 : 1);
  // Those who fail come back once in a while; how many fail is not known, but one may.
  const failed = backOff === null ? 0 : end / Math.min(backOff.allFailed, backOff.someFailed, backOff.most);
  return traffic.users * architecture.addresses.length * rounds + failed;
}

function signalsOf({ architecture: { tiers, watches }, network }: Scenario, end: number): number {
  const size = (name: string) => tiers.find((tier) => tier.name === name)?.nodes.length ?? 0;
  return watches.reduce((sum, { tier, by, detector }) => {
    const { pairs, period } = detectorKind(detector).work(detector, meanOf(network.delay), size(tier), size(by));
    return sum + (pairs * end) / period;
  }, 0);
}

/** Looks of clients and servers at how loaded they are. */
const overloadLooks = ({ tiers }: Architecture, end: number): number =>
  tiers.reduce((sum, { nodes, overload }) => {
    if (overload === undefined) return sum;
    const shortest = Math.min(overload.control?.interval ?? Infinity, overload.retryAfter || Infinity);
    return sum + (nodes.length * end) / shortest;
  }, 0);

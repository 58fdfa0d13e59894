/** What the parts of a scenario must tell of each other: names across sections, times in order, an amount of work that ends. */
import { lastsUntil } from "../ha/fault.ts";
import { ArrivalProcess } from "../sip/arrival-process.ts";
import type { Arrivals } from "../sip/traffic.ts";
import { isKnown, nodeNames } from "./architecture-checks.ts";
import { checkFaults } from "./fault-checks.ts";
import { checkNetwork } from "./network-shape.ts";
import type { Place } from "./place.ts";
import type { Scenario } from "./scenario.ts";

/** Events of one replication: some minutes of computing. */
const EVENTS_MAX = 2e9;
/** Entries of the binding tables, eight bytes each. */
const BINDINGS_MAX = 50_000_000;

export function checkRun(scenario: Scenario, place: Place): void {
  checkNames(scenario, place);
  checkTimes(scenario, place);
  checkSize(scenario, place);
}

function checkNames(scenario: Scenario, place: Place): void {
  const { architecture, network, traffic } = scenario;
  if (!place.at("architecture", "addresses").isBroken)
    for (const kind of ["calls", "options", "subscribe"] as const) {
      const access = traffic[kind]?.access;
      if (typeof access === "object")
        isKnown(
          access.address,
          architecture.addresses.map(({ name }) => name),
          "an address",
          place.at("traffic", kind, "access", "address"),
        );
    }
  const nodes = nodeNames(architecture.tiers, place.at("architecture", "tiers"));
  if (nodes === null) return;
  checkNetwork(network, architecture, place.at("network"));
  checkFaults(scenario, nodes, place.at("faults"));
}

/** When the last arrival is due [s]. */
function lastArrival({ traffic }: Scenario): number {
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
  return Math.max(lastArrival(scenario) + drain, ...scenario.faults.map(lastsUntil));
}

function checkTimes(scenario: Scenario, place: Place): void {
  const { traffic, run, faults } = scenario;
  if (place.at("run").isBroken || place.at("traffic").isBroken) return;
  if (run.horizon === null && traffic.calls === null && traffic.options === null && traffic.subscribe === null)
    place
      .at("run", "horizon")
      .report("a run until all calls are done, without any calls", 'a horizon, such as "60 s", or traffic.calls');
  const end = endOf(scenario);
  if (run.warmUp > 0 && run.warmUp >= end)
    place.at("run", "warmUp").report(`a warm-up of ${run.warmUp} s`, `less than the ${end} s that the run lasts`);
  for (const [i, { at }] of faults.entries())
    if (run.horizon !== null && at > run.horizon)
      place
        .at("faults", i, "at")
        .report(`a fault after the run has ended, at ${at} s`, `a time up to the horizon, ${run.horizon} s`);
}

/** Events that a replication will need, roughly: messages of calls and the signals of detectors. */
export function eventsOf(scenario: Scenario): number {
  const { architecture, traffic } = scenario;
  const end = endOf(scenario);
  const arrivals = (described: Arrivals | undefined): number => {
    if (described === undefined) return 0;
    if (described.kind === "rounds") return described.at.length * traffic.users * (traffic.users - 1);
    return Math.min(described.count, described.rate * Math.min(described.duration, end));
  };
  const refreshes = traffic.registration.refresh < Infinity ? end / traffic.registration.refresh : 0;
  const registrations =
    traffic.users * architecture.addresses.length * (refreshes + (traffic.registration.within === null ? 0 : 1));
  let signals = 0;
  for (const { tier, by, detector } of architecture.watches) {
    const size = (name: string) => architecture.tiers.find((candidate) => candidate.name === name)?.nodes.length ?? 0;
    const pairs = size(tier) * size(by);
    if (detector.kind === "heartbeat" || detector.kind === "poll" || detector.kind === "options")
      signals += (pairs * end) / detector.interval;
    else if (detector.kind === "vrrp") signals += (pairs * end) / detector.advertisement;
    else signals += (2 * end) / (detector.hold + scenario.network.delay);
  }
  return (
    20 * arrivals(traffic.calls?.arrivals) +
    4 * arrivals(traffic.options?.arrivals) +
    4 * arrivals(traffic.subscribe?.arrivals) +
    6 * registrations +
    2 * signals
  );
}

function checkSize(scenario: Scenario, place: Place): void {
  const { architecture, traffic } = scenario;
  if (place.at("architecture").isBroken || place.at("traffic").isBroken || place.at("run").isBroken) return;
  const hosts = architecture.tiers.reduce((sum, { nodes }) => sum + nodes.length, 2);
  const bindings =
    traffic.users * architecture.addresses.length * (architecture.bindings.kept === "memory" ? hosts : 1);
  if (bindings > BINDINGS_MAX)
    place
      .at("traffic", "users")
      .report(
        `${traffic.users} users at ${architecture.addresses.length} addresses on ${hosts} hosts, ${bindings} bindings`,
        `at most ${BINDINGS_MAX} bindings: fewer users, addresses or nodes`,
      );
  const events = eventsOf(scenario);
  if (events > EVENTS_MAX)
    place
      .at("run", "horizon")
      .report(
        `a replication of some ${events.toExponential(0).replace("e+", "e")} events, ${endOf(scenario)} s long`,
        `at most ${EVENTS_MAX.toExponential().replace("e+", "e")} events: a shorter run, a lower rate or longer intervals of detectors`,
      );
}

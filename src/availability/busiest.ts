import { type Busy, busyHosts, busyNode, type NodeShares, type OfferedLoad } from "../analysis/call/load.ts";
import { meanOf, momentsOf } from "../distributions/law.ts";
import { aimedAt } from "../scenario/call-shares.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture } from "../service/description.ts";
import { ratePhases } from "../sip/arrival-law.ts";
import { transactionTimeout } from "../sip/timers.ts";
import type { RequestTraffic } from "../sip/traffic.ts";
import { knownToClients, type Tier } from "../tiers/description.ts";
import { rateOf } from "./steady-scenario.ts";

/** What has to do most of all that every call passes: a tier, or a host that tiers share. */
export interface Busiest {
  readonly group: string;
  /** Share of its time that it is busy in the long run; or of the room that it has for transactions. */
  readonly utilisation: number;
  /** The part of it that calls make. */
  readonly byCalls: number;
  /** Whether it may lose what comes: now and then, or at the highest rate of arrivals that vary. */
  readonly mayLose: boolean;
}

/** Below this utilisation a queue of some length loses nothing worth counting. */
const QUIET = 0.6;
/** Logarithm of the share of messages that find a short queue full which is worth a look; with `room` places it is that of ρ^room or so. */
const LOG_FULL = -20;
/** A Poisson number this many standard deviations above its mean is not met. */
const RARE = 5;

/** Who is busiest with the traffic of a scenario, in the scenario's architecture or in what is left of it. */
export function busiest(scenario: Scenario, architecture: Architecture): Busiest {
  const { calls, options, subscribe } = scenario.traffic;
  const load = loadOf(scenario, architecture);
  const peaks = { calls: peakOf(calls), others: Math.max(peakOf(options), peakOf(subscribe)) };
  const atPeak = (busy: Busy): number => busy.calls * peaks.calls + busy.others * peaks.others;
  const sharesOf = (tier: Tier, node: string) => sharesAt(scenario, architecture, tier, node);
  const found: Busiest[] = [];
  const consider = (group: string, { calls: byCalls, others }: Busy, mayLose: boolean): void => {
    found.push({ group, utilisation: byCalls + others, byCalls, mayLose });
  };
  for (const tier of architecture.tiers) {
    if (tier.role === "monitor") continue;
    for (const { name, speed } of tier.nodes.slice(0, tier.role === "database" ? 1 : Math.max(1, tier.active))) {
      const shares = sharesOf(tier, name);
      const own = busyNode(architecture, tier, load, shares);
      const busy = { calls: own.calls / speed, others: own.others / speed };
      const peak = atPeak(busy);
      const room = Math.min(tier.queue, tier.overload?.queue ?? Infinity) + tier.workers;
      consider(tier.name, busy, peak > QUIET || room * Math.log(peak) > LOG_FULL);
      const limit = tier.transactions?.limit ?? Infinity;
      if (limit === Infinity) continue;
      const kept = load.calls * shares.calls * keptFor(scenario);
      const most = kept * peaks.calls;
      consider(tier.name, { calls: kept / limit, others: 0 }, most + RARE * Math.sqrt(most) > limit);
    }
  }
  for (const { group, busy } of busyHosts(architecture, load, sharesOf)) consider(group, busy, atPeak(busy) > QUIET);
  const worst = (one: Busiest, other: Busiest): Busiest => (other.utilisation > one.utilisation ? other : one);
  const losing = found.filter(({ mayLose }) => mayLose);
  return (losing.length > 0 ? losing : found).reduce(worst, NOBODY);
}

const NOBODY: Busiest = { group: "", utilisation: 0, byCalls: 0, mayLose: false };

/** How long a call keeps transactions of a stateful proxy, all of them together [s]: until timer L of its INVITE, and timer J of its BYE. */
export const keptFor = ({ traffic: { calls, timers } }: Scenario): number =>
  calls === null ? 0 : momentsOf(calls.ring).mean + 2 * transactionTimeout(timers);

/**
 * Share of the calls that a fluid would lose: those beyond what can be done, at each of the rates at which calls come.
 *
 * @param byCalls utilisation by calls at their mean rate, `others`: by all else
 */
export function fluidLoss({ traffic: { calls } }: Scenario, byCalls: number, others: number): number {
  const phases = calls === null ? [] : ratePhases(calls.arrivals);
  return phases.reduce((sum, { share, factor }) => {
    const busy = factor * byCalls + others;
    return sum + share * factor * Math.max(0, 1 - 1 / busy);
  }, 0);
}

function loadOf(scenario: Scenario, { addresses }: Architecture): OfferedLoad {
  const { traffic, network } = scenario;
  const { users, registration, options, subscribe, recordRoute } = traffic;
  const perUser = registration.with === "every address" ? addresses.length : 1;
  return {
    calls: rateOf(scenario),
    registrations: registration.refresh < Infinity ? (users * perUser) / registration.refresh : 0,
    options: meanRate(options),
    subscriptions: meanRate(subscribe),
    recordRoute,
    delay: meanOf(network.delay),
  };
}

const meanRate = (requests: RequestTraffic | null): number =>
  requests === null || requests.arrivals.kind === "rounds" ? 0 : requests.arrivals.rate;

/** The highest rate of arrivals over their mean. */
const peakOf = (part: Pick<RequestTraffic, "arrivals"> | null): number =>
  part === null ? 1 : Math.max(...ratePhases(part.arrivals).map(({ factor }) => factor));

/**
 * What passes a node: of calls and registrations as many as aim at its addresses, where it owns some that clients know, or by weight of those that are sent on
 * to its tier; behind directors an equal part; all of it at a database.
 */
function sharesAt({ traffic }: Scenario, architecture: Architecture, tier: Tier, node: string): NodeShares {
  if (tier.role === "database") return { calls: 1, registrations: 1 };
  const { addresses } = architecture;
  const ofTier = addresses.filter((address) => address.tier === tier.name);
  if (ofTier.length === 0) {
    const even = 1 / Math.max(1, tier.nodes.length);
    return { calls: even, registrations: even };
  }
  const known = knownToClients(architecture);
  const own = [...addresses.keys()].filter((i) => addresses[i]!.owner === node);
  const inAll = (shares: readonly number[]): number => own.reduce((sum, i) => sum + shares[i]!, 0);
  if (!known.some((i) => addresses[i]!.tier === tier.name)) {
    const total = ofTier.reduce((sum, { weight }) => sum + weight, 0);
    const even = inAll(addresses.map(({ weight }) => (total > 0 ? weight / total : 1 / ofTier.length)));
    return { calls: even, registrations: even };
  }
  const isEverywhere = traffic.registration.with === "every address";
  return {
    calls: inAll(aimedAt({ architecture, traffic })),
    registrations: isEverywhere
      ? own.filter((i) => known.includes(i)).length / known.length
      : inAll(aimedAt({ architecture, traffic: { ...traffic, calls: null } })),
  };
}

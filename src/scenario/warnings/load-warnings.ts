/** Load that exceeds capacity while nothing is broken. */

import { bindingsAsked } from "../../bindings/description.ts";
import { momentsOf } from "../../distributions/law.ts";
import type { Place } from "../../notation/place.ts";
import type { Architecture } from "../../service/description.ts";
import type { Arrivals } from "../../sip/traffic.ts";
import {
  challengesOfCall,
  hostUnder,
  isRegistrar,
  knownToRegistrants,
  type MessageKind,
  nextOf,
  type Tier,
} from "../../tiers/description.ts";
import { formatNumber } from "../../units/number.ts";
import { aimedAt } from "../call-shares.ts";
import type { Scenario } from "../scenario.ts";

/** Messages of one call at a proxy and at a director (SIPp's default flow); three of them look the callee up. */
const OF_A_CALL: readonly MessageKind[] = ["INVITE", "180", "200 INVITE", "ACK", "BYE", "200 BYE"];
const LOOKUPS = 3;

/** How much of one kind of request comes: how often, and how many in all. */
function amountOf(arrivals: Arrivals | undefined): { readonly rate: number; readonly count: number } {
  if (arrivals === undefined || arrivals.kind === "rounds") return { rate: 0, count: 0 };
  return { rate: arrivals.rate, count: Math.min(arrivals.count, arrivals.rate * arrivals.duration) };
}

/** REGISTERs a second, once everybody is registered. */
function refreshesOf({ architecture, traffic }: Pick<Scenario, "architecture" | "traffic">): number {
  const { refresh, with: where } = traffic.registration;
  const each = where === "every address" ? knownToRegistrants(architecture).length : 1;
  return refresh < Infinity ? (traffic.users * each) / refresh : 0;
}

/** Work that arrives at all nodes of a tier together [erlang at speed 1], and the number of messages but REGISTERs. */
function offered(
  tier: Tier,
  { architecture, traffic }: Scenario,
): { readonly load: number; readonly messages: number } {
  const { role, service } = tier;
  const mean = (kind: MessageKind) => momentsOf(service.byMethod[kind] ?? service.each).mean;
  const isSparing = traffic.recordRoute || tier.dialogs !== undefined;
  const lookups = role === "proxy" && isRegistrar(tier) ? (isSparing ? 1 : LOOKUPS) * service.lookup : 0;
  const { invites, work } = challengesOfCall(tier);
  const passed = role === "director" ? passedByChallenges(tier, architecture) : 0;
  // Dialogs that nobody has recorded a route for go past the tiers behind a back-to-back user agent.
  const isPassed = !traffic.recordRoute && isBehindDialogs(tier, architecture);
  const messages = isPassed ? OF_A_CALL.slice(0, 3) : OF_A_CALL;
  const ofCall = messages.reduce((sum, kind) => sum + mean(kind), lookups) + work + invites * mean("failure") + passed;
  const [calls, options, subscribe] = [traffic.calls, traffic.options, traffic.subscribe].map((part) =>
    amountOf(part?.arrivals),
  ) as [ReturnType<typeof amountOf>, ReturnType<typeof amountOf>, ReturnType<typeof amountOf>];
  return {
    load:
      calls.rate * ofCall +
      options.rate * mean("OPTIONS") +
      subscribe.rate * mean("SUBSCRIBE") +
      (isRegistrar(tier) || tier.role !== "proxy" ? refreshesOf({ architecture, traffic }) * mean("REGISTER") : 0),
    messages: messages.length * calls.count + options.count + subscribe.count,
  };
}

/** Work of a director with what the proxies behind it challenge, of one call: INVITE or BYE again, the ACK, and a challenge that comes back through it [s]. */
function passedByChallenges({ service, transactions }: Tier, { tiers }: Architecture): number {
  const challenging = tiers.find(({ authentication }) => authentication !== undefined);
  if (challenging === undefined) return 0;
  const { invites, byes } = challengesOfCall(challenging);
  const mean = (kind: MessageKind) => momentsOf(service.byMethod[kind] ?? service.each).mean;
  const back = transactions === undefined ? 0 : mean("failure");
  return invites * (mean("INVITE") + mean("failure") + back) + byes * (mean("BYE") + back);
}

const isBehindDialogs = (tier: Tier, architecture: Architecture): boolean =>
  architecture.tiers.some(
    (other) =>
      other.dialogs !== undefined &&
      nextOf(architecture, other).some((i) => architecture.addresses[i]!.tier === tier.name),
  );

const isReached = (tier: Tier, { addresses, tiers }: Architecture): boolean =>
  addresses.some((address) => address.tier === tier.name) ||
  (tier.role === "proxy" && tiers.some(({ role }) => role === "director"));

/** Nodes of a tier that share its work, or that of other tiers of its role. */
const sharersOf = (tier: Tier, architecture: Architecture) =>
  architecture.tiers
    .filter((other) => other.role === tier.role && other.next === tier.next && isReached(other, architecture))
    .flatMap(({ nodes, active, workers }) =>
      nodes
        .slice(0, active)
        .map(({ name, speed }) => speed * Math.min(workers, hostUnder(architecture, name)?.cores ?? workers)),
    );

/** Share of its capacity that the busiest tier of proxies is offered while nothing is broken; waiting for a database is not counted. */
export const loadOf = (scenario: Scenario): number =>
  Math.max(
    0,
    ...scenario.architecture.tiers
      .filter((tier) => tier.role === "proxy" && isReached(tier, scenario.architecture))
      .map(
        (tier) =>
          offered(tier, scenario).load / sharersOf(tier, scenario.architecture).reduce((sum, one) => sum + one, 0),
      ),
  );

/** Tiers that are offered more than they can do although nothing is broken, and do not defend themselves; waiting for a database is not counted. */
export function warnOfLoad(scenario: Scenario, place: Place): void {
  const { architecture, traffic } = scenario;
  if (traffic.calls?.flows) return;
  warnOfHosts(scenario, place.at("architecture", "hosts"));
  warnOfDatabase(scenario, place.at("architecture", "tiers"));
  for (const tier of architecture.tiers) {
    if ((tier.role !== "proxy" && tier.role !== "director") || tier.overload !== undefined) continue;
    if (
      !isReached(tier, architecture) ||
      (tier.role === "proxy" && bindingsAsked(architecture.bindings).registers !== null)
    )
      continue;
    const active = sharersOf(tier, architecture);
    const capacity = active.reduce((sum, one) => sum + one, 0);
    const { load, messages } = offered(tier, scenario);
    const excess = 1 - capacity / load;
    const fits = tier.queue < Infinity && excess * messages <= tier.queue * active.length;
    if (load <= capacity) warnOfShares(tier, scenario, place.at("architecture", "addresses"));
    if (load <= capacity || fits) continue;
    place
      .at("architecture", "tiers", tier.name)
      .warn(
        `${tier.name} that are offered ${formatNumber(load)} erlang and can serve ${formatNumber(capacity)} with nothing broken`,
        tier.queue < Infinity
          ? `once their queues are full they drop ${formatNumber(100 * excess, 2)} % of all messages or more`
          : "the queue grows without limit, and times in it say how long the run was",
        "Lower the rate, or add nodes or workers.",
      );
  }
}

/** An address that so many calls aim at that its owner alone cannot serve them, though the tier could. */
function warnOfShares(tier: Tier, scenario: Scenario, place: Place): void {
  const { architecture, traffic } = scenario;
  const registration = { ...traffic.registration, refresh: Infinity };
  const ofCalls = offered(tier, { ...scenario, traffic: { ...traffic, registration, options: null, subscribe: null } });
  const shares = aimedAt(scenario);
  for (const [i, { name, owner, tier: own }] of architecture.addresses.entries()) {
    const node = own === tier.name ? tier.nodes.find((one) => one.name === owner) : undefined;
    if (node === undefined) continue;
    const capacity = node.speed * Math.min(tier.workers, hostUnder(architecture, owner)?.cores ?? tier.workers);
    const [load, excess] = [shares[i]! * ofCalls.load, 1 - capacity / (shares[i]! * ofCalls.load)];
    if (load <= capacity || excess * shares[i]! * ofCalls.messages <= tier.queue) continue;
    place
      .at(name)
      .warn(
        `${formatNumber(100 * shares[i]!, 3)} % of the calls at ${name}, ${formatNumber(load)} erlang where ${owner} can serve ${formatNumber(capacity)} with nothing broken`,
        `the others could serve more, but ${traffic.calls?.access === "weighted" ? "RFC 2782 gives the first of its records one share more than its weight" : "callers do not ask them"}`,
        "Say weights of 100, or access: round robin.",
      );
  }
}

/** A database that is asked more than its connections can answer. */
function warnOfDatabase({ architecture, traffic }: Scenario, place: Place): void {
  const { lookUps, registers } = bindingsAsked(architecture.bindings);
  const tier = architecture.tiers.find(({ name }) => name === registers);
  if (tier === undefined) return;
  const calls = lookUps === null ? 0 : amountOf(traffic.calls?.arrivals).rate * (traffic.recordRoute ? 1 : LOOKUPS);
  const queries = calls + refreshesOf({ architecture, traffic });
  const load = queries * momentsOf(tier.service.byMethod.query ?? tier.service.each).mean;
  const [{ speed }] = tier.nodes as [Tier["nodes"][number]];
  const capacity = speed * Math.min(tier.workers, hostUnder(architecture, tier.nodes[0]!.name)?.cores ?? tier.workers);
  if (load <= capacity) return;
  place
    .at(tier.name)
    .warn(
      `${tier.name} that is asked for ${formatNumber(load)} erlang and can serve ${formatNumber(capacity)} with nothing broken`,
      "proxies' workers wait for its answers, and queries run into their time-out",
      "Lower the rate, or add connections (workers).",
    );
}

/** Hosts whose nodes, two or more, together are offered more than its cores can do although nothing is broken. */
function warnOfHosts(scenario: Scenario, place: Place): void {
  const { architecture, traffic } = scenario;
  const { lookUps } = bindingsAsked(architecture.bindings);
  const queries = amountOf(traffic.calls?.arrivals).rate * (traffic.recordRoute ? 1 : LOOKUPS);
  const atNode = (tier: Tier): number => {
    if (tier.role === "database" && tier.name === lookUps)
      return queries * momentsOf(tier.service.byMethod.query ?? tier.service.each).mean;
    if (!isReached(tier, architecture)) return 0;
    const ofCalls =
      offered(tier, scenario).load - (lookUps !== null && tier.role === "proxy" ? queries * tier.service.lookup : 0);
    return ofCalls / sharersOf(tier, architecture).length;
  };
  for (const host of architecture.hosts ?? []) {
    const loads = architecture.tiers.flatMap((tier) =>
      tier.nodes
        .slice(0, tier.active)
        .filter(({ name }) => host.nodes.includes(name))
        .map(({ speed }) => atNode(tier) / speed),
    );
    const load = loads.reduce((sum, one) => sum + one, 0);
    if (load <= host.cores || loads.filter((one) => one > 0).length < 2) continue;
    place
      .at(host.name)
      .warn(
        `${host.name} whose nodes are offered ${formatNumber(load)} erlang together and that has ${formatNumber(host.cores)} ${host.cores === 1 ? "core" : "cores"}`,
        "queues fill, and what does not fit is dropped, with nothing broken",
        "Lower the rate, add cores, or put the nodes on hosts of their own.",
      );
  }
}

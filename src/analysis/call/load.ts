import { bindingsAsked } from "../../bindings/description.ts";
import { momentsOf } from "../../distributions/law.ts";
import type { Architecture } from "../../service/description.ts";
import { challengesOfCall, hostUnder, type MessageKind, type Tier } from "../../tiers/description.ts";

/** What users ask of a service a second, and how. */
export interface OfferedLoad {
  readonly calls: number;
  /** REGISTERs at all addresses together. */
  readonly registrations: number;
  readonly options: number;
  readonly subscriptions: number;
  /** Whether proxies stay in the dialog, so that ACK and BYE need no look-up. */
  readonly recordRoute: boolean;
  /** One way between two hosts [s]. */
  readonly delay: number;
}

/** Shares of all calls, and of all REGISTERs, that pass one node. */
export interface NodeShares {
  readonly calls: number;
  readonly registrations: number;
}

/** Time that a worker or a core is busy, as a share of it: with calls, and with all else. */
export interface Busy {
  readonly calls: number;
  readonly others: number;
}

/** The messages of one call that pass a proxy (RFC 3261, SIPp's default flow), and whether each is a request. */
const MESSAGES: readonly (readonly [MessageKind, boolean])[] = [
  ["INVITE", true],
  ["180", false],
  ["200 INVITE", false],
  ["ACK", true],
  ["BYE", true],
  ["200 BYE", false],
];

const meanOf = ({ service }: Tier, kind: MessageKind): number => momentsOf(service.byMethod[kind] ?? service.each).mean;

/** What a node spends on one of each [s at speed 1]. */
interface Costs {
  readonly call: number;
  readonly registration: number;
  readonly options: number;
  readonly subscription: number;
}

/** @param query what a query costs who asks [s]: the time for which it waits, or 0 where only its own work counts */
function costsAt(architecture: Architecture, tier: Tier, recordRoute: boolean, query: number): Costs {
  const { lookUps, registers } = bindingsAsked(architecture.bindings);
  const message = (kind: MessageKind): number => meanOf(tier, kind);
  const challenging = tier.role === "proxy" ? tier : architecture.tiers.find((one) => one.authentication !== undefined);
  const { authentication } = challenging ?? {};
  const asked = challenging === undefined ? { invites: 0, byes: 0, work: 0 } : challengesOfCall(challenging);
  const queries = authentication?.credentials === "database" ? 1 : 0;
  const lookedUp = MESSAGES.filter(([kind, isRequest]) => isRequest && (kind === "INVITE" || !recordRoute)).length;
  const { REGISTER = 0, SUBSCRIBE = 0 } = authentication?.challenge ?? {};
  if (tier.role === "database") {
    const own = message("query");
    return {
      call: own * ((tier.name === lookUps ? lookedUp : 0) + queries * (asked.invites + asked.byes)),
      registration: own * ((tier.name === registers ? 1 : 0) + queries * REGISTER),
      options: 0,
      subscription: own * queries * SUBSCRIBE,
    };
  }
  const messages = MESSAGES.reduce((sum, [kind]) => sum + message(kind), 0);
  if (tier.role !== "proxy") {
    // The ACK of a challenge, and the challenge itself where it comes back through a stateful director.
    const back = tier.transactions === undefined ? 0 : message("failure");
    return {
      call:
        messages +
        asked.invites * (message("INVITE") + message("failure") + back) +
        asked.byes * (message("BYE") + back),
      registration: (1 + REGISTER) * message("REGISTER"),
      options: message("OPTIONS"),
      subscription: (1 + SUBSCRIBE) * message("SUBSCRIBE"),
    };
  }
  const round = (authentication?.refusal ?? 0) + (authentication?.check ?? 0) + queries * query;
  const ofChallenges = asked.invites * message("failure") + asked.work + queries * query * (asked.invites + asked.byes);
  return {
    call: messages + lookedUp * (lookUps === null ? tier.service.lookup : query) + ofChallenges,
    registration: message("REGISTER") + (registers === null ? 0 : query) + REGISTER * round,
    options: message("OPTIONS"),
    subscription: message("SUBSCRIBE") + SUBSCRIBE * round,
  };
}

function busyWith(load: OfferedLoad, shares: NodeShares, costs: Costs): Busy {
  return {
    calls: load.calls * shares.calls * costs.call,
    others:
      load.registrations * shares.registrations * costs.registration +
      shares.calls * (load.options * costs.options + load.subscriptions * costs.subscription),
  };
}

const times = ({ calls, others }: Busy, factor: number): Busy => ({ calls: calls * factor, others: others * factor });

/**
 * Share of its cores' time that a host is busy in the long run with what the nodes on it that are in service do, all of them together; above 1
 * it cannot keep up. Cores that wake up are not counted: they do so less and less often as the load grows.
 *
 * @param sharesOf what passes one node of a tier
 */
export const busyHosts = (
  architecture: Architecture,
  load: OfferedLoad,
  sharesOf: (tier: Tier, node: string) => NodeShares,
): { readonly group: string; readonly busy: Busy }[] =>
  (architecture.hosts ?? []).map((host) => {
    let [calls, others] = [0, 0];
    for (const tier of architecture.tiers)
      for (const { name, speed } of tier.nodes.slice(0, tier.active)) {
        if (hostUnder(architecture, name) !== host || tier.role === "monitor") continue;
        const own = busyWith(load, sharesOf(tier, name), costsAt(architecture, tier, load.recordRoute, 0));
        calls += own.calls / speed;
        others += own.others / speed;
      }
    return { group: host.name, busy: times({ calls, others }, 1 / host.cores) };
  });

/**
 * Share of their time that the workers of a node of speed 1 are busy in the long run, or, of a database, its connections. A proxy's worker
 * waits for a database: a hop, its service, a hop back. Cores that workers share are counted by `busyHosts`.
 */
export function busyNode(architecture: Architecture, tier: Tier, load: OfferedLoad, shares: NodeShares): Busy {
  const { registers } = bindingsAsked(architecture.bindings);
  const database = architecture.tiers.find(({ name }) => name === registers);
  const query = database === undefined ? 0 : 2 * load.delay + meanOf(database, "query");
  return times(busyWith(load, shares, costsAt(architecture, tier, load.recordRoute, query)), 1 / tier.workers);
}

import { bindingsAsked } from "../../bindings/description.ts";
import { momentsOf } from "../../distributions/law.ts";
import type { Architecture } from "../../service/description.ts";
import { challengesOfCall, hostUnder, type MessageKind, type Tier } from "../../tiers/description.ts";

/** What a call asks of the servers. */
export interface CallLoad {
  /** Calls a second. */
  readonly rate: number;
  /** Whether proxies stay in the dialog, so that ACK and BYE need no look-up. */
  readonly recordRoute: boolean;
  /** One way between two hosts [s]. */
  readonly delay: number;
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

/**
 * What it costs to ask who calls where each message and each query takes so long [s]: at proxies that challenge, and at whoever passes
 * their messages on.
 */
function costOfChallenges(
  architecture: Architecture,
  tier: Tier,
  message: (kind: MessageKind) => number,
  query: number,
): number {
  if (tier.role === "proxy") {
    const { invites, byes, work } = challengesOfCall(tier);
    const queries = tier.authentication?.credentials === "database" ? invites + byes : 0;
    return work + invites * message("failure") + queries * query;
  }
  const challenging = architecture.tiers.find(({ authentication }) => authentication !== undefined);
  if (challenging === undefined) return 0;
  const { invites, byes } = challengesOfCall(challenging);
  if (tier.role === "database")
    return challenging.authentication!.credentials === "database" ? (invites + byes) * query : 0;
  return invites * (message("INVITE") + message("failure")) + byes * message("BYE");
}

/** What a call costs where each of its messages and of its look-ups takes so long [s]. */
function costOf({ recordRoute }: CallLoad, message: (kind: MessageKind) => number, lookUp: number): number {
  let cost = 0;
  for (const [kind, isRequest] of MESSAGES) {
    cost += message(kind);
    if (isRequest && (kind === "INVITE" || !recordRoute)) cost += lookUp;
  }
  return cost;
}

/** Time on a core that one call costs all nodes of a tier that it passes together, at speed 1 [s]; waiting for a database costs none. */
function workOf(architecture: Architecture, tier: Tier, load: CallLoad): number {
  const { lookUps, registers } = bindingsAsked(architecture.bindings);
  if (tier.role === "monitor") return 0;
  const message = (kind: MessageKind) => meanOf(tier, kind);
  if (tier.role === "database") {
    if (tier.name !== registers) return 0;
    const query = message("query");
    return costOf(load, () => 0, lookUps === null ? 0 : query) + costOfChallenges(architecture, tier, () => 0, query);
  }
  const inMemory = tier.role === "proxy" && lookUps === null;
  return costOf(load, message, inMemory ? tier.service.lookup : 0) + costOfChallenges(architecture, tier, message, 0);
}

/**
 * Share of its cores' time that a host is busy in the long run with the calls of its nodes in service, all of them together; above 1
 * it cannot keep up. Cores that wake up are not counted: they do so less and less often as the load grows.
 *
 * @param shareOf share of all calls that pass one node of a tier
 */
export const utilisationOfHosts = (
  architecture: Architecture,
  load: CallLoad,
  shareOf: (tier: Tier) => number,
): { readonly group: string; readonly utilisation: number }[] =>
  (architecture.hosts ?? []).map((host) => {
    let busy = 0;
    for (const tier of architecture.tiers)
      for (const { name, speed } of tier.nodes.slice(0, tier.active))
        if (hostUnder(architecture, name) === host)
          busy += (load.rate * shareOf(tier) * workOf(architecture, tier, load)) / speed;
    return { group: host.name, utilisation: busy / host.cores };
  });

/**
 * Calls a second that one node of speed 1 carries in the long run, 1 / (what its messages and look-ups cost a worker), times its
 * workers; Infinity where they cost nothing. A worker waits for a database: a hop, its service, a hop back. Cores that workers share are
 * counted by `utilisationOfHosts`.
 */
export function capacityOfNode(architecture: Architecture, tier: Tier, load: CallLoad): number {
  const { lookUps, registers } = bindingsAsked(architecture.bindings);
  const database = architecture.tiers.find(({ name }) => name === registers);
  const query = database === undefined ? 0 : 2 * load.delay + meanOf(database, "query");
  const lookUp = tier.role !== "proxy" ? 0 : lookUps === null ? tier.service.lookup : query;
  const message = (kind: MessageKind) => meanOf(tier, kind);
  const cost = costOf(load, message, lookUp) + costOfChallenges(architecture, tier, message, query);
  return cost === 0 ? Infinity : tier.workers / cost;
}

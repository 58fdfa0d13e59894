import { bindingsAsked } from "../../bindings/description.ts";
import { momentsOf } from "../../distributions/law.ts";
import type { Architecture } from "../../service/description.ts";
import type { MessageKind, Tier } from "../../tiers/description.ts";

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

/**
 * Calls a second that one node of speed 1 carries in the long run, 1 / (what its messages and look-ups cost a worker), times its
 * workers; Infinity where they cost nothing. A worker waits for a database: a hop, its service, a hop back.
 */
export function capacityOfNode(architecture: Architecture, tier: Tier, { recordRoute, delay }: CallLoad): number {
  const mean = (kind: MessageKind): number => momentsOf(tier.service.byMethod[kind] ?? tier.service.each).mean;
  const { lookUps } = bindingsAsked(architecture.bindings);
  const database = architecture.tiers.find(({ name }) => name === lookUps);
  const lookUp =
    tier.role !== "proxy"
      ? 0
      : database === undefined
        ? tier.service.lookup
        : 2 * delay + momentsOf(database.service.byMethod.query ?? database.service.each).mean;
  let cost = 0;
  for (const [kind, isRequest] of MESSAGES) {
    cost += mean(kind);
    if (isRequest && (kind === "INVITE" || !recordRoute)) cost += lookUp;
  }
  return cost === 0 ? Infinity : tier.workers / cost;
}

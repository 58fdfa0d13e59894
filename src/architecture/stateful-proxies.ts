import { samplerOf } from "../distributions/simulated.ts";
import type { Node } from "../ha/node.ts";
import type { Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import { type Calls, causeIndex } from "../sip/calls.ts";
import { Contacts } from "../sip/contacts.ts";
import { Destinations } from "../sip/destinations.ts";
import type { Director } from "../sip/director.ts";
import { FlowMessages } from "../sip/sipp/flow-messages.ts";
import type { Traffic } from "../sip/traffic.ts";
import type { TransactionsParts } from "../sip/transaction-parts.ts";
import { OF_BYE } from "../sip/transaction-table.ts";
import { Transactions } from "../sip/transactions.ts";
import { isRegistrar, nextOf, type Tier } from "../tiers/description.ts";
import { CALLEES } from "./hosts.ts";

const CRASH = causeIndex("nodeCrash");

/** Whether calls reach the proxies by way of stateful directors, which have a Via of their own. */
const hasStatefulDirector = ({ tiers }: Pick<Architecture, "tiers">): boolean =>
  tiers.some(({ role, transactions }) => role === "director" && transactions !== undefined);

/** Where the stateful director of a call awaits its responses: at the address that the caller aims at; null where there is none. */
export const directorOf = (architecture: Architecture, calls: Calls): ((call: number) => number) | null =>
  hasStatefulDirector(architecture) ? (call) => calls.target[call]! : null;

/** What the transactions of a world have in common. */
interface Surroundings extends Pick<TransactionsParts, "engine" | "network" | "ways" | "timers" | "isConnected"> {
  readonly traffic: Traffic;
  readonly streams: Streams;
  /** Where directors send to. */
  readonly ofDirectors: TransactionsParts["ways"];
  /** Known once the world stands. */
  readonly director: () => Director;
}

function destinationsOf({ name, transactions }: Tier, { engine, streams, director }: Surroundings): Destinations {
  const failover = transactions!.failover;
  const silence = failover ? samplerOf(failover.after, streams.stream(`failover/${name}`)) : null;
  return new Destinations({ engine, director, failover, silence });
}

/** The contacts that a stateful proxy forks calls to; null where users have one of which nothing is said. */
function contactsOf({ transactions }: Tier, { traffic, streams }: Surroundings): Contacts | null {
  const { contacts } = traffic.registration;
  if (contacts === undefined) return null;
  const { silence = Infinity, ringing = Infinity } = transactions!.forking ?? {};
  const limit = samplerOf({ kind: "deterministic", value: silence }, streams.stream("silence"));
  return new Contacts({
    ...{ ringing, callees: CALLEES, silence: silence === Infinity ? null : limit },
    qs: contacts.map(({ q }) => q),
  });
}

/** Over which connections requests and responses of a tier go, so that nothing is sent again. */
function connectedBy(
  tier: Tier,
  { tiers, addresses }: Architecture,
  { isConnected, traffic }: Surroundings,
): Pick<TransactionsParts, "isConnected" | "answersByConnection"> {
  const isDirect = tier.dialogs !== undefined && !traffic.recordRoute; // past the next tier, within a dialog
  return {
    isConnected: tier.transport === undefined ? isConnected : (_, which) => !(isDirect && which === OF_BYE),
    answersByConnection: tiers.some(
      (other) =>
        other.transport !== undefined &&
        (other.role === "director"
          ? isRegistrar(tier)
          : nextOf({ addresses }, other).some((place) => addresses[place]!.tier === tier.name)),
    ),
  };
}

/**
 * The transactions of the proxies and directors that keep them, by host; they die with their process.
 *
 * @param lost hears of each message that is lost with them, and why
 */
export function transactionsOf(
  architecture: Architecture,
  nodes: readonly Node[],
  surroundings: Surroundings,
  lost: (host: number, message: number, cause: number) => void,
): (Transactions | undefined)[] {
  const byHost: (Transactions | undefined)[] = [];
  const played = surroundings.traffic.calls?.flows;
  const flows = played === undefined ? null : new FlowMessages(played);
  for (const tier of architecture.tiers) {
    if (tier.transactions === undefined) continue;
    const own = new Map(nodes.filter((node) => node.tier === tier.name).map((node) => [node.host, node]));
    const transactions = new Transactions({
      ...surroundings,
      flows,
      options: tier.transactions,
      targets: tier.role === "director" ? destinationsOf(tier, surroundings) : contactsOf(tier, surroundings),
      ...(tier.role === "director" && { ways: surroundings.ofDirectors }),
      ...connectedBy(tier, architecture, surroundings),
      processOf: (host) => own.get(host)!,
      lost: (host, message) => lost(host, message, CRASH),
    });
    for (const [host, node] of own) {
      byHost[host] = transactions;
      node.onFailure(() => {
        if (node.running) return;
        transactions.forget(host);
      });
    }
  }
  return byHost;
}

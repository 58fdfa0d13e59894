import type { Node } from "../ha/node.ts";
import type { Network } from "../network/network.ts";
import type { Architecture } from "../service/description.ts";
import { causeIndex } from "../sip/calls.ts";
import type { Carrier } from "../sip/carrier.ts";
import { Handshake } from "../sip/connections/handshakes.ts";
import type { ServerWay } from "../sip/connections/server-connection-parts.ts";
import { ServerConnections } from "../sip/connections/server-connections.ts";
import { Kind } from "../sip/message.ts";
import { isRegistrar, nextOf, type Tier } from "../tiers/description.ts";
import type { CallKeeping } from "./call-keeping.ts";
import { processesOf } from "./user-connections.ts";
import type { TimeAndChance, WorldDescription } from "./world-parts.ts";

const DOWN = causeIndex("nodeDown");

/** What connections between servers find in a world. */
interface Surroundings {
  readonly network: Network;
  readonly nodes: readonly Node[];
  /** What takes messages on all other ways. */
  readonly others: Carrier;
  /** Known once the world stands. */
  readonly keeping: () => CallKeeping;
  /** Hears of a message that is lost, and why, or that waits. */
  readonly lost: (message: number, cause: number, waits: boolean) => void;
}

/** How servers are connected to each other; null where all of them speak by UDP. */
export function serverConnectionsOf(
  { engine, streams }: TimeAndChance,
  { architecture, traffic }: WorldDescription,
  { network, nodes, others, keeping, lost }: Surroundings,
): ServerConnections | null {
  const ways = architecture.tiers.flatMap((tier) => waysOf(tier, architecture, nodes, network));
  if (ways.length === 0) return null;
  network.isConnectionOriented = true;
  const processes = processesOf(architecture, nodes);
  // What a back-to-back user agent says within a dialog goes straight to the callee, unless all who are on the way stay in it.
  const direct = new Set(traffic.recordRoute ? [] : hostsOf(nodes, (tier) => tier.dialogs !== undefined, architecture));
  const connections = new ServerConnections({
    ...{ engine, network, others, ways, processes },
    upstream: (host, call) => keeping().ways.origin(host, call),
    isFromCallee: (host, kind) => direct.has(host) && ENDS_DIALOG.has(kind),
    phases: streams.stream("keep-alive of servers"),
    lost: (message, waits) => lost(message, DOWN, waits),
    unsent: (host, message, envelope) => keeping().unsent(host, message, envelope),
  });
  for (const node of nodes) {
    const { host } = node;
    for (const kind of Object.values(Handshake))
      node.on(kind, (message, envelope) => connections.served(host, message, envelope), {
        refuse: (message) => connections.refused(host, message),
      });
    node.onFailure(() => {
      if (!node.running) connections.forget(host);
    });
    node.onDeath(() => connections.died(host, processes.life(host) - 1));
  }
  return connections;
}

/** Responses to requests within a dialog. */
const ENDS_DIALOG: ReadonlySet<number> = new Set([Kind.OK_BYE, Kind.FAIL_BYE, Kind.OK_UPDATE, Kind.FAIL_UPDATE]);

const hostsOf = (nodes: readonly Node[], belongs: (tier: Tier) => boolean, { tiers }: Architecture): number[] =>
  nodes.flatMap(({ host, tier }) => (belongs(tiers.find(({ name }) => name === tier)!) ? [host] : []));

/** From each server of a tier with a transport to each address behind it, and back from whoever has that to each address of the tier. */
function waysOf(tier: Tier, architecture: Architecture, nodes: readonly Node[], { hosts }: Network): ServerWay[] {
  const { transport } = tier;
  if (transport === undefined) return [];
  const { addresses } = architecture;
  const number = (place: number) => hosts + place;
  const own = [...addresses.keys()].filter((place) => addresses[place]!.tier === tier.name);
  // A tier with inner addresses is answered there.
  const isInner = own.some((place) => addresses[place]!.side === "inside");
  const answered = own.filter((place) => (addresses[place]!.side === "inside") === isInner);
  const speaksAs = (node: string) => number(answered.find((place) => addresses[place]!.owner === node) ?? answered[0]!);
  const places = nextOf(architecture, tier);
  const isDirector = tier.role === "director";
  const behind = isDirector
    ? hostsOf(nodes, isRegistrar, architecture)
    : hostsOf(nodes, ({ name }) => places.some((place) => addresses[place]!.tier === name), architecture);
  const targets = isDirector ? behind : places.map(number);
  const forth = nodes
    .filter((node) => node.tier === tier.name)
    .flatMap(({ host, name }) =>
      targets.map((to) => ({ from: host, to, speaksAs: speaksAs(name), transport, isBack: false })),
    );
  const back = behind.flatMap((from) =>
    answered.map((place) => ({
      ...{ from, to: number(place), transport, isBack: true },
      speaksAs: isDirector ? from : targets[0]!,
    })),
  );
  return [...forth, ...back];
}

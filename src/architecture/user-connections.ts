import { samplerOf } from "../distributions/simulated.ts";
import type { Node } from "../ha/node.ts";
import { messageOf, subjectOf } from "../network/message.ts";
import type { Network } from "../network/network.ts";
import type { Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import { type Calls, causeIndex } from "../sip/calls.ts";
import { Balancers } from "../sip/connections/balancers.ts";
import type { ConnectionsParts } from "../sip/connections/connection-parts.ts";
import { Connections } from "../sip/connections/connections.ts";
import { Handshake } from "../sip/connections/handshakes.ts";
import { NatBindings } from "../sip/connections/nat-bindings.ts";
import type { Processes } from "../sip/connections/processes.ts";
import { isBehindNat, type Transport, transportOf } from "../sip/connections/transport.ts";
import { UserWays } from "../sip/connections/user-ways.ts";
import type { Director } from "../sip/director.ts";
import { Kind } from "../sip/message.ts";
import type { Registrations } from "../sip/registrations.ts";
import { transactionTimeout } from "../sip/timers.ts";
import type { Traffic } from "../sip/traffic.ts";
import { connectionsShape } from "../tiers/connecting.ts";
import type { Connecting } from "../tiers/description.ts";
import { CALLEES, CALLERS } from "./hosts.ts";
import type { TimeAndChance, WorldDescription } from "./world-parts.ts";

/** RFC 5626 §4.5: how user agents with connections back off where a file does not say it. */
const BACK_OFF = { allFailed: 30, someFailed: 90, most: 1800 };

/** What a world has that connections are made between. */
export interface ConnectedWorld {
  readonly network: Network;
  readonly nodes: readonly Node[];
  readonly calls: Calls;
  readonly registrations: Registrations;
}

/** What becomes of messages that find no connection; and who chooses proxies, known once the world stands. */
export interface Losses {
  readonly director: () => Director;
  /** Hears of a message that is lost, and why; or of one that waits for a connection, which is why its call fails if that comes too late. */
  readonly lost: (message: number, cause: number, waits: boolean) => void;
}

/** How users are connected to servers; null where all of it is UDP without NATs. */
export function userWaysOf(
  { engine, streams }: TimeAndChance,
  { architecture, traffic }: WorldDescription,
  { network, nodes, calls, registrations }: ConnectedWorld,
  losses: Losses,
): UserWays | null {
  const { transport } = traffic;
  if (transport === undefined) return null;
  const transports = Array.from({ length: traffic.users }, (_, user) => transportOf(user, transport.shares));
  const of = (registration: number): Transport => transports[registrations.userOf(registration)]!;
  const directors = nodesOf(architecture, nodes);
  const balancers = new Balancers({
    network,
    hosts: directors.map(({ host }) => host),
    runs: (host) => directors.some((node) => node.host === host && node.running),
    choose: (host, registration) => losses.director().dispatch.dispatched(host, messageOf(Kind.REGISTER, registration)),
  });
  for (const node of directors) node.onFailure(() => !node.running && balancers.forget(node.host));
  const processes = processesOf(architecture, nodes, balancers);
  const home = CALLEES;
  const common = { engine, network, home, registrations, processes };
  const hasConnections = transports.some((one) => one !== "udp");
  const broken = (registration: number) => ways.broken(registration);
  const connections = hasConnections ? connectionsOf(common, of, { streams, traffic, broken, ...losses }) : null;
  const { nat } = transport;
  const natBindings =
    nat &&
    new NatBindings({
      ...common,
      options: nat,
      isBehind: (registration) =>
        of(registration) === "udp" && isBehindNat(registrations.userOf(registration), nat.share),
      phases: streams.stream("NAT keep-alive"),
    });
  const ways: UserWays = new UserWays({
    network,
    endpoints: { callers: CALLERS, callees: CALLEES },
    calls,
    registrations,
    processes,
    connections,
    nat: natBindings,
    balancers,
    callers: streams.stream("callers"),
    isConnected: (user) => transports[user] !== "udp",
  });
  registrations.goBy(ways, connections);
  network.isConnectionOriented = hasConnections;
  if (connections !== null) for (const node of nodes) serve(node, connections, processes);
  return ways;
}

/** The nodes that balance connections. */
const nodesOf = ({ tiers }: Architecture, nodes: readonly Node[]): Node[] =>
  nodes.filter(({ tier }) => tiers.find(({ name }) => name === tier)?.role === "director");

/** What a host does for connections: its process serves handshakes, its kernel resets what a dead process leaves behind. */
function serve(node: Node, connections: Connections, processes: Processes): void {
  const { host } = node;
  for (const kind of Object.values(Handshake))
    node.on(kind, (message, envelope) => connections.handshakes.served(host, message, envelope), {
      refuse: (message) => connections.handshakes.lost(host, subjectOf(message)),
    });
  node.onDeath(() => connections.died(host, processes.life(host) - 1));
}

/** The processes that connections lead to. Each death begins another life. */
export function processesOf({ tiers }: Architecture, nodes: readonly Node[], balancers?: Balancers): Processes {
  const lives: number[] = [];
  const terms = new Map<number, Connecting>();
  const byHost = new Map(nodes.map((node) => [node.host, node]));
  for (const node of nodes) {
    lives[node.host] = 0;
    terms.set(node.host, tiers.find(({ name }) => name === node.tier)!.connections ?? connectionsShape.sample);
    node.onFailure(() => {
      if (!node.running) lives[node.host]!++;
    });
  }
  return {
    runs: (host) => byHost.get(host)?.running ?? false,
    behind: (host, connection, isSyn) => balancers?.behind(host, connection, isSyn) ?? host,
    begins: (connection) => balancers?.begins(connection),
    life: (host) => lives[host] ?? 0,
    terms: (host) => terms.get(host)!,
    accept: (host, message, envelope) => byHost.get(host)!.station.accept(message, envelope),
  };
}

function connectionsOf(
  common: Pick<ConnectionsParts, "engine" | "network" | "home" | "registrations" | "processes">,
  of: (registration: number) => Transport,
  {
    streams,
    traffic,
    lost,
    broken,
  }: Losses & { readonly streams: Streams; readonly traffic: Traffic } & Pick<ConnectionsParts, "broken">,
): Connections {
  const { connection: options } = traffic.transport!;
  const [down, missing] = [causeIndex("nodeDown"), causeIndex("flowMissing")];
  return new Connections({
    ...common,
    options,
    backOff: traffic.registration.backOff ?? BACK_OFF,
    reconnect: options.reconnect && samplerOf(options.reconnect, streams.stream("reconnection")),
    limit: transactionTimeout(traffic.timers),
    isConnected: (registration) => of(registration) !== "udp",
    hasTls: (registration) => of(registration) !== "tcp" && of(registration) !== "udp",
    random: streams.stream("connection back-off"),
    phases: streams.stream("keep-alive"),
    lost: (message, why) => lost(message, why === "unreachable" ? down : missing, false),
    waits: (message) => lost(message, missing, true),
    broken,
  });
}

import { bindingsAsked } from "../bindings/description.ts";
import { keepingOf } from "../bindings/simulated.ts";
import { drawnFrom } from "../distributions/simulated.ts";
import { type Fault, isOfLinks } from "../faults/description.ts";
import { Node } from "../ha/node.ts";
import type { Engine } from "../kernel/engine.ts";
import { NarrowLink } from "../network/narrow-link.ts";
import { Network } from "../network/network.ts";
import type { Hop, HopCost, NetworkOptions } from "../network/network-options.ts";
import type { SharedProcessor } from "../network/shared-processor.ts";
import { Station } from "../network/station.ts";
import type { Served, Waiting } from "../network/station-parts.ts";
import type { Phases } from "../random/phases.ts";
import type { Streams } from "../random/stream.ts";
import type { Architecture } from "../service/description.ts";
import { CAUSE_OF_LOSS, causeIndex } from "../sip/calls.ts";
import type { Nonces } from "../sip/nonces.ts";
import type { OverloadControl } from "../sip/overload-control.ts";
import { Registrations } from "../sip/registrations.ts";
import { type Directory, Targets } from "../sip/targets.ts";
import type { Traffic } from "../sip/traffic.ts";
import { isRegistrar, type Tier } from "../tiers/description.ts";
import { type Challenging, challengingTimes } from "./challenging.ts";
import { CALLEES, CALLERS, FIRST_SERVER, hostOf, sitesOf } from "./hosts.ts";
import { mayMissArp } from "./missed-arp.ts";
import { serviceTimes } from "./service-times.ts";
import type { Witness } from "./witness.ts";

/** What is brought to life: the parts of a scenario that a world is made of. */
export interface WorldDescription {
  readonly architecture: Architecture;
  readonly network: NetworkOptions;
  readonly traffic: Traffic;
  readonly faults: readonly Fault[];
}

/** Time and chance. */
export interface TimeAndChance {
  readonly engine: Engine;
  readonly streams: Streams;
  readonly phases: Phases;
}

/** Where user agents are. */
export const endpoints = { callers: CALLERS, callees: CALLEES };

/** Cause of what a dead node loses. */
const DOWN = causeIndex("nodeDown");

/** @param lose hears of each message that the network loses, and why */
export function networkOf(
  { engine, streams }: TimeAndChance,
  { architecture, network, faults }: WorldDescription,
  lose: (message: number, cause: number) => void,
): Network {
  const breaks = faults.some(isOfLinks);
  const isApart = network.sites || breaks || mayMissArp(architecture, network, faults);
  const sites = sitesOf(architecture, network);
  const hop = ({ delay, loss, link }: HopCost, i = 0, j = i): Hop => {
    const way = i === j ? "" : `/${Math.min(i, j)}/${Math.max(i, j)}`;
    const described = { delay: drawnFrom(delay, streams.stream(`network delay${way}`)), loss };
    return link === undefined ? described : { ...described, link: new NarrowLink(engine, link) };
  };
  const ways = sites.ways.map((row, i) => row.map((cost, j) => hop(cost, i, j)));
  return new Network({
    engine,
    options: hop(network),
    hosts: FIRST_SERVER + architecture.tiers.reduce((sum, { nodes }) => sum + nodes.length, 0),
    virtualAddresses: architecture.addresses.length,
    random: streams.stream("network loss"),
    lost: (message, reason) => lose(message, causeIndex(CAUSE_OF_LOSS[reason])),
    apart: isApart ? { sites: { ...sites, ways }, breaks } : undefined,
  });
}

/** Addresses that clients find in the DNS, by their places among all. */
export function directoryOf({ addresses }: Architecture, { hosts }: Network, places: readonly number[]): Directory {
  const records = places.map((i) => addresses[i]!);
  return { addresses: places.map((i) => hosts + i), names: records.map(({ name }) => name), records };
}

export function registrationsOf(
  { engine, streams }: TimeAndChance,
  traffic: Traffic,
  network: Network,
  directory: Directory,
  heard: { readonly witness: Pick<Witness, "answered">; readonly nonces: Nonces | null },
): Registrations {
  const stream = (name: string) => streams.stream(name);
  return new Registrations({
    engine,
    network,
    host: CALLEES,
    users: traffic.users,
    addresses: directory.addresses,
    options: { ...traffic, ...traffic.registration, nonces: heard.nonces },
    targets: new Targets(
      engine,
      "weighted",
      directory,
      stream("registrar addresses"),
      stream("further registrar addresses"),
    ),
    random: stream("registration back-off"),
    arrivals: () => stream("registration arrivals"),
    observer: (delay) => heard.witness.answered("REGISTER", delay),
  });
}

/** What servers need to know of the world that they are part of. */
interface Serving {
  readonly overload: ReadonlyMap<number, OverloadControl>;
  readonly challenging: Challenging;
  /** What a server of a role does with a message once it has been served. */
  served(role: Tier["role"], host: number): Served;
  lost(host: number, message: number, cause: number): void;
  /** The cores that a process shares with others; undefined: its workers have cores of their own. */
  processorUnder(name: string): SharedProcessor | undefined;
  /** Whether a connection holds a message back from a host until there is room for it; not asked where all of it is UDP. */
  isHeld(host: number, message: number): boolean;
}

/** Every node with the station in which its messages queue. */
export function nodesOf(
  { engine, streams }: TimeAndChance,
  { architecture, traffic }: WorldDescription,
  network: Network,
  serving: Serving,
): Node[] {
  const { tiers, bindings } = architecture;
  const work = keepingOf(bindings).work(bindings, traffic.users);
  const hasConnections = traffic.transport !== undefined || tiers.some(({ transport }) => transport !== undefined);
  const inMemory = bindingsAsked(bindings).lookUps === null;
  return tiers.flatMap((tier) =>
    tier.nodes.map(({ name, speed }) => {
      const host = hostOf(name, architecture);
      const service = serviceTimes({
        described: tier.service,
        random: streams.stream(`service/${name}`),
        inMemory: inMemory && isRegistrar(tier),
        recordRoute: traffic.recordRoute || tier.dialogs !== undefined,
        work,
        refusal: tier.overload?.refusal,
      });
      const overload = serving.overload.get(host);
      const admission = overload && {
        admit: (message: number, queue: Waiting) => overload.admit(message, queue),
      };
      const processor = serving.processorUnder(name);
      const shared = processor && { processor };
      const held = hasConnections && { isHeld: (message: number) => serving.isHeld(host, message) };
      const challenges = serving.challenging.byHost[host];
      const special = challenges && {
        special: challengingTimes(challenges, host, service, streams.stream("challenges")),
      };
      const extras = { ...admission, ...shared, ...special, ...held };
      const options = { workers: tier.workers, limit: tier.queue, speed, ...extras };
      const lost = (message: number, cause: number) => serving.lost(host, message, cause);
      const station: Station = new Station({
        engine,
        name,
        options,
        service,
        served: serving.served(tier.role, host),
        lost: (message, reason) => lost(message, causeIndex(reason)),
      });
      return new Node({ name, host, tier: tier.name, network, station, lost: (message) => lost(message, DOWN) });
    }),
  );
}

/** The proxies that keep or look up bindings. */
export function registrarsOf({ tiers }: Architecture, nodes: readonly Node[]): Node[] {
  const names = tiers.filter(isRegistrar).map(({ name }) => name);
  return nodes.filter(({ tier }) => names.includes(tier));
}

/** Nodes that stand by in the tier of a node. */
export function standbysOf(node: Node, { tiers }: Architecture, nodes: readonly Node[]): Node[] {
  const tier = tiers.find(({ name }) => name === node.tier)!;
  const names = tier.nodes.slice(tier.active).map(({ name }) => name);
  return nodes.filter(({ name }) => names.includes(name));
}

/** Who has which address at the start. */
export const ownersOf = (
  { addresses }: Architecture,
  { hosts }: Network,
  nodes: readonly Node[],
): (readonly [address: number, owner: Node])[] =>
  addresses.map(({ owner }, i) => [hosts + i, nodes.find(({ name }) => name === owner)!] as const);

import type { World } from "../../architecture/world.ts";
import { CATALOGUE } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import type { NodeState } from "../../trace/event.ts";
import { stateOf } from "../../trace/state-changes.ts";
import type { Awaited, Suspicions } from "../../trace/suspicion.ts";
import type { Flight, Flights, Flow } from "./flights.ts";
import type { Belief, Happenings } from "./happenings.ts";

/** How it stands with a node at the moment. */
export interface NodeView {
  readonly host: number;
  readonly state: NodeState;
  /** Whether it is out of service on purpose; stands by; lacks quorum; has started and does not serve yet. */
  readonly isInMaintenance: boolean;
  readonly standsBy: boolean;
  readonly lacksQuorum: boolean;
  readonly prepares: boolean;
  /** Messages that wait for a worker, and that are in service. */
  readonly waiting: number;
  readonly inService: number;
  /** Virtual addresses that it has, whether or not anybody sends to it. */
  readonly addresses: readonly number[];
}

/** Whom the callers believe to have a virtual address, and who has it; −1: nobody. */
export interface AddressView {
  readonly address: number;
  readonly believed: number;
  readonly owners: readonly number[];
}

/** All that can be seen of a run at one moment. Times are seconds since the start; hosts and addresses are numbers of the participants. */
export interface View {
  readonly time: number;
  /** Events handled so far: of several at one time, this says after which. */
  readonly events: number;
  readonly isOver: boolean;
  readonly nodes: readonly NodeView[];
  readonly addresses: readonly AddressView[];
  /** Messages under way, the earliest first and at most `FLIGHTS_SHOWN`; and how many there are. */
  readonly flights: readonly Flight[];
  readonly inFlight: number;
  readonly flows: readonly Flow[];
  readonly awaited: readonly Readonly<Awaited>[];
  readonly beliefs: readonly Belief[];
  /** What is wrong with links: of each impairment its kind. */
  readonly impairments: readonly ("cut" | "block" | "degrade" | "partition")[];
  /** Metrics by their names in the catalogue; those that have no value yet are left out. */
  readonly counters: Readonly<Record<string, number>>;
  readonly openCalls: number;
  readonly registered: number;
}

export const FLIGHTS_SHOWN = 400;

/** Metrics by their names; those without a value are left out. */
export const named = (figures: Figures): Record<string, number> =>
  Object.fromEntries(
    CATALOGUE.flatMap(({ name }, index) => (Number.isNaN(figures[index]!) ? [] : [[name, figures[index]!] as const])),
  );

/** What can be seen of a world now. */
export function viewOf(
  world: World,
  seen: { flights: Flights; happenings: Happenings; suspicions: Suspicions; figures: Figures; isOver: boolean },
): View {
  const { engine, network, nodes, calls, registrations } = world;
  const { flights, happenings, suspicions, figures, isOver } = seen;
  const virtual = Array.from({ length: network.addresses.count - network.hosts }, (_, i) => network.hosts + i);
  return {
    time: engine.now,
    events: engine.handled,
    isOver,
    nodes: nodes.map((node) => ({
      host: node.host,
      state: stateOf(node, network.attached[node.host] === 1),
      isInMaintenance: node.isInMaintenance,
      standsBy: node.standsBy,
      lacksQuorum: node.lacksQuorum,
      prepares: node.prepares,
      waiting: node.station.waiting,
      inService: node.station.occupancy - node.station.waiting,
      addresses: network.addresses.of(node.host),
    })),
    addresses: virtual.map((address) => ({
      address,
      believed: network.resolve[address]!,
      owners: network.addresses.owners(address),
    })),
    flights: flights.first(FLIGHTS_SHOWN),
    inFlight: flights.count,
    flows: flights.flows,
    awaited: suspicions.awaited,
    beliefs: [...happenings.beliefs.values()],
    impairments: network.impairments.map(({ kind }) => kind),
    counters: named(figures),
    openCalls: calls.open,
    registered: registrations.acknowledgedUntil.reduce((sum, until) => sum + Number(until > engine.now), 0),
  };
}

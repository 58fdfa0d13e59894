import type { World } from "../../architecture/world.ts";
import { CATALOGUE } from "../../metrics/catalogue.ts";
import type { Figures } from "../../metrics/collector.ts";
import type { Impairment } from "../../network/links.ts";
import type { Network } from "../../network/network.ts";
import type { FaultKind } from "../../tiers/fault-kind.ts";
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
  /** Whether its machine is frozen; whether it serves nobody until people recover what an uncovered failure has blocked. */
  readonly isFrozen: boolean;
  readonly isBlocked: boolean;
  /** What of it is dead. */
  readonly dead: readonly FaultKind[];
  /** The factor by which its service times are multiplied. */
  readonly slowness: number;
  /** Whether it is the server of a replicated database that is written. */
  readonly isPrimary: boolean;
  /** The host that sends it bindings, −1 if nobody does, and how many it has got since its process started; null where none are transferred. */
  readonly transfer: { readonly from: number; readonly got: number } | null;
  /** Messages that wait for a worker, and that are in service. */
  readonly waiting: number;
  readonly inService: number;
  /** Virtual addresses that it has, whether or not anybody sends to it. */
  readonly addresses: readonly number[];
}

/** Whom the callers believe to have a virtual address, and who has it; −1: nobody, −2: it depends on who asks. */
export interface AddressView {
  readonly address: number;
  readonly believed: number;
  readonly owners: readonly number[];
  /** Hosts on the network that believe another than the callers do, and whom. */
  readonly otherwise: readonly { readonly by: number; readonly host: number }[];
}

/** What is wrong with links: between whom, and what passes still. */
export interface ImpairmentView {
  readonly kind: Impairment["kind"];
  /** Hosts by side; who is on none of them is not concerned. */
  readonly sides: readonly (readonly number[])[];
  /** Whether it concerns what the first side says to the second, and not the other way. */
  readonly oneWay: boolean;
  /** What is added to the delay [s, on average] and to the probability of loss. */
  readonly delay: number;
  readonly loss: number;
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
  /** What is wrong with links, in the order in which it began. */
  readonly impairments: readonly ImpairmentView[];
  /** Metrics by their names in the catalogue; those that have no value yet are left out, and all where nobody wants them. */
  readonly counters: Readonly<Record<string, number>>;
  readonly openCalls: number;
  /** Of the open calls, those of which a message or the dialog was lost. */
  readonly openWithLoss: number;
  readonly registered: number;
}

export const FLIGHTS_SHOWN = 400;

/** Metrics by their names; those without a value are left out. */
export const named = (figures: Figures): Record<string, number> =>
  Object.fromEntries(
    CATALOGUE.flatMap(({ name }, index) => (Number.isNaN(figures[index]!) ? [] : [[name, figures[index]!] as const])),
  );

function impairmentOf(impairment: Impairment): ImpairmentView {
  const { kind } = impairment;
  const plain = { kind, oneWay: false, delay: 0, loss: 0 };
  if (impairment.kind === "partition") {
    const { groupOf } = impairment;
    const groups = [...new Set(groupOf)];
    return { ...plain, sides: groups.map((group) => [...groupOf.keys()].filter((host) => groupOf[host] === group)) };
  }
  const sides = [impairment.from, impairment.to];
  if (impairment.kind === "cut") return { ...plain, sides };
  if (impairment.kind === "block") return { ...plain, sides, oneWay: impairment.oneWay };
  const { delay, loss } = impairment;
  return { ...plain, sides, delay: typeof delay === "number" ? delay : delay.mean, loss };
}

function believedOtherwise(
  { addresses: { believed }, resolve, attached }: Network,
  address: number,
): AddressView["otherwise"] {
  if (believed[1] === resolve) return [];
  return believed.flatMap((entries, by) =>
    attached[by] === 0 || entries[address] === resolve[address] ? [] : [{ by, host: entries[address]! }],
  );
}

/** What can be seen of a world now. */
export function viewOf(
  world: World,
  seen: { flights: Flights; happenings: Happenings; suspicions: Suspicions; figures: Figures | null; isOver: boolean },
): View {
  const { engine, network, nodes, calls, registrations, bindings } = world;
  const { transfers } = bindings;
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
      isFrozen: node.isFrozen,
      isBlocked: node.isBlocked,
      dead: node.deadParts,
      slowness: node.station.slowness,
      isPrimary: bindings.replaceable?.(node.tier)?.primary === node,
      transfer: transfers && { from: transfers.donorOf(node.host), got: transfers.got(node.host) },
      waiting: node.station.waiting,
      inService: node.station.occupancy - node.station.waiting,
      addresses: network.addresses.of(node.host),
    })),
    addresses: virtual.map((address) => ({
      address,
      believed: network.resolve[address]!,
      owners: network.addresses.owners(address),
      otherwise: believedOtherwise(network, address),
    })),
    flights: flights.first(FLIGHTS_SHOWN),
    inFlight: flights.count,
    flows: flights.flows.map(({ from, towards, sent }) => ({ from, towards, sent: [...sent] })),
    awaited: suspicions.awaited,
    beliefs: [...happenings.beliefs.values()],
    impairments: network.impairments.map(impairmentOf),
    counters: figures === null ? {} : named(figures),
    openCalls: calls.open,
    openWithLoss: calls.openWithLoss,
    registered: registrations.acknowledgedUntil.reduce((sum, until) => sum + Number(until > engine.now), 0),
  };
}

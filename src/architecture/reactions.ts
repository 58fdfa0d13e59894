import { Anycast } from "../ha/anycast.ts";
import type { FailoverLog } from "../ha/failover-log.ts";
import { NameRecord } from "../ha/name-record.ts";
import type { Node } from "../ha/node.ts";
import { Takeover, type TakeoverOptions } from "../ha/takeover.ts";
import type { Engine } from "../kernel/engine.ts";
import { hold, type Process, type Processes } from "../kernel/process.ts";
import type { Network } from "../network/network.ts";
import type { Phases } from "../random/phases.ts";
import { Sampler } from "../random/sampler.ts";
import type { Streams } from "../random/stream.ts";
import type { Director } from "../sip/director.ts";
import type { Bystander } from "./bystander.ts";
import type { Architecture, Watch } from "./description.ts";

/** What watches and their consequences find in a world. */
export interface Stage {
  readonly engine: Engine;
  readonly processes: Processes;
  readonly network: Network;
  readonly streams: Streams;
  readonly phases: Phases;
  readonly log: FailoverLog;
  readonly nodes: readonly Node[];
  /** Takeovers, for those that move addresses on purpose. */
  readonly takeovers: Takeover[];
  /** Told when people have freed what an uncovered failure had blocked. */
  readonly onRecovery: (() => void)[];
  readonly heard: Pick<Bystander, "verdict" | "recovered">;
}

/** What follows from the verdicts of a detector. */
export interface Reaction {
  verdict(watcher: Node, watched: Node): void;
  recovered(watcher: Node, watched: Node): void;
  /** Under VRRP: see `Surroundings`. */
  readonly advertised?: (master: Node) => void;
  readonly heardLower?: (master: Node) => boolean;
  /** Begins a replication. */
  reset(): void;
}

/**
 * @param holder virtual address → the node that holds it
 * @param moved hears of each address that another node has taken
 */
export function reactionTo(
  stage: Stage,
  architecture: Architecture,
  watch: Watch,
  index: number,
  holder: Map<number, Node>,
  director: Director,
  moved: (standby: Node, address: number) => void,
): Reaction {
  switch (watch.then) {
    case "takeover":
      return byTakeover(stage, architecture, watch, holder, moved);
    case "removal":
      return byRemoval(stage, watch, director);
    case "record":
      return byRecord(stage, architecture, watch, index, holder, moved);
    case "route":
      return byRoute(stage, architecture, watch);
    default:
      return watch.then satisfies never;
  }
}

function byTakeover(
  stage: Stage,
  architecture: Architecture,
  { tier, takeover }: Watch,
  holder: Map<number, Node>,
  moved: (standby: Node, address: number) => void,
): Reaction {
  const { nodes, active } = architecture.tiers.find(({ name }) => name === tier)!;
  const [standbys, actives] = [nodes.slice(active), nodes.slice(0, active)].map((described) =>
    described.map(({ name }) => nodeNamed(stage, name)),
  );
  const addresses = addressesOf(stage, architecture, tier).map(([address]) => address);
  const staleArp = staleArpOf(stage, tier, takeover);
  const options = { ...arpOf(takeover), staleArp, isElected: false, failback: takeover.failback ?? "none" };
  return takingOver(stage, options, standbys!, actives!, addresses, holder, moved);
}

/** Where an election decides: the addresses of its owner move on their own, to the backups that take part in it. */
export function takeoverByElection(
  stage: Stage,
  { tier, takeover }: Watch,
  elected: readonly number[],
  owner: Node,
  backups: readonly Node[],
  holder: Map<number, Node>,
  moved: (standby: Node, address: number) => void,
): Reaction {
  const staleArp = staleArpOf(stage, tier, takeover);
  const options = { ...arpOf(takeover), staleArp, isElected: true, failback: takeover.failback ?? "preempt" };
  const addresses = elected.map((i) => stage.network.hosts + i);
  return takingOver(stage, options, backups, [owner], addresses, holder, moved);
}

const arpOf = (takeover: Watch["takeover"]) => ({
  ...takeover,
  lowerPriorityArp: takeover.lowerPriorityArp ?? false,
  virtualMac: takeover.virtualMac ?? false,
});

const staleArpOf = ({ streams }: Stage, tier: string, { staleArp }: Watch["takeover"]): Sampler =>
  new Sampler(staleArp, streams.stream(`stale ARP/${tier}`));

export const nodeNamed = ({ nodes }: Stage, name: string): Node => nodes.find((node) => node.name === name)!;

function takingOver(
  { engine, processes, network, log, takeovers, onRecovery }: Stage,
  options: TakeoverOptions,
  backups: readonly Node[],
  owners: readonly Node[],
  addresses: readonly number[],
  holder: Map<number, Node>,
  moved: (standby: Node, address: number) => void,
): Reaction {
  const acting = new Takeover(engine, processes, network, options, log, backups, owners, addresses, holder, moved);
  takeovers.push(acting);
  onRecovery.push(() => acting.lookAgain());
  return {
    verdict: (watcher, watched) => acting.dead(watcher, watched),
    recovered: (watcher, watched) => acting.recovered(watcher, watched),
    ...(options.isElected && {
      advertised: (master: Node) => acting.announcements.advertised(master),
      heardLower: (master: Node) => acting.announcements.heardLower(master),
    }),
    reset: () => acting.reset(),
  };
}

/**
 * The watching director stops dispatching to the dead node, until it hears from it again; the failover counts where a virtual IP
 * points to that director.
 */
function byRemoval({ engine, processes, network, log }: Stage, { removal }: Watch, director: Director): Reaction {
  /** Who is held dead by whom, as watcher and watched host. */
  const held = new Set<string>();
  const pair = (watcher: Node, watched: Node) => `${watcher.host} ${watched.host}`;
  function* remove(watcher: Node, watched: Node): Process {
    const inCharge = network.resolve.subarray(network.hosts).includes(watcher.host) && !watched.isInMaintenance;
    const failover = inCharge ? log.detected(watched, watcher) : null;
    yield hold(removal);
    if (!held.has(pair(watcher, watched))) return; // it was a mistake
    director.remove(watcher.host, watched.host);
    if (failover) failover.restoredAt = engine.now;
  }
  return {
    verdict: (watcher, watched) => {
      held.add(pair(watcher, watched));
      processes.start(remove(watcher, watched));
    },
    recovered: (watcher, watched) => {
      held.delete(pair(watcher, watched));
      director.restore(watcher.host, watched.host);
    },
    reset: () => held.clear(),
  };
}

/** Numbers of the addresses of a tier, with the nodes that own them at the start. */
function addressesOf({ network, nodes }: Stage, { addresses }: Architecture, tier: string): [number, Node][] {
  return addresses.flatMap(({ owner, tier: of }, i) =>
    of === tier ? [[network.hosts + i, nodes.find(({ name }) => name === owner)!]] : [],
  );
}

/**
 * The watcher changes the record of a name that leads to a dead node: to the owner of the name if it lives, else to the first
 * standby, in the order of the tier, that the watcher believes alive.
 */
function byRecord(
  stage: Stage,
  architecture: Architecture,
  { tier, record }: Watch,
  index: number,
  holder: Map<number, Node>,
  moved: (node: Node, address: number) => void,
): Reaction {
  const { engine, processes, network, log, phases } = stage;
  const { update, ...options } = record!;
  const { nodes, active } = architecture.tiers.find(({ name }) => name === tier)!;
  const standbys = nodes.slice(active).map(({ name }) => stage.nodes.find((node) => node.name === name)!);
  const names = addressesOf(stage, architecture, tier).map(([address, owner]) => ({
    address,
    candidates: [owner, ...standbys],
    record: new NameRecord(engine, options, phases.clock(`resolvers/${index}/${address}`)),
    /** Where the record leads, or will when a change that is under way has been made. */
    leadsTo: owner,
  }));
  const heldDead = new Map<Node, Set<Node>>();
  const held = (watcher: Node) => heldDead.get(watcher) ?? new Set();

  function* change(watcher: Node, name: (typeof names)[number], next: Node): Process {
    const before = name.leadsTo;
    name.leadsTo = next;
    const failover = held(watcher).has(before) ? log.detected(before, next) : null;
    if (failover) failover.selectedAt = engine.now;
    yield hold(update);
    if (name.leadsTo !== next) return; // another change has overtaken it
    if (!watcher.isUp) {
      name.leadsTo = before; // its change does not arrive; another watcher may make it
      for (const other of heldDead.keys()) if (other.isUp) look(other);
      return;
    }
    if (failover) failover.claimedAt = engine.now;
    holder.set(name.address, next);
    moved(next, name.address);
    if (failover) log.awaitService(name.address, next, failover);
    name.record.change(next.host);
  }
  const look = (watcher: Node) => {
    for (const name of names) {
      const next = name.candidates.find((node) => !held(watcher).has(node));
      if (next !== undefined && next !== name.leadsTo && !name.leadsTo.uncovered)
        processes.start(change(watcher, name, next));
    }
  };
  stage.onRecovery.push(() => {
    for (const watcher of heldDead.keys()) if (watcher.isUp) look(watcher);
  });
  return {
    verdict: (watcher, watched) => {
      heldDead.set(watcher, held(watcher).add(watched));
      look(watcher);
    },
    recovered: (watcher, watched) => {
      held(watcher).delete(watched);
      look(watcher);
    },
    reset: () => {
      heldDead.clear();
      for (const { address, candidates, record } of names) {
        record.reset(candidates[0]!.host);
        network.steer(
          address,
          record,
          candidates.map(({ host }) => host),
        );
      }
      for (const name of names) name.leadsTo = name.candidates[0]!;
    },
  };
}

/** The routers lose the route to a dead node, and find it again when it is back, after the time that they need to agree. */
function byRoute(stage: Stage, architecture: Architecture, { tier, route }: Watch): Reaction {
  const { engine, processes, network, log } = stage;
  const { nodes, active } = architecture.tiers.find(({ name }) => name === tier)!;
  const hosts = nodes.map(({ name }) => stage.nodes.find((node) => node.name === name)!.host);
  const addresses = addressesOf(stage, architecture, tier).map(([address]) => address);
  const anycast = new Anycast(hosts, active);
  /** By node: the watchers that hold it dead. */
  const heldBy = new Map<Node, Set<Node>>();
  const isGone = (node: Node) => (heldBy.get(node)?.size ?? 0) > 0 && !node.uncovered;
  function* converge(watcher: Node, node: Node): Process {
    const gone = isGone(node);
    const failover = gone ? log.detected(node, watcher) : null;
    yield hold(route!.convergence);
    if (isGone(node) !== gone) return; // it flaps
    anycast.route(node.host, !gone);
    if (failover) failover.restoredAt = engine.now;
  }
  stage.onRecovery.push(() => {
    for (const [node, [watcher]] of heldBy) if (isGone(node)) processes.start(converge(watcher!, node));
  });
  return {
    verdict: (watcher, watched) => {
      const before = isGone(watched);
      heldBy.set(watched, (heldBy.get(watched) ?? new Set()).add(watcher));
      if (!before && isGone(watched)) processes.start(converge(watcher, watched));
    },
    recovered: (watcher, watched) => {
      heldBy.get(watched)?.delete(watcher);
      if (!isGone(watched)) processes.start(converge(watcher, watched));
    },
    reset: () => {
      heldBy.clear();
      anycast.reset();
      for (const address of addresses) network.steer(address, anycast, hosts);
    },
  };
}

import type { Detector, Surroundings } from "../ha/detector.ts";
import type { FailoverLog } from "../ha/failover-log.ts";
import { Heartbeat } from "../ha/heartbeat.ts";
import type { Node } from "../ha/node.ts";
import { OptionsPing } from "../ha/options-ping.ts";
import { Poll } from "../ha/poll.ts";
import { Takeover } from "../ha/takeover.ts";
import { Totem } from "../ha/totem.ts";
import { byPriority, Vrrp } from "../ha/vrrp.ts";
import type { Engine } from "../kernel/engine.ts";
import { hold, type Process, type Processes } from "../kernel/process.ts";
import type { Network } from "../network/network.ts";
import type { Phases } from "../random/phases.ts";
import { Sampler } from "../random/sampler.ts";
import type { Streams } from "../random/stream.ts";
import type { Director } from "../sip/director.ts";
import type { Bystander } from "./bystander.ts";
import type { Architecture, Watch } from "./description.ts";

interface Stage {
  readonly engine: Engine;
  readonly processes: Processes;
  readonly network: Network;
  readonly streams: Streams;
  readonly phases: Phases;
  readonly log: FailoverLog;
  readonly nodes: readonly Node[];
  readonly heard: Pick<Bystander, "verdict" | "recovered">;
}

/**
 * Brings one watch relation to life: a detector, and what follows from its verdicts. Returns what starts it in each
 * replication.
 *
 * @param moved hears of each address that a standby has taken
 */
export function watch(
  stage: Stage,
  architecture: Architecture,
  description: Watch,
  index: number,
  holder: Map<number, Node>,
  director: Director,
  moved: (standby: Node, address: number) => void,
): () => void {
  const { engine, network, phases } = stage;
  const of = (tier: string) => stage.nodes.filter((node) => node.tier === tier);
  const watched = of(description.tier);
  const watchers = of(description.by);
  const react =
    description.then === "takeover"
      ? byTakeover(stage, architecture, description, holder, moved)
      : byRemoval(stage, description, director);
  const surroundings: Surroundings = {
    engine,
    network,
    phase: phases.clock(`detector/${index}`),
    channel: index * 8, // room for one channel per polled node
    watchers,
    watched,
    verdict: (watcher, node) => {
      stage.heard.verdict(watcher, node);
      react.verdict(watcher, node);
    },
    recovered: (watcher, node) => {
      stage.heard.recovered(watcher, node);
      react.recovered(watcher, node);
    },
  };
  const detector = detectorFor(surroundings, architecture, description);
  return () => {
    react.reset();
    detector.start();
  };
}

function detectorFor(surroundings: Surroundings, architecture: Architecture, { detector, tier }: Watch): Detector {
  switch (detector.kind) {
    case "heartbeat":
      return new Heartbeat(surroundings, detector);
    case "totem":
      return new Totem(surroundings, detector);
    case "poll":
      return new Poll(surroundings, detector);
    case "options":
      return new OptionsPing(surroundings, detector);
    case "vrrp": {
      // The master is the node that owns the tier's address at the start.
      const owner = architecture.addresses.find((address) => address.tier === tier)!.owner;
      const master = surroundings.watched.filter(({ name }) => name === owner);
      return new Vrrp({ ...surroundings, watched: master }, detector);
    }
    default:
      return detector satisfies never;
  }
}

interface Reaction {
  verdict(watcher: Node, watched: Node): void;
  recovered(watcher: Node, watched: Node): void;
  reset(): void;
}

function byTakeover(
  stage: Stage,
  architecture: Architecture,
  { tier, takeover, detector }: Watch,
  holder: Map<number, Node>,
  moved: (standby: Node, address: number) => void,
): Reaction {
  const described = architecture.tiers.find(({ name }) => name === tier)!;
  const standbyNames = described.nodes.slice(described.active).map(({ name }) => name);
  const inTier = stage.nodes.filter(({ name }) => standbyNames.includes(name));
  const standbys = detector.kind === "vrrp" ? byPriority(inTier, detector) : inTier;
  const staleArp = new Sampler(takeover.staleArp, stage.streams.stream(`stale ARP/${tier}`));
  const acting = new Takeover(
    stage.engine,
    stage.processes,
    stage.network,
    { ...takeover, staleArp },
    stage.log,
    standbys,
    holder,
    (standby, _, address) => moved(standby, address),
  );
  return {
    verdict: (watcher, watched) => acting.dead(watcher, watched),
    recovered: (watcher, watched) => acting.recovered(watcher, watched),
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
    const inCharge = network.resolve.subarray(network.hosts).includes(watcher.host);
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

import { consequenceKind } from "../consequences/description.ts";
import type { ConsequenceSurroundings, Reaction } from "../consequences/mechanism.ts";
import { reactionTo } from "../consequences/simulated.ts";
import { detectorKind } from "../detectors/description.ts";
import type { DetectorSurroundings, RunningDetector } from "../detectors/mechanism.ts";
import { mechanismOf } from "../detectors/simulated.ts";
import type { Node } from "../ha/node.ts";
import type { Architecture, Watch } from "../service/description.ts";
import type { Judging } from "./bystander.ts";

/**
 * Channels by which a watch tells its signals apart: polling uses one per watched node, an election one for itself. The last
 * watch may use all that are left.
 */
export const CHANNELS_PER_WATCH = 8;

/** The number of the watch whose signals a channel carries. */
export const watchOf = (channel: number, { watches }: Pick<Architecture, "watches">): number =>
  Math.min(Math.floor(channel / CHANNELS_PER_WATCH), watches.length - 1);

/** What watches and their consequences find in a world. */
interface WatchSurroundings extends ConsequenceSurroundings {
  readonly heard: Judging;
}

/** What a detector tells of: who watches whom, and what follows. */
interface Relation extends Pick<DetectorSurroundings, "channel" | "phase" | "random" | "watchers" | "watched"> {
  readonly reaction: Reaction;
}

/**
 * Brings one watch relation to life: a detector (one for each address that has an election of its own), and what follows from its verdicts.
 * Returns what starts it in each replication.
 */
export function watch(
  surroundings: WatchSurroundings,
  architecture: Architecture,
  description: Watch,
  index: number,
): () => void {
  const { phases, streams, network, nodes } = surroundings;
  const chanceOf = (name: string) => ({ phase: phases.clock(name), random: () => streams.stream(name) });
  const { detector, tier, consequence } = description;
  const mechanism = mechanismOf(detector);
  const channel = index * CHANNELS_PER_WATCH;
  const named = (name: string): Node => nodes.find((node) => node.name === name)!;
  const addressed = (i: number) => [network.hosts + i, named(architecture.addresses[i]!.owner)] as const;
  const { elections } = detectorKind(detector);
  if (elections !== "none") {
    const preempt = consequenceKind(consequence).goesBack(consequence, true);
    const routers = elections.of(detector, architecture, tier).map(({ addresses, members }, i) => {
      const [owner, ...standbys] = members.map(({ name }) => named(name));
      const elected = {
        tier,
        watchers: standbys,
        index,
        actives: [owner!],
        standbys,
        addresses: addresses.map(addressed),
        isElected: true,
        isDaemon: detectorKind(detector).outlivesProcess(detector),
        isSupervised: false,
        isMonitored: false,
      };
      const reaction = reactionTo(consequence, surroundings, elected);
      const chance = chanceOf(i === 0 ? `detector/${index}` : `detector/${index}/${owner!.name}`);
      const relation = { channel: channel + i, ...chance, watchers: standbys, watched: [owner!], reaction };
      const priorities = members.map(({ priority }) => priority);
      return starting(surroundings, relation, (around) => mechanism.make(around, detector, { priorities, preempt }));
    });
    return () => {
      for (const start of routers) start();
    };
  }
  const of = (name: string) => nodes.filter((node) => node.tier === name);
  const [watched, watchers] = [of(tier), of(description.by)];
  const { active } = architecture.tiers.find(({ name }) => name === tier)!;
  const concerned = {
    ...{ tier, watchers, index, actives: watched.slice(0, active), standbys: watched.slice(active), isElected: false },
    isDaemon: false,
    isSupervised: detectorKind(detector).outlivesProcess(detector),
    isMonitored: detectorKind(detector).monitors?.(detector) ?? false,
    addresses: architecture.addresses.flatMap((address, i) => (address.tier === tier ? [addressed(i)] : [])),
  };
  const reaction = reactionTo(consequence, surroundings, concerned);
  const relation = { channel, ...chanceOf(`detector/${index}`), watchers, watched, reaction };
  const terms = { priorities: [], preempt: false };
  return starting(surroundings, relation, (around) => mechanism.make(around, detector, terms));
}

function starting(
  surroundings: WatchSurroundings,
  { reaction, ...between }: Relation,
  made: (surroundings: DetectorSurroundings) => RunningDetector,
): () => void {
  const detector = made({
    engine: surroundings.engine,
    network: surroundings.network,
    ...between,
    verdict: (watcher, node) => {
      surroundings.heard.verdict(watcher, node);
      reaction.verdict(watcher, node);
    },
    recovered: (watcher, node) => {
      surroundings.heard.recovered(watcher, node);
      reaction.recovered(watcher, node);
    },
    forgot: (watcher, node) => {
      surroundings.heard.recovered(watcher, node);
      (reaction.forgot ?? reaction.recovered)(watcher, node);
    },
    monitored: (node, giveUp) => (reaction.monitored === undefined ? giveUp() : reaction.monitored(node, giveUp)),
    answered: (watcher, node) => reaction.answered?.(watcher, node),
    isMarked: (watcher, node) => reaction.isMarked?.(watcher, node) ?? false,
    unmark: (watcher, node) => reaction.unmark?.(watcher, node),
    heardLower: reaction.heardLower,
    advertised: reaction.advertised,
    prioritised: surroundings.heard.prioritised,
    yields: reaction.yields,
    waits: reaction.waits,
  });
  return () => {
    reaction.reset();
    detector.start();
  };
}

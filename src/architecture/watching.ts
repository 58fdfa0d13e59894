import { detectorKind } from "../detectors/description.ts";
import type { RunningDetector, Surroundings } from "../detectors/mechanism.ts";
import { mechanismOf } from "../detectors/simulated.ts";
import type { Node } from "../ha/node.ts";
import type { Director } from "../sip/director.ts";
import type { Architecture, Watch } from "./description.ts";
import { nodeNamed, type Reaction, reactionTo, type Stage, takeoverByElection } from "./reactions.ts";

/**
 * Channels by which a watch tells its signals apart: polling uses one per watched node, an election one for itself. The last
 * watch may use all that are left.
 */
export const CHANNELS_PER_WATCH = 8;

/** The number of the watch whose signals a channel carries. */
export const watchOf = (channel: number, { watches }: Pick<Architecture, "watches">): number =>
  Math.min(Math.floor(channel / CHANNELS_PER_WATCH), watches.length - 1);

/** What a detector tells of: who watches whom, and what follows. */
interface Relation extends Pick<Surroundings, "channel" | "phase" | "watchers" | "watched"> {
  readonly reaction: Reaction;
}

/**
 * Brings one watch relation to life: a detector (one for each address that has an election of its own), and what follows from its verdicts.
 * Returns what starts it in each replication.
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
  const { phases } = stage;
  const { detector, tier } = description;
  const mechanism = mechanismOf(detector);
  const channel = index * CHANNELS_PER_WATCH;
  const { elections } = detectorKind(detector);
  if (elections !== "none") {
    const preempt = description.takeover.failback !== "none";
    const contests = elections.of(detector, architecture, tier).map(({ addresses, members }) => {
      const [owner, ...backups] = members.map(({ name }) => nodeNamed(stage, name));
      const reaction = takeoverByElection(stage, description, addresses, owner!, backups, holder, moved);
      return { owner, backups, reaction, priorities: members.map(({ priority }) => priority) };
    });
    const routers = contests.map(({ owner, backups, reaction, priorities }, i) => {
      const phase = phases.clock(i === 0 ? `detector/${index}` : `detector/${index}/${owner!.name}`);
      const relation = { channel: channel + i, phase, watchers: backups, watched: [owner!], reaction };
      return starting(stage, relation, (around) => mechanism.make(around, detector, { priorities, preempt }));
    });
    return () => {
      for (const start of routers) start();
    };
  }
  const of = (tier: string) => stage.nodes.filter((node) => node.tier === tier);
  const [watched, watchers] = [of(description.tier), of(description.by)];
  const reaction = reactionTo(stage, architecture, description, index, holder, director, moved);
  const relation = { channel, phase: phases.clock(`detector/${index}`), watchers, watched, reaction };
  const terms = { priorities: [], preempt: false };
  return starting(stage, relation, (around) => mechanism.make(around, detector, terms));
}

function starting(stage: Stage, relation: Relation, made: (surroundings: Surroundings) => RunningDetector): () => void {
  const { reaction, ...between } = relation;
  const detector = made({
    engine: stage.engine,
    network: stage.network,
    ...between,
    verdict: (watcher, node) => {
      stage.heard.verdict(watcher, node);
      reaction.verdict(watcher, node);
    },
    recovered: (watcher, node) => {
      stage.heard.recovered(watcher, node);
      reaction.recovered(watcher, node);
    },
    ...(reaction.heardLower && { heardLower: reaction.heardLower }),
    ...(reaction.advertised && { advertised: reaction.advertised }),
  });
  return () => {
    reaction.reset();
    detector.start();
  };
}

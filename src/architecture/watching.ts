import type { Detector, Surroundings } from "../ha/detector.ts";
import { Heartbeat } from "../ha/heartbeat.ts";
import type { Node } from "../ha/node.ts";
import { OptionsPing } from "../ha/options-ping.ts";
import { Poll } from "../ha/poll.ts";
import { supervise } from "../ha/supervisor.ts";
import { Totem } from "../ha/totem.ts";
import { Vrrp } from "../ha/vrrp.ts";
import type { Director } from "../sip/director.ts";
import type { Architecture, Watch } from "./description.ts";
import { type Reaction, reactionTo, type Stage, takeoversByElection } from "./reactions.ts";

/**
 * Channels by which a watch tells its signals apart: polling uses one per watched node, VRRP one per virtual router. The last
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
 * Brings one watch relation to life: a detector (under VRRP one for each virtual router), and what follows from its verdicts.
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
  const { detector } = description;
  const channel = index * CHANNELS_PER_WATCH;
  if (detector.kind === "vrrp") {
    const takeovers = takeoversByElection(stage, architecture, description, detector, holder, moved);
    const options = { ...detector, preempt: description.takeover.failback !== "none" };
    const routers = takeovers.map(({ members, priorities, reaction }, i) => {
      const [owner, ...backups] = members;
      const phase = phases.clock(i === 0 ? `detector/${index}` : `detector/${index}/${owner!.name}`);
      const relation = { channel: channel + i, phase, watchers: backups, watched: [owner!], reaction };
      return starting(stage, relation, (surroundings) => new Vrrp(surroundings, options, priorities));
    });
    return () => {
      for (const start of routers) start();
    };
  }
  const of = (tier: string) => stage.nodes.filter((node) => node.tier === tier);
  const [watched, watchers] = [of(description.tier), of(description.by)];
  const reaction = reactionTo(stage, architecture, description, index, holder, director, moved);
  const relation = { channel, phase: phases.clock(`detector/${index}`), watchers, watched, reaction };
  return starting(stage, relation, (surroundings) => detectorFor(surroundings, detector));
}

function starting(stage: Stage, relation: Relation, made: (surroundings: Surroundings) => Detector): () => void {
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

function detectorFor(surroundings: Surroundings, detector: Exclude<Watch["detector"], { kind: "vrrp" }>): Detector {
  switch (detector.kind) {
    case "heartbeat":
      return new Heartbeat(surroundings, detector);
    case "totem": {
      let ring: Totem | null = null;
      const verdict = (watcher: Node, gone: Node) => {
        ring!.left(watcher, gone);
        surroundings.verdict(watcher, gone);
      };
      if (detector.supervisor !== undefined) supervise({ ...surroundings, verdict }, detector.supervisor);
      ring = new Totem(surroundings, detector);
      return ring;
    }
    case "poll":
      return new Poll(surroundings, detector);
    case "options":
      return new OptionsPing(surroundings, detector);
    default:
      return detector satisfies never;
  }
}

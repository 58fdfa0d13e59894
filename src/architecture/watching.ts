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
import { reactionTo, type Stage } from "./reactions.ts";

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
  const react = reactionTo(stage, architecture, description, index, holder, director, moved);
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
      if (detector.supervisor !== undefined) supervise(surroundings, detector.supervisor);
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

import { type Duration, distributionOf } from "../../distributions/duration.ts";
import { samplerOf } from "../../distributions/simulated.ts";
import type { FencingOptions } from "../../ha/fencing.ts";
import type { Node } from "../../ha/node.ts";
import type { QuorumOptions } from "../../ha/quorum.ts";
import { Resource, type ResourceOptions } from "../../ha/resource.ts";
import { Takeover as Succession } from "../../ha/takeover.ts";
import { Sampler } from "../../random/sampler.ts";
import type { Stream } from "../../random/stream.ts";
import type { ConsequenceMechanism } from "../mechanism.ts";
import type { Fencing } from "./description/fencing.ts";
import { deviceVotes, type Quorum } from "./description/quorum.ts";
import { type Resource as DescribedResource, GIVEN_UP } from "./description/resource.ts";
import { failbackOf, type Takeover } from "./description.ts";

/** The arbiter of a quorum, and its votes. */
function deviceIn({ device }: Quorum, members: number, nodes: readonly Node[]): QuorumOptions["device"] {
  if (device === undefined) return undefined;
  const arbiter = nodes.find(({ name }) => name === device.node)!;
  return { arbiter, votes: deviceVotes({ device }, members), timeout: device.timeout };
}

function fencingOptions(
  { time, probability, delay, manualRecovery, reboot }: Fencing,
  drawn: (what: string, duration: Duration) => Sampler,
  random: Stream,
): FencingOptions {
  return {
    time: drawn("fencing time", time),
    works: () => probability === 1 || random.bernoulli(probability),
    delays: new Map(delay.map(([name, duration]) => [name, drawn(`fencing delay/${name}`, duration)])),
    people: manualRecovery === undefined ? null : () => manualRecovery * random.exponential(),
    reboot: reboot === undefined ? null : drawn("reboot", reboot),
  };
}

function resourceOptions(
  { stopSucceeds, startSucceeds, ...resource }: DescribedResource,
  isFenced: boolean,
  drawn: (what: string, duration: Duration) => Sampler,
  random: Stream,
): ResourceOptions {
  const happens = (probability: number): boolean => probability === 1 || random.bernoulli(probability);
  return {
    ...{ ...resource, isFenced },
    stop: drawn("stop", resource.stop),
    start: drawn("start", resource.start),
    stops: () => happens(stopSucceeds),
    starts: () => happens(startSucceeds),
  };
}

/** Two times one after the other. */
const both = (one: Sampler, other: Sampler, random: Stream): Sampler =>
  new Sampler({ by: "function", draw: () => one.sample() + other.sample() }, random);

export const takeover: ConsequenceMechanism<Takeover> = (consequence, surroundings, concerned) => {
  const { engine, processes, network, log, holder, moved, nodes, streams, phases } = surroundings;
  const { tier, index, isElected, isDaemon, standbys, actives, addresses } = concerned;
  const drawn = (what: string, duration: Duration) =>
    samplerOf(distributionOf(duration), streams.stream(`${what}/${tier}`));
  const { resource, fencing } = consequence;
  const options = {
    ...consequence,
    select: drawn("select", consequence.select),
    claim:
      resource === undefined || resource.clone
        ? drawn("claim", consequence.claim)
        : both(
            drawn("claim", consequence.claim),
            drawn("start elsewhere", resource.start),
            streams.stream(`claim/${tier}`),
          ),
    lowerPriorityArp: consequence.lowerPriorityArp ?? false,
    virtualMac: consequence.virtualMac ?? false,
    staleArp: drawn("stale ARP", consequence.staleArp),
    isElected,
    isDaemon,
    failback: failbackOf(consequence, isElected),
  };
  const numbers = addresses.map(([address]) => address);
  const acting = new Succession({
    engine,
    processes,
    network,
    options,
    log,
    standbys,
    owners: actives,
    addresses: numbers,
    holder,
    phase: phases.clock(`gratuitous ARP/${index}/${actives[0]!.name}`),
    activation: moved,
    fencing: consequence.fencing && {
      options: fencingOptions(consequence.fencing, drawn, streams.stream(`fencing/${tier}`)),
      ...{ isSupervised: concerned.isSupervised, told: surroundings.heard.fencing },
    },
    quorum: consequence.quorum && {
      engine,
      options: { ...consequence.quorum, device: deviceIn(consequence.quorum, actives.length + standbys.length, nodes) },
      phase: () => phases.clock(`quorum device/${index}`)(0),
      changed: surroundings.heard.quorum,
    },
  });
  const managed = !concerned.isMonitored
    ? null
    : new Resource(
        engine,
        processes,
        [...actives, ...standbys],
        resourceOptions(resource ?? GIVEN_UP, fencing !== undefined, drawn, streams.stream(`resource/${tier}`)),
      );
  surroundings.takeovers.push(acting);
  surroundings.onRecovery.push(() => acting.lookAgain());
  return {
    verdict: (watcher, watched) => acting.dead(watcher, watched),
    recovered: (watcher, watched) => acting.recovered(watcher, watched),
    advertised: (master) => acting.presided(master),
    yields: (master, to) => acting.mastership.yields(master, to),
    waits: (backup) => acting.mastership.waits(backup),
    heardLower: (master) => acting.announcements.heardLower(master),
    ...(managed && { monitored: (node: Node, giveUp: () => void) => managed.failed(node, giveUp) }),
    reset: () => {
      acting.reset();
      managed?.reset();
    },
  };
};

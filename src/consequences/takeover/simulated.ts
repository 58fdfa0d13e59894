import { type Duration, distributionOf } from "../../distributions/duration.ts";
import { samplerOf } from "../../distributions/simulated.ts";
import type { FencingOptions } from "../../ha/fencing.ts";
import type { Node } from "../../ha/node.ts";
import type { QuorumOptions } from "../../ha/quorum.ts";
import { Takeover as Succession } from "../../ha/takeover.ts";
import type { Sampler } from "../../random/sampler.ts";
import type { Stream } from "../../random/stream.ts";
import type { ConsequenceMechanism } from "../mechanism.ts";
import type { Fencing } from "./description/fencing.ts";
import { deviceVotes, type Quorum } from "./description/quorum.ts";
import type { Takeover } from "./description.ts";

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

export const takeover: ConsequenceMechanism<Takeover> = (consequence, surroundings, concerned) => {
  const { engine, processes, network, log, holder, moved, nodes, streams, phases } = surroundings;
  const { tier, index, isElected, isDaemon, standbys, actives, addresses } = concerned;
  const drawn = (what: string, duration: Duration) =>
    samplerOf(distributionOf(duration), streams.stream(`${what}/${tier}`));
  const options = {
    ...consequence,
    select: drawn("select", consequence.select),
    claim: drawn("claim", consequence.claim),
    lowerPriorityArp: consequence.lowerPriorityArp ?? false,
    virtualMac: consequence.virtualMac ?? false,
    staleArp: drawn("stale ARP", consequence.staleArp),
    isElected,
    isDaemon,
    failback: consequence.failback ?? (isElected ? "preempt" : "none"),
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
  surroundings.takeovers.push(acting);
  surroundings.onRecovery.push(() => acting.lookAgain());
  return {
    verdict: (watcher, watched) => acting.dead(watcher, watched),
    recovered: (watcher, watched) => acting.recovered(watcher, watched),
    advertised: (master) => acting.presided(master),
    yields: (master, to) => acting.mastership.yields(master, to),
    waits: (backup) => acting.mastership.waits(backup),
    heardLower: (master) => acting.announcements.heardLower(master),
    reset: () => acting.reset(),
  };
};

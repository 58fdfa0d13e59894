import { type Duration, distributionOf } from "../../distributions/duration.ts";
import { samplerOf } from "../../distributions/simulated.ts";
import { Takeover as Succession } from "../../ha/takeover.ts";
import type { ConsequenceMechanism } from "../mechanism.ts";
import type { Takeover } from "./description.ts";

export const takeover: ConsequenceMechanism<Takeover> = (consequence, surroundings, concerned) => {
  const { engine, processes, network, log, holder, moved, streams, phases } = surroundings;
  const { tier, index, isElected, standbys, actives, addresses } = concerned;
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
  });
  surroundings.takeovers.push(acting);
  surroundings.onRecovery.push(() => acting.lookAgain());
  return {
    verdict: (watcher, watched) => acting.dead(watcher, watched),
    recovered: (watcher, watched) => acting.recovered(watcher, watched),
    advertised: (master) => acting.presided(master),
    yields: (master, to) => acting.yields(master, to),
    waits: (backup) => acting.waits(backup),
    heardLower: (master) => acting.announcements.heardLower(master),
    reset: () => acting.reset(),
  };
};

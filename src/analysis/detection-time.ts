import type { Architecture, Watch } from "../architecture/description.ts";
import { detectionMean } from "../detectors/analysed.ts";
import { detectorsInForce } from "../detectors/description.ts";
import { durationMoments } from "./duration-moments.ts";

/**
 * Mean time from the death of a host until a watch has noticed it [s], without loss and delay of messages: where each address has its
 * own election the mean over them, whose owners are equally likely to die.
 */
export function watchDetectionMean(architecture: Architecture, watch: Watch): number {
  const means = detectorsInForce(watch.detector, architecture, watch.tier).map(detectionMean);
  return means.length === 0 ? detectionMean(watch.detector) : means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

/**
 * Mean time from the verdict until requests reach another node [s]: select, claim, and wait out stale ARP entries if nobody tells;
 * change a record and wait until caches fetch it, TTL/2; or let routes converge.
 */
export function takeoverMean({ then, takeover, record, route }: Watch): number {
  if (then === "record") return record!.update + record!.ttl / 2;
  if (then === "route") return route!.convergence;
  return takeover.select + takeover.claim + (takeover.gratuitousArp ? 0 : durationMoments(takeover.staleArp).mean);
}

import type { Architecture, Detector, Watch } from "../architecture/description.ts";
import { detectorsInForce } from "../architecture/virtual-routers.ts";
import { durationMoments } from "./duration-moments.ts";

/**
 * Mean time from the death of a host until its watcher knows [s], without loss and delay of messages and for a death at
 * a random moment.
 *
 * - Heartbeats every h, k misses: judged at the time-out the last beat is between 0 and h old, so (k − ½)h; judged at
 *   the watcher's own ticks, kh.
 * - Totem: token + consensus + re-forming; the time since a survivor last saw the token, milliseconds, is left out.
 * - VRRP: the master-down interval, 3 advertisements + skew, less half an advertisement (RFC 3768 §6.1, RFC 5798 §6.1).
 * - Polling every d: d/2, then a time-out, then retries with their delays.
 * - OPTIONS every d, k without an answer: (k − ½)d and a time-out.
 */
export function detectionMean(detector: Detector): number {
  switch (detector.kind) {
    case "heartbeat":
      return detector.interval * (detector.misses - (detector.judged === "at timeout" ? 0.5 : 0));
    case "totem":
      return detector.token + detector.consensus + detector.reform;
    case "vrrp": {
      const skew = ((256 - detector.priority) / 256) * (detector.version === 2 ? 1 : detector.advertisement);
      return 2.5 * detector.advertisement + skew;
    }
    case "poll":
      return detector.interval / 2 + detector.timeout + detector.retries * (detector.retryDelay + detector.timeout);
    case "options":
      return (detector.misses - 0.5) * detector.interval + detector.timeout;
  }
}

/**
 * The same for a watch: under VRRP the mean over its virtual routers, each with the priority of the backup that takes over. Their
 * masters are equally likely to die.
 */
export function watchDetectionMean(architecture: Architecture, watch: Watch): number {
  const means = detectorsInForce(architecture, watch).map(detectionMean);
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

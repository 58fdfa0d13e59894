import type { Detector, Watch } from "../../architecture/description.ts";
import { quantileOf } from "../../random/laws.ts";
import type { Scenario } from "../../scenario/scenario.ts";

/**
 * The longest that a detector needs to notice that something died or came back, without loss [s].
 * Source: the laws of `detectionMean`, at their upper ends.
 */
export function slowestNotice(detector: Detector): number {
  switch (detector.kind) {
    case "heartbeat":
      return (Math.max(detector.misses, detector.of ?? 0) + 1) * detector.interval;
    case "totem":
      return detector.token + detector.consensus + detector.reform + 1; // and a second in which rings find each other
    case "vrrp":
      return (
        4 * detector.advertisement +
        1 +
        (detector.track !== undefined && detector.track < Infinity ? detector.track : 0)
      );
    case "poll":
      return detector.interval + (detector.retries + 1) * (detector.timeout + detector.retryDelay);
    case "options":
      return (Math.max(detector.misses, detector.answers) + 1) * detector.interval + detector.timeout;
  }
}

/** The longest that the consequence of a verdict takes until callers are served elsewhere [s]; random times at their 99.9 % quantile. */
function slowestConsequence({ then, takeover, removal, record, route }: Watch): number {
  if (then === "removal") return removal;
  if (then === "record") return record!.update + record!.ttl;
  if (then === "route") return route!.convergence;
  return takeover.select + takeover.claim + quantileOf(takeover.staleArp, 0.999);
}

/** About how long it takes until the slowest watch has noticed a death [s]: the scale on which faults are tried. */
export const noticeScale = ({ architecture }: Scenario): number =>
  Math.max(0.5, ...architecture.watches.map(({ detector }) => slowestNotice(detector)));

/** Nobody waits longer for a service that everything of which is repaired [s]. */
const PATIENCE = 600;

/**
 * How long a service is given to be whole once everything that broke has been repaired [s]: twice what its slowest watch takes to
 * notice and to act, all stale ARP entries included, and two seconds; at most ten minutes.
 */
export const settlingTime = ({ architecture }: Scenario): number =>
  Math.min(
    PATIENCE,
    Math.ceil(
      2 + 2 * Math.max(0, ...architecture.watches.map((one) => slowestNotice(one.detector) + slowestConsequence(one))),
    ),
  );

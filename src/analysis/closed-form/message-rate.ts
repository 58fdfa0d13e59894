import type { DetectorTimers } from "./detector-timers.ts";

/**
 * What a detector costs the network while all is well: messages per second for one watcher and one watched, without loss. A beat
 * or an advertisement is one message, a check or an OPTIONS request with its answer two; the token of two goes round all the time.
 *
 * @param delay one-way delay of a hop [s], ≥ 0
 */
export function messageRate(detector: DetectorTimers, delay = 0): number {
  switch (detector.kind) {
    case "heartbeat":
      return 1 / detector.interval;
    case "vrrp":
      return 1 / detector.advertisement;
    case "totem":
      return 1 / (detector.hold + delay);
    case "poll":
    case "options":
      return 2 / detector.interval;
    default:
      return detector satisfies never;
  }
}

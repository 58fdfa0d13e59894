import type { Detector } from "../architecture/description.ts";
import { formatDuration } from "../units/duration.ts";

const time = (seconds: number): string => formatDuration(Number(seconds.toPrecision(3)));

/** A detector and its settings in as few words as tell it from its relatives. */
export function detectorName(detector: Detector): string {
  switch (detector.kind) {
    case "heartbeat": {
      const { interval, misses, of } = detector;
      return `heartbeat ${time(interval)} × ${of === undefined ? misses : `${misses} of ${of}`}`;
    }
    case "totem":
      return `Totem ${time(detector.token)} + ${time(detector.consensus)}`;
    case "vrrp":
      return `VRRP v${detector.version} ${time(detector.advertisement)}`;
    case "poll":
      return `poll ${time(detector.interval)}, ${detector.retries + 1} ${detector.retries === 0 ? "try" : "tries"}`;
    case "options":
      return `OPTIONS ${time(detector.interval)} × ${detector.misses}`;
    default:
      return detector satisfies never;
  }
}

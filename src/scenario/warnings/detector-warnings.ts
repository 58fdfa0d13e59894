import type { Detector } from "../../architecture/description.ts";
import type { Place } from "../../notation/place.ts";
import { formatDuration } from "../../units/duration.ts";

/** Timers that fit the description and no daemon, or that make a detector see deaths where there are none. */
export function warnOfDetector(detector: Detector, place: Place): void {
  switch (detector.kind) {
    case "vrrp":
      warnOfVrrp(detector, place);
      return;
    case "poll":
      if (detector.timeout > detector.interval)
        place
          .at("timeout")
          .warn(
            `a time-out of ${formatDuration(detector.timeout)}, longer than the ${formatDuration(detector.interval)} from one check to the next`,
            "while a check waits the next ones are left out, so the interval says nothing",
            "Let the interval be longer, or the time-out shorter.",
          );
      return;
    case "options":
      if (detector.timeout > detector.interval)
        place
          .at("timeout")
          .warn(
            `a time-out of ${formatDuration(detector.timeout)}, longer than the ${formatDuration(detector.interval)} from one request to the next`,
            "several requests are open at a time, and each of them counts as a miss of its own",
            "Let the interval be longer, or the time-out shorter.",
          );
      return;
    case "totem":
    case "heartbeat":
      return;
    default:
      detector satisfies never;
  }
}

function warnOfVrrp({ version, advertisement }: Extract<Detector, { kind: "vrrp" }>, place: Place): void {
  const at = place.at("advertisement");
  if (version === 2 && !Number.isInteger(advertisement))
    at.warn(
      `advertisements of version 2 every ${formatDuration(advertisement)}`,
      "no router can be set up so: version 2 counts whole seconds (RFC 3768 §5.3.7)",
      "Use version: 3, or 1 s.",
    );
  const centiseconds = advertisement * 100;
  if (version === 3 && Math.abs(centiseconds - Math.round(centiseconds)) > 1e-9)
    at.warn(
      `advertisements of version 3 every ${formatDuration(advertisement)}`,
      "no router can be set up so: version 3 counts hundredths of a second (RFC 5798 §5.2.7)",
      "Use a multiple of 10 ms.",
    );
}

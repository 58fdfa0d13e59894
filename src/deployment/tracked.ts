import type { KeepalivedFacts, VrrpInstance } from "../configuration/keepalived/facts.ts";
import { formatDuration } from "../units/duration.ts";

const DIGITS = 3;

/** What an instance tracks that a scenario has no word for, and what is lost by it. */
export function tellTracked({ bfdInstances }: KeepalivedFacts, instance: VrrpInstance, leftOut: string[]): void {
  for (const { name, place } of instance.trackedBfds) {
    const bfd = bfdInstances.find((one) => one.name === name);
    // RFC 5880 §6.8.4: so many intervals of the slower of what one wants to hear and the other wants to say; here both are taken to be set up alike.
    const detection = bfd && bfd.multiplier.value * Math.max(bfd.minRx.value, bfd.minTx.value);
    const after =
      detection !== undefined && detection > 0 && Number.isFinite(detection)
        ? `, which finds a silent host after ${formatDuration(detection, DIGITS)}`
        : "";
    leftOut.push(
      `${place.file}:${place.line} track_bfd ${name}${after}: in the scenario advertisements alone do, after ${formatDuration(instance.downTimerAdverts.value * instance.advertInterval.value, DIGITS)} and the skew`,
    );
  }
  for (const { name, place, weight } of instance.trackedInterfaces)
    leftOut.push(
      `${place.file}:${place.line} track_interface ${name}: ${
        weight === null || weight.value === 0
          ? "a router whose interface is down is in the fault state; in the scenario that is `kind: link` of its own link alone"
          : "no interface changes a priority"
      }`,
    );
  for (const { name, place } of instance.trackedFiles)
    leftOut.push(`${place.file}:${place.line} track_file ${name}: nobody writes it during a run`);
}

/** What the analyzer is told beside a service and almost surely not meant. */

import { momentsOf } from "../../distributions/law.ts";
import type { Place } from "../../notation/place.ts";
import { components } from "../../structure/evaluation.ts";
import { formatDuration } from "../../units/duration.ts";
import type { AvailabilitySettings, ComponentService } from "../availability-settings.ts";
import { warnOfLifetimes } from "./lifetime-warnings.ts";

export function warnOfAvailability({ lifetimes, maintenance }: AvailabilitySettings, place: Place): void {
  if (lifetimes !== undefined)
    warnOfLifetimes(
      momentsOf(lifetimes.timeToFailure).mean,
      momentsOf(lifetimes.timeToRepair).mean,
      place.at("lifetimes", "timeToRepair"),
    );
  if (maintenance !== undefined && maintenance.duration >= maintenance.every)
    place
      .at("maintenance", "duration")
      .warn(
        `maintenance of ${formatDuration(maintenance.duration)} every ${formatDuration(maintenance.every)}`,
        "every tier is in maintenance for most of the time",
        "The two may be in each other's place.",
      );
}

/** @param members components by the name under which the file has them */
export function warnOfComponents(
  { components: described, needs, availability }: ComponentService,
  members: ReadonlyMap<string, readonly string[]>,
  place: Place,
): void {
  warnOfAvailability(availability, place.at("availability"));
  const needed = new Set(components(needs));
  for (const [name, own] of members) {
    const component = described[own[0]!]!;
    const at = place.at("components", name);
    if ("mttf" in component) warnOfLifetimes(component.mttf, component.mttr, at.at("mttr"));
    if (!own.some((member) => needed.has(member)))
      at.warn(`the component ${name}, which needs does not name`, "its failures stop nothing");
  }
}

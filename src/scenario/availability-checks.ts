import { didYouMean, oneOf } from "../notation/nearest.ts";
import type { Place } from "../notation/place.ts";
import type { AvailabilitySettings } from "./availability-settings.ts";

/**
 * Reports names of tiers or components in the `availability` section that do not exist, and replicas of what has none.
 * @param databases those of them that may have replicas
 */
export function checkAvailability(
  settings: AvailabilitySettings | undefined,
  known: readonly string[],
  databases: readonly string[],
  place: Place,
): void {
  if (settings === undefined) return;
  const { costs, replicas, uncertain, crew } = settings;
  const check = (name: string, at: Place): void => {
    if (!known.includes(name) && !at.isBroken)
      at.report(`${JSON.stringify(name)}, which does not exist`, oneOf(known, 12), didYouMean(name, known));
  };
  for (const [name] of costs.nodes) check(name, place.at("costs", "nodes", name));
  for (const [name] of replicas) {
    check(name, place.at("replicas", name));
    if (known.includes(name) && !databases.includes(name))
      place
        .at("replicas", name)
        .report(
          `replicas of ${name}, which is no database`,
          "nodes of their own: standby nodes and a watch that lets them take over, active nodes beside the others, or count of a component",
        );
  }
  for (const [name] of uncertain) check(name, place.at("uncertain", name));
  for (const [i, name] of (crew?.priorities ?? []).entries()) check(name, place.at("crew", "priorities", i));
}

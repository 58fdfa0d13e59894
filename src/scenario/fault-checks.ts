import { hostsNamed, namesOfHosts } from "../architecture/hosts.ts";
import { momentsOf } from "../distributions/law.ts";
import { faultVerb, isOfClass } from "../faults/description.ts";
import type { Scene } from "../faults/scene.ts";
import type { Place } from "../notation/place.ts";
import type { Scenario } from "./scenario.ts";

/** The service on which the faults of a scenario are played. */
export const sceneOf = ({ architecture, network, faults }: Scenario): Scene => ({
  ...{ architecture, faults },
  hosts: namesOfHosts(architecture, network.sites),
  hostsNamed: (name) => hostsNamed(name, architecture, network),
  mean: (law) => momentsOf(law).mean,
});

/** Names in `faults` that must exist, and lines that must fit together. */
export function checkFaults(scenario: Scenario, place: Place): void {
  const scene = sceneOf(scenario);
  for (const [i, fault] of scenario.faults.entries()) {
    if (isOfClass(fault)) continue;
    const at = place.at(i);
    if (!at.isBroken) faultVerb(fault).check(fault, scene, i, at);
  }
}

/** What is legal in a scenario and almost surely not meant, beyond its architecture alone. */
import type { Place } from "../place.ts";
import type { Scenario } from "../scenario.ts";
import { warnOfLateFaults } from "./late-faults.ts";

export function warnOfScenario(scenario: Scenario, place: Place): void {
  warnOfLateFaults(scenario, place.at("faults"));
}

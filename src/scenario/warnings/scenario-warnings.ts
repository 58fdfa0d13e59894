/** What is legal in a scenario and almost surely not meant, beyond its architecture alone. */
import { bindingsKind } from "../../bindings/description.ts";
import { canEnd } from "../../faults/description.ts";
import type { Place } from "../../notation/place.ts";
import { endOf } from "../amount-of-work.ts";
import type { Scenario } from "../scenario.ts";
import { warnOfAvailability } from "./availability-warnings.ts";
import { warnOfDatabases } from "./database-warnings.ts";
import { warnOfDelays } from "./delay-warnings.ts";
import { warnOfExpectations } from "./expectation-warnings.ts";
import { warnOfFaults } from "./fault-warnings.ts";
import { warnOfLateFaults } from "./late-faults.ts";
import { warnOfRun } from "./run-warnings.ts";
import { warnOfTraffic } from "./traffic-warnings.ts";

export function warnOfScenario(scenario: Scenario, place: Place): void {
  warnOfTraffic(scenario, place);
  warnOfDatabases(scenario, place);
  warnOfDelays(scenario, place.at("network", "delay"));
  warnOfLateFaults(scenario, place.at("faults"));
  warnOfFaults(scenario, place.at("faults"));
  warnOfBindings(scenario, place.at("architecture", "bindings"));
  warnOfRun(scenario, place.at("run"));
  warnOfExpectations(scenario, place.at("expect"));
  if (scenario.availability === undefined) return;
  warnOfAvailability(scenario.availability, place.at("availability"));
  const connected = scenario.architecture.tiers.find(({ transport }) => transport !== undefined);
  if (connected !== undefined)
    place
      .at("architecture", "tiers", connected.name, "transport")
      .warn(
        "servers with connections, for the analyzer",
        "it leaves out what they lose: to it all servers speak UDP",
        "What a failover costs them is told by sipnines run.",
      );
  if (scenario.traffic.transport !== undefined)
    place
      .at("traffic", "clients", scenario.traffic.transport.nat === null ? "transport" : "nat")
      .warn(
        "users with connections or NATs, for the analyzer",
        "it leaves out what they lose: it knows addresses and bindings only",
        "What a failover costs them is told by sipnines run.",
      );
}

/** How bindings are kept, for as many users, and for so long. */
function warnOfBindings({ architecture, ...scenario }: Scenario, place: Place): void {
  const { bindings, tiers, addresses } = architecture;
  const { faults, traffic } = scenario;
  const first = Math.min(...faults.map(({ at }) => at));
  const left = faults.some(canEnd) ? endOf({ architecture, ...scenario }) - first : Infinity;
  bindingsKind(bindings).warn(bindings, { tiers, addresses, users: traffic.users, left }, place.at(bindings.kind));
}

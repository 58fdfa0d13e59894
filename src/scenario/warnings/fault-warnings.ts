/** Lines of a fault script that change nothing, or that depend on the order in which lines of one moment are written. */

import { type Fault, faultVerb, isOfClass } from "../../faults/description.ts";
import { isHealed } from "../../faults/links.ts";
import type { Place } from "../../notation/place.ts";
import type { Architecture } from "../../service/description.ts";
import { formatDuration } from "../../units/duration.ts";
import type { Scenario } from "../scenario.ts";
import { namesIn, replay } from "./fault-replay.ts";

export function warnOfFaults(scenario: Scenario, place: Place): void {
  replay(scenario, (fault, line, moment) => {
    if (isOfClass(fault)) return;
    faultVerb(fault).warn(fault, moment, place.at(line));
    warnOfOrder(scenario, line, place.at(line));
  });
}

const isSameMoment = (one: Fault, other: Fault): boolean =>
  one.at === other.at && one.drawn === undefined && other.drawn === undefined;

/** Two lines of one moment of which one undoes what the other does. */
function warnOfOrder({ faults, architecture }: Scenario, line: number, place: Place): void {
  const fault = faults[line]!;
  const earlier = faults.findIndex(
    (other, i) => i < line && isSameMoment(other, fault) && contradict(other, fault, architecture),
  );
  if (earlier >= 0)
    place
      .at("at")
      .warn(
        `the moment of faults.${earlier}, ${formatDuration(fault.at)}, of which one line undoes the other`,
        "they are played in the order in which they are written",
        "Say the order by their times.",
      );
}

function contradict(one: Fault, other: Fault, { tiers }: Architecture): boolean {
  const [x, y] = [faultVerb(one), faultVerb(other)];
  const [names, others] = [namesIn(one), namesIn(other)];
  if (x.of === "links" && y.of === "links")
    return x.mends !== y.mends && (x.mends ? isHealed(others, names) : isHealed(names, others));
  if (x.of === "node" && y.of === "node") return names[0] === others[0] && one.verb !== other.verb;
  const isIn = (node: string | undefined, tier: string | undefined) =>
    tiers.some(({ name, nodes }) => name === tier && nodes.some((member) => member.name === node));
  if (x.of === "tier" && y.of === "node") return isIn(others[0], names[0]);
  return x.of === "node" && y.of === "tier" && isIn(names[0], others[0]);
}

/** What is legal in an architecture and almost surely not meant. */

import { bindingsAsked } from "../../bindings/description.ts";
import { consequenceKind } from "../../consequences/description.ts";
import { detectorKind, isByElection } from "../../detectors/description.ts";
import { momentsOf } from "../../distributions/law.ts";
import type { Place } from "../../notation/place.ts";
import type { Architecture, Watch } from "../../service/description.ts";
import { components } from "../../structure/evaluation.ts";
import { warnOfLifetimes } from "./lifetime-warnings.ts";
import { warnOfWatches } from "./watch-warnings.ts";

/** @param watchNames names of the architecture's watches, in the same order */
export function warnOfArchitecture(architecture: Architecture, watchNames: readonly string[], place: Place): void {
  warnOfWatches(architecture, place);
  for (const [i, watch] of architecture.watches.entries())
    warnOfTimes(architecture, watch, place.at("watches", watchNames[i]!));
  warnOfWeights(architecture, place.at("addresses"));
  warnOfNeeds(architecture, place.at("needs"));
  for (const { name, lifetimes } of architecture.tiers)
    if (lifetimes) {
      const [life, repair] = [momentsOf(lifetimes.timeToFailure).mean, momentsOf(lifetimes.timeToRepair).mean];
      warnOfLifetimes(life, repair, place.at("tiers", name, "lifetimes", "timeToRepair"));
    }
}

/** Times of a watch that are legal and almost surely not meant. */
function warnOfTimes({ tiers, addresses }: Architecture, watch: Watch, place: Place): void {
  const { detector, consequence } = watch;
  const named = (name: string) => tiers.find((tier) => tier.name === name)!;
  const { mayElect, warn, goesBack } = consequenceKind(consequence);
  const watched = {
    watched: named(watch.tier),
    watchers: named(watch.by),
    mayElect,
    goesBack: goesBack(consequence, isByElection(detector)),
    addresses,
  };
  detectorKind(detector).warn(detector, watched, place.at("detector", detector.kind));
  warn(consequence, place.at(consequence.kind), watched.watched);
}

function warnOfWeights({ addresses }: Architecture, place: Place): void {
  for (const priority of new Set(addresses.map((address) => address.priority))) {
    const equals = addresses.filter((address) => address.priority === priority);
    if (equals.length > 1 && equals.every(({ weight }) => weight === 0))
      place
        .at(equals[1]!.name, "weight")
        .warn(
          `the weight 0 for all of ${equals.map(({ name }) => name).join(", ")}`,
          `all callers choose ${equals[0]!.name}, as RFC 2782 has it`,
          "Give each the same weight above 0, such as 100.",
        );
  }
}

/** A service that counts as up while nobody can call. */
function warnOfNeeds({ tiers, addresses, bindings, needs }: Architecture, place: Place): void {
  const named = new Set(components(needs));
  const isNamed = (tier: string) => tiers.find(({ name }) => name === tier)!.nodes.some(({ name }) => named.has(name));
  const entrances = new Set(addresses.map(({ tier }) => tier));
  if (![...entrances].some(isNamed))
    place.warn(
      `no node of ${[...entrances].join(", ")}, where calls come in`,
      "the service counts as up while nobody answers at its addresses",
      "Say which of them it needs.",
    );
  const { registers } = bindingsAsked(bindings);
  if (registers !== null && !isNamed(registers))
    place.warn(
      `no node of ${registers}, where bindings are kept`,
      "the service counts as up while no proxy finds a callee",
      "Say that it needs the database.",
    );
}

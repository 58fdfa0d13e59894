import { FIRST_SERVER, hostsNamed, namesOfHosts, USER_NAMES } from "../architecture/hosts.ts";
import { nodesStruck } from "../faults/by-chance.ts";
import { type Failures, resolved } from "../faults/classes.ts";
import type { Place } from "../notation/place.ts";
import { hostUnder, nodesOn } from "../tiers/description.ts";
import type { Scenario } from "./scenario.ts";

/** What says of failures what `failures` says, by its key in `availability`, and where it belongs. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  lifetimes: "classes say how often nodes fail and how long they take to come back",
  crew: "failures.crews says who repairs",
  standby: "failures.standby says it",
  coverage: "failures.coverage says it",
  commonCause: "failures.commonCause and groups that fail together say it",
  maintenance: "failures.maintenance says it",
  replicas: "classes name nodes, so that replicas have to be nodes of their tier",
};

/**
 * Reports what a line of chance says of a failure otherwise than `availability` or the lifetimes of a tier: both tell runs and the analyzer how
 * nodes fail, and one of them would be left out.
 */
export function checkLinesOfChance(
  { architecture, faults, availability }: Pick<Scenario, "architecture" | "faults" | "availability">,
  place: Place,
): void {
  for (const [i, fault] of faults.entries()) {
    if (fault.verb !== "chance") continue;
    const at = place.at("faults", i);
    const struck = nodesStruck(fault.chance, architecture);
    const owned = architecture.tiers.find(
      ({ nodes, lifetimes }) => lifetimes !== undefined && nodes.some(({ name }) => struck.includes(name)),
    );
    const [lifetimes, where] =
      owned === undefined
        ? [availability?.lifetimes, ["availability", "lifetimes"]]
        : [owned.lifetimes, ["architecture", "tiers", owned.name, "lifetimes"]];
    const size = fault.crew?.size ?? Infinity;
    const told: readonly (readonly [key: string, here: unknown, there: unknown, path: readonly string[]])[] = [
      ["timeToFailure", fault.timeToFailure, lifetimes?.timeToFailure, [...where, "timeToFailure"]],
      ["timeToRepair", fault.timeToRepair, lifetimes?.timeToRepair, [...where, "timeToRepair"]],
      ["standby", fault.standby, availability?.standby, ["availability", "standby"]],
      ["commonCause", fault.commonCause, availability?.commonCause, ["availability", "commonCause"]],
      ["coverage", fault.coverage, availability?.coverage, ["availability", "coverage"]],
      ["crews", size, availability?.crew?.size, ["availability", "crew"]],
    ];
    for (const [key, here, there, path] of told)
      if (at.at(key).isWritten && place.at(...path).isWritten && !at.isBroken)
        if (JSON.stringify(here) !== JSON.stringify(there))
          at.at(key).report(
            `a ${key} of chance that ${path.join(".")} tells otherwise`,
            "the same there, or one of the two: it tells runs and the analyzer how nodes fail",
            "For a run with other lifetimes than the analyzer's take a second file, or --set.",
          );
  }
}

/**
 * The section `failures` by names of nodes. What says the same elsewhere would say it twice: it is refused, with what to delete.
 */
export function failuresOf(
  failures: Failures,
  { architecture, network, faults }: Pick<Scenario, "architecture" | "network" | "faults">,
  place: Place,
): Failures {
  const twice = (at: Place, what: string, why: string): void => {
    if (at.isWritten && !at.isBroken) at.report(`${what} beside failures`, `it to be deleted: ${why}`);
  };
  for (const [key, why] of Object.entries(SHORTHANDS)) twice(place.at("availability", key), `availability.${key}`, why);
  for (const { name, lifetimes } of architecture.tiers) {
    const at = place.at("architecture", "tiers", name, "lifetimes");
    if (lifetimes !== undefined)
      twice(at.isWritten ? at : place.at("failures"), `lifetimes of ${name}`, SHORTHANDS["lifetimes"]!);
  }
  for (const [i, { verb }] of faults.entries())
    if (verb === "chance")
      twice(place.at("faults", i), "a line of chance", "failures.classes say what breaks by chance, in runs too");
  const servers = architecture.tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name));
  const machines = (architecture.hosts ?? []).map(({ name }) => name);
  const known = [...namesOfHosts(architecture, network.sites), ...machines].filter(
    (name) => !USER_NAMES.includes(name),
  );
  const nodesNamed = (name: string): readonly string[] =>
    machines.includes(name)
      ? nodesOn(name, architecture)
      : hostsNamed(name, architecture, network)
          .filter((host) => host >= FIRST_SERVER)
          .map((host) => servers[host - FIRST_SERVER]!);
  const found = resolved(failures, { architecture, known, nodesNamed }, place.at("failures"));
  for (const { name, kind, strikes } of found.classes) {
    const shared = kind === "freeze" ? strikes.find((node) => hostUnder(architecture, node) !== undefined) : undefined;
    if (shared !== undefined)
      place
        .at("failures", "classes", name, "strikes")
        .report(
          `a freeze of ${shared}, which shares the host ${hostUnder(architecture, shared)!.name}`,
          "together, with that host: it freezes with all that runs there",
        );
  }
  for (const { name, together, tries } of found.classes) {
    if (tries === undefined) continue;
    const at = place.at("failures", "classes", name, "tries");
    for (const [group, nodes] of together) {
      const tiers = architecture.tiers.filter((tier) => tier.nodes.some((node) => nodes.includes(node.name)));
      const waiting = tiers.find(({ standby }) => standby > 0);
      if (tiers.length > 1 && !at.isBroken)
        at.report(`tries in ${tiers.map((tier) => tier.name).join(" and ")} (${group})`, "groups within one tier each");
      else if (waiting !== undefined && !at.isBroken)
        at.report(
          `tries in ${waiting.name}, where nodes stand by`,
          "a tier all of whose nodes serve; lines kill of faults, one after the other, where the next is who takes over",
        );
    }
  }
  return found;
}

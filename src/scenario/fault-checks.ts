/** Names in `faults` that must exist, and lines that must fit together. */

import { nodesStruck } from "../architecture/failures-by-chance.ts";
import { hostsNamed, namesOfHosts } from "../architecture/hosts.ts";
import type { Chance, Fault, Kill, Shock } from "../ha/fault.ts";
import { isKnown } from "../notation/known.ts";
import type { Place } from "../notation/place.ts";
import { quoted } from "../units/unit-error.ts";
import type { Scenario } from "./scenario.ts";

/** @param nodes names of all nodes */
export function checkFaults(scenario: Scenario, nodes: readonly string[], place: Place): void {
  const tiers = scenario.architecture.tiers.map(({ name }) => name);
  for (const [i, fault] of scenario.faults.entries()) {
    const at = place.at(i);
    if (at.isBroken) continue;
    for (const verb of ["kill", "restart", "hang", "resume", "slow", "loseArp", "drain"] as const)
      if (verb in fault) isKnown((fault as unknown as Record<string, string>)[verb]!, nodes, "a node", at.at(verb));
    if ("upgrade" in fault) isKnown(fault.upgrade, tiers, "a tier", at.at("upgrade"));
    if ("kill" in fault) checkSecondDeath(scenario.faults, i, fault, at);
    checkLinks(scenario, fault, at);
    if ("chance" in fault || "shock" in fault) checkChance(scenario, fault, [...nodes, ...tiers], at);
  }
}

/** Who is dead does not die again. */
function checkSecondDeath(faults: readonly Fault[], line: number, fault: Kill, place: Place): void {
  const earlier = faults.slice(0, line);
  const before = earlier.findLastIndex(
    (other) => "kill" in other && other.kill === fault.kill && other.kind === fault.kind && other.for === undefined,
  );
  const isBack = faults.some((other) => "restart" in other && other.restart === fault.kill);
  if (before >= 0 && !isBack && !place.at("kill").isBroken)
    place
      .at("kill")
      .report(
        `a second fault of ${quoted(fault.kill)}, which is dead (the first is faults.${before})`,
        "a restart in between, or for: in the first",
      );
}

/** Nodes that break by chance need lifetimes, here or in their tier. */
function checkChance({ architecture }: Scenario, fault: Chance | Shock, known: readonly string[], place: Place): void {
  const verb = "chance" in fault ? "chance" : "shock";
  const struck = "chance" in fault ? fault.chance : fault.shock;
  const at = place.at(verb);
  for (const [i, one] of struck.entries())
    isKnown(one, known, "a node or tier", at.node?.kind === "list" ? at.at(i) : at);
  if (place.isBroken) return;
  const described = new Set(nodesStruck(fault, architecture));
  const mortal = architecture.tiers.filter(
    ({ nodes, lifetimes }) => !lifetimes && nodes.some(({ name }) => described.has(name)),
  );
  if (mortal.length === 0) return;
  for (const key of ["chance" in fault ? "timeToFailure" : "timeToRepair", "timeToRepair"])
    if ((fault as unknown as Record<string, unknown>)[key] === undefined && !place.isBroken)
      place.report(
        `no ${key}, and no lifetimes in ${mortal[0]!.name}`,
        `${key}: a duration or distribution, such as { exponential: 4 h }`,
      );
}

function checkLinks({ architecture, network }: Scenario, fault: Fault, place: Place): void {
  const known = namesOfHosts(architecture, network.sites);
  const named = (verb: "cut" | "degrade", names: readonly string[]) => {
    const at = place.at(verb);
    const exist = names.map((end, i) => isKnown(end, known, "a host", at.node?.kind === "list" ? at.at(i) : at));
    if (!exist.every(Boolean) || names.length < 2) return;
    const [one, other] = names.map((end) => hostsNamed(end, architecture, network));
    if (one!.some((host) => other!.includes(host)))
      at.report(`${quoted(names[0]!)} and ${quoted(names[1]!)}, which have hosts in common`, "two that have none");
  };
  if ("cut" in fault) named("cut", fault.cut);
  if ("degrade" in fault) named("degrade", fault.degrade);
  if ("heal" in fault && fault.heal !== "all")
    for (const end of fault.heal) isKnown(end, known, "a host", place.at("heal"));
  if (!("partition" in fault)) return;
  const seen = new Map<number, string>();
  for (const [i, group] of fault.partition.entries())
    for (const [j, member] of group.entries()) {
      const at = place.at("partition", i, j);
      if (!isKnown(member, known, "a host", at)) continue;
      const hosts = hostsNamed(member, architecture, network);
      const before = hosts.map((host) => seen.get(host)).find((other) => other !== undefined);
      if (before !== undefined) at.report(`${quoted(member)} in a second group (with ${before})`, "each in one group");
      for (const host of hosts) seen.set(host, member);
    }
}

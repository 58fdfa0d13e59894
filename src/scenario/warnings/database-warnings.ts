import { votesToPromote } from "../../consequences/description.ts";
import type { Place } from "../../notation/place.ts";
import { quorumOf } from "../../tiers/description.ts";
import { formatDuration } from "../../units/duration.ts";
import type { Scenario } from "../scenario.ts";

/** What is legal in a database of several servers and almost surely not meant; the place is that of the whole file. */
export function warnOfDatabases(scenario: Scenario, place: Place): void {
  warnOfFewVotes(scenario, place.at("architecture"));
  warnOfCluster(scenario, place.at("architecture"));
  warnOfWaits(scenario, place.at("architecture"));
  warnOfLag(scenario, place.at("architecture"));
  for (const [name] of scenario.availability?.replicas ?? [])
    place
      .at("availability", "replicas", name)
      .warn(
        `replicas of ${name} for the analyzer alone`,
        "a run has none of them",
        `Write them as standby nodes of ${name}, with promotion and replication: then both engines have them.`,
      );
}

/** Watchers of whom none may die, and servers of whom none may. */
function warnOfFewVotes({ architecture: { tiers, watches } }: Scenario, place: Place): void {
  for (const watch of watches) {
    const watchers = tiers.find(({ name }) => name === watch.by)!.nodes.length;
    if (watchers > 1 && votesToPromote(watch, watchers) === watchers)
      place
        .at("tiers", watch.by)
        .warn(
          `${watchers} watchers who must all agree on a promotion`,
          "when one of them is dead nobody promotes a replica",
          "Let there be three or more, and a quorum of no more than half of them and one.",
        );
  }
  for (const { name, nodes, replication } of tiers)
    if (replication?.kind === "certification" && quorumOf(nodes.length) === nodes.length)
      place
        .at("tiers", name, "active")
        .warn(
          `a cluster of ${nodes.length}, of which ${nodes.length} are more than half`,
          "the death of one stops all: together they are up more rarely than one server alone",
          "Add a third.",
        );
}

/** Proxies that give a living server up while all writes wait for a dead one to be excluded. */
function warnOfCluster({ architecture: { tiers, bindings } }: Scenario, place: Place): void {
  if (bindings.kind !== "database" || bindings.connects !== "list" || bindings.inactive === 0) return;
  const { replication } = tiers.find(({ name }) => name === bindings.tier)!;
  if (replication?.kind !== "certification") return;
  const { suspect, check } = replication;
  if (bindings.timeout <= suspect + check)
    place
      .at("bindings", "database", "timeout")
      .warn(
        `a time-out of ${formatDuration(bindings.timeout)} while writes may wait for ${formatDuration(suspect + check)} until a dead node is excluded`,
        "every write that waits takes a living server off the list",
        "Let the time-out be longer than suspect and check together.",
      );
}

/** Writes that wait for replicas for longer than proxies wait for them, or for ever. */
function warnOfWaits({ architecture: { tiers, bindings } }: Scenario, place: Place): void {
  if (bindings.kind !== "database") return;
  const { nodes, replication } = tiers.find(({ name }) => name === bindings.tier)!;
  if (replication?.kind !== "semiSynchronous" || replication.copies < nodes.length - 1) return;
  const { timeout } = replication;
  const replicas = nodes.length === 2 ? "the replica" : "one of the replicas";
  if (timeout === Infinity)
    place
      .at("tiers", bindings.tier, "replication", "semiSynchronous", "timeout")
      .warn(
        `writes that wait for ${nodes.length === 2 ? "the only replica" : "all replicas"}, however long`,
        `while ${replicas} is dead nobody can register`,
        "Say a timeout, or fewer copies than replicas.",
      );
  else if (bindings.timeout <= timeout)
    place
      .at("bindings", "database", "timeout")
      .warn(
        `a time-out of ${formatDuration(bindings.timeout)} while writes may wait for ${formatDuration(timeout)} for a replica that is dead`,
        "REGISTERs fail until the primary waits for it no longer",
        "Let the time-out be longer than that of semiSynchronous.",
      );
}

/** Bindings that are gone with the last writes although the users had older ones. */
function warnOfLag({ architecture: { tiers, bindings }, traffic: { registration } }: Scenario, place: Place): void {
  if (bindings.kind !== "database") return;
  const { replication } = tiers.find(({ name }) => name === bindings.tier)!;
  const { refresh, expires } = registration;
  if (replication?.kind !== "asynchronous" || replication.lag === 0) return;
  if (refresh < Infinity && 2 * refresh > expires)
    place
      .at("tiers", bindings.tier, "replication", "asynchronous")
      .warn(
        `replicas ${formatDuration(replication.lag)} behind, and users who refresh every ${formatDuration(refresh, 3)} what lasts ${formatDuration(expires, 3)}`,
        `whose refresh is lost at a promotion is missing for ${formatDuration(2 * refresh - expires, 3)}`,
        "Let users refresh at less than half of expires, or replicate semi-synchronously.",
      );
}

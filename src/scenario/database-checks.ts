import type { Place } from "../notation/place.ts";
import { isUp } from "../structure/evaluation.ts";
import type { Structure } from "../structure/expression.ts";
import { quorumOf, type Tier } from "../tiers/description.ts";

/** Reports servers of a tier that do not go together with how it is replicated; the place is that of the tier. */
export function checkReplication(tier: Tier, place: Place): void {
  const { role, active, standby, replication } = tier;
  const at = place.at("replication");
  if (replication === undefined) {
    if (role === "database" && active > 1)
      place
        .at("active")
        .report(
          `${active} active nodes of a database`,
          "one, whose replicas, which may be promoted, are standby nodes; or replication: { certification: {} }, under which all may be written",
        );
    return;
  }
  if (role !== "database") at.report(`replication at a ${role}`, "replication at a database");
  else if (replication.kind === "certification") {
    if (standby > 0)
      place
        .at("standby")
        .report(
          "standby nodes under certification",
          "active nodes: all of a cluster may be written, and none is promoted",
        );
    else if (active === 1) at.report("certification of one node", "two active nodes or more");
  } else if (active > 1)
    place
      .at("active")
      .report(`${active} active nodes under ${replication.kind} replication`, "one; replicas are standby nodes");
  else if (standby === 0) at.report("replication without replicas", "standby nodes, which are the replicas");
  else if (replication.kind === "semiSynchronous" && replication.copies > standby)
    at.at("copies").report(`${replication.copies} copies of ${standby} replicas`, `at most ${standby}`);
}

/** Reports a service that counts as up with so few nodes of a cluster that they serve nobody; the place is that of the needs. */
export function checkQuorums(tiers: readonly Tier[], needs: Structure, place: Place): void {
  const all = tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name));
  for (const { name, nodes, replication } of tiers) {
    if (replication?.kind !== "certification" || place.isBroken) continue;
    const quorum = quorumOf(nodes.length);
    const gone = nodes.slice(quorum - 1).map((node) => node.name);
    if (isUp(needs, new Set(all.filter((node) => !gone.includes(node)))))
      place.report(
        `a service that is up with ${quorum - 1} of ${nodes.length} nodes of ${name}`,
        `{ atLeast: ${quorum}, of: [${nodes.map((node) => node.name).join(", ")}] }: so many are more than half, and fewer serve nobody`,
      );
  }
}

import type { AvailabilityModel, GroupVotes, NodeGroup, Shock } from "./model.ts";

/** Why a chain with common causes differs from independent components. */
export const ONE_CAUSE = "one cause may take down all nodes of a group";

/** What a model takes into account and a formula over independent components does not, each as a clause. */
export function beyondIndependence(model: AvailabilityModel): string[] {
  const { groups, crews } = model;
  const standing = groups.filter((group) => group.standby !== undefined && group.nodes.length > group.active);
  return [
    [standing.some((group) => group.standby!.failover.length > 0), "detection and takeover take time"],
    [
      standing.some((group) => group.standby!.failureFactor < 1),
      "a node that stands by fails less than one that serves",
    ],
    [
      groups.some(({ coverage, quorum }) => quorum === undefined && (coverage?.probability ?? 1) < 1),
      "some failures are not covered",
    ],
    [groups.some(({ quorum }) => quorum !== undefined), "a cluster takes time to exclude a node that died"],
    [groups.some(keepsPlaces), "whoever watches nodes does not hear of all failures"],
    [groups.some((group) => group.votes !== undefined), "losing quorum and getting it back take time"],
    [
      groups.some(({ ways = [] }) => ways.some(({ inPlace }) => inPlace !== undefined)),
      "processes are monitored, and started again in place",
    ],
    [crews.length > 0, "failed nodes wait for a crew"],
    [groups.some((group) => (group.commonCause ?? 0) > 0), ONE_CAUSE],
    [(model.shocks ?? []).length > 0, "some causes take down nodes of several kinds at once"],
    [groups.some((group) => group.maintenance !== undefined), "nodes are taken out for maintenance"],
  ].flatMap(([holds, clause]) => (holds ? [clause as string] : []));
}

const keepsPlaces = (group: NodeGroup): boolean => group.ways?.some(({ heard }) => heard === "never") ?? false;

/** The same nodes as independent components: no crew, no failover time, every failure covered, hot standbys. */
export function idealised(model: AvailabilityModel): AvailabilityModel {
  const groups = model.groups.map(
    ({ name, nodes, mttf, repair, votes }): NodeGroup => ({
      name,
      nodes,
      mttf: struckToo(mttf, name, model),
      repair: { mean: repair.mean, stages: 1 },
      active: nodes.length,
      ...(votes && { votes: atOnce(votes) }),
    }),
  );
  return { needs: model.needs, groups, crews: [] };
}

/** Votes without memory, and without delay. */
const atOnce = ({ twoNode, device }: GroupVotes): GroupVotes => ({
  ...{ twoNode, waitForAll: false, notice: 0, restart: 0 },
  ...(device && { device }),
});

/** Mean time to failure of a node, be it by a shock [s]. */
function struckToo(mttf: number, group: string, { shocks = [], groups: all }: AvailabilityModel): number {
  const own = shocks.filter(({ groups }) => groups.includes(group));
  const { length } = all.find(({ name }) => name === group)!.nodes;
  const often = ({ every, tries = Infinity }: Shock): number => Math.min(1, tries / length) / every;
  return own.length === 0 ? mttf : 1 / own.reduce((rate, shock) => rate + often(shock), 1 / mttf);
}

/** States of the chain of an idealised model: how many nodes of each group are down. */
export const idealisedStates = ({ groups }: AvailabilityModel): number =>
  groups.reduce((product, { nodes, votes }) => product * (nodes.length + 1) * (votes?.device ? 2 : 1), 1);

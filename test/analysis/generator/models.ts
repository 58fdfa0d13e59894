/** Small models for the tests, as variations of one group. */
import type { AvailabilityModel, Crew, NodeGroup } from "../../../src/analysis/model.ts";
import { allOf, anyOf, atLeast, type Structure } from "../../../src/structure/expression.ts";

export const MTTF = 1500;
export const MTTR = 72;

export const once = (mean: number) => ({ mean, stages: 1 });

export const crewOf = (size: number, more: Partial<Crew> = {}): Crew => ({
  name: "crew",
  size,
  priorities: [],
  preemptive: false,
  ...more,
});

/** A group of n equal nodes named a1 … an, all of them active unless said otherwise. */
export function groupOf(n: number, more: Partial<NodeGroup> = {}, name = "a"): NodeGroup {
  const nodes = Array.from({ length: n }, (_, i) => `${name}${i + 1}`);
  return { name, nodes, active: n, mttf: MTTF, repair: once(MTTR), ...more };
}

/** A service that needs k of the nodes of one group. */
export function oneGroup(k: number, group: NodeGroup, ...crews: Crew[]): AvailabilityModel {
  const owned = crews.length > 0 ? { ...group, crew: crews[0]!.name } : group;
  return { needs: atLeast(k, ...group.nodes), groups: [owned], crews };
}

/** Components on their own, each with its own times, a repairman each. */
export function separate(
  needs: Structure,
  components: Readonly<Record<string, { mttf: number; mttr: number }>>,
  crew?: Crew,
): AvailabilityModel {
  return {
    needs,
    groups: Object.entries(components).map(([name, { mttf, mttr }]) => ({
      name,
      nodes: [name],
      active: 1,
      mttf,
      repair: once(mttr),
      ...(crew === undefined ? {} : { crew: crew.name }),
    })),
    crews: crew === undefined ? [] : [crew],
  };
}

/**
 * The workstation cluster of the benchmark sets as a model, in hours: two sub-clusters of n workstations behind a switch
 * each and a backbone, of which k must be connected; one repairman takes six minutes to pick what to repair.
 */
export function clusterModel(n: number, k: number): AvailabilityModel {
  const left = groupOf(n, { mttf: 500, repair: once(0.5), crew: "crew" }, "left");
  const right = groupOf(n, { mttf: 500, repair: once(0.5), crew: "crew" }, "right");
  const single = (name: string, mttf: number, mttr: number) => ({
    name,
    nodes: [name],
    active: 1,
    mttf,
    repair: once(mttr),
    crew: "crew",
  });
  return {
    needs: anyOf(
      allOf(atLeast(k, ...left.nodes), "left-switch"),
      allOf(atLeast(k, ...right.nodes), "right-switch"),
      allOf(atLeast(k, ...left.nodes, ...right.nodes), "left-switch", "backbone", "right-switch"),
    ),
    groups: [left, right, single("left-switch", 4000, 4), single("backbone", 5000, 8), single("right-switch", 4000, 4)],
    crews: [crewOf(1, { pick: 0.1 })],
  };
}

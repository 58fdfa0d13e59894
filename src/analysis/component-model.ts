import { components } from "../structure/evaluation.ts";
import type { Structure } from "../structure/expression.ts";
import { Refused } from "../units/refused.ts";
import type { Components } from "./component.ts";
import { interchangeableClasses } from "./interchangeable.ts";
import type { AvailabilityModel, Crew, NodeGroup } from "./model.ts";

/**
 * The availability model of components that are known by their times alone: those with equal times that the structure
 * cannot tell apart are counted together, so that two sub-clusters of 64 workstations have 65 · 65 states and not 2¹²⁸.
 *
 * @param needs what the service needs of them
 * @param given mean times to failure and to repair of each [s]
 * @param crew who repairs them all; absent: each failed component is repaired at once
 * @throws Refused for a component that is unknown, or known by its probability only, which says nothing of times
 */
export function modelOfComponents(needs: Structure, given: Components, crew?: Crew): AvailabilityModel {
  const byTimes = new Map<string, { mttf: number; mttr: number; names: string[] }>();
  for (const name of components(needs)) {
    const component = given[name];
    if (component === undefined || !("mttf" in component)) {
      const found = component === undefined ? "nothing" : "a probability";
      throw new Refused(found, "mttf and mttr, which a chain needs", ["components", name]);
    }
    const { mttf, mttr } = component;
    const key = `${mttf} ${mttr}`;
    const equals = byTimes.get(key) ?? { mttf, mttr, names: [] };
    byTimes.set(key, equals);
    equals.names.push(name);
  }
  const groups = [...byTimes.values()].flatMap(({ mttf, mttr, names }) =>
    interchangeableClasses(needs, names).map(
      (nodes): NodeGroup => ({
        name: nodes.length === 1 ? nodes[0]! : `${nodes[0]} … ${nodes.at(-1)}`,
        nodes,
        active: nodes.length,
        mttf,
        repair: { mean: mttr, stages: 1 },
        ...(crew === undefined ? {} : { crew: crew.name }),
      }),
    ),
  );
  return { needs, groups, crews: crew === undefined ? [] : [crew] };
}

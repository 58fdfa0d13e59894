import { failureFunction } from "../structure/boolean-function.ts";
import { minimalSolutions } from "../structure/cut-sets.ts";
import { components } from "../structure/evaluation.ts";
import type { Structure } from "../structure/expression.ts";
import { derivatives, probabilityOf, rareEventSum } from "../structure/probability.ts";
import { structureProblems } from "../structure/problems.ts";
import type { SetFamily } from "../structure/set-family.ts";
import { Refused } from "../units/refused.ts";
import { type OutageMeasures, outageMeasures } from "./closed-form/outage.ts";
import { type CommonCauseGroup, withCommonCauses } from "./common-cause.ts";
import { type Components, componentFailureFrequency, componentUnavailability } from "./component.ts";
import { type Importance, importances } from "./importance.ts";
import { type SinglePointOfFailure, singlePointsOfFailure } from "./single-points.ts";

/** What the fault structure alone says of a service whose components fail independently. */
export interface FaultStructure {
  /** The structure solved: `needs` with its common causes written out. */
  readonly needs: Structure;
  /** The components it mentions, common causes included, as they were solved. */
  readonly components: Components;
  /** Exact probability that the service is down. */
  readonly unavailability: number;
  /** Sum over the minimal cut sets, which overestimates: for comparison with other tools. */
  readonly rareEventSum: number;
  /** How often and for how long the service is down; absent when a component is known by its probability only. */
  readonly outage?: OutageMeasures;
  readonly cutSets: SetFamily;
  readonly importance: readonly Importance[];
  readonly singlePoints: readonly SinglePointOfFailure[];
}

export interface FaultStructureOptions {
  readonly commonCauses?: readonly CommonCauseGroup[];
  /** Price of one more of a component, by name; weighs the remedies of single points of failure. */
  readonly costs?: Readonly<Record<string, number>>;
  /** Decision-diagram nodes allowed before the structure is refused as too large. */
  readonly nodesMax?: number;
}

/**
 * Solves a structure exactly: top probability, minimal cut sets, importance, single points of failure.
 *
 * @throws Refused naming what is wrong with the structure or a component; StructureTooLarge beyond the limit
 */
export function faultStructure(
  needs: Structure,
  given: Components,
  options: FaultStructureOptions = {},
): FaultStructure {
  const problems = structureProblems(needs, new Set(Object.keys(given)));
  if (problems.length > 0) throw Refused.all(problems.map((one) => ({ ...one, path: ["needs", ...one.path] })));
  const causes = options.commonCauses ?? [];
  const expanded = withCommonCauses(needs, given, causes);
  const used = Object.fromEntries(components(expanded.needs).map((name) => [name, expanded.components[name]!]));
  const unavailabilities = new Map(Object.entries(used).map(([name, c]) => [name, componentUnavailability(c)]));
  const down = (name: string): number => unavailabilities.get(name)!;

  const failure = failureFunction(expanded.needs, options.nodesMax);
  const cutSets = minimalSolutions(failure, options.nodesMax);
  const unavailability = probabilityOf(failure, down);
  const frequencies = failure.names.map((name) => componentFailureFrequency(used[name]!));
  const slopes = derivatives(failure, down);
  const frequency = frequencies.reduce<number | undefined>(
    (sum, each, index) => (sum === undefined || each === undefined ? undefined : sum + slopes[index]! * each),
    0,
  );
  return {
    needs: expanded.needs,
    components: used,
    unavailability,
    rareEventSum: rareEventSum(cutSets, down),
    ...(frequency === undefined ? {} : { outage: outageMeasures(unavailability, frequency) }),
    cutSets,
    importance: unavailability === 0 ? [] : importances(failure, down, cutSets),
    singlePoints: singlePointsOfFailure(
      failure,
      cutSets,
      down,
      options.costs,
      new Set(causes.map((cause) => cause.name)),
    ),
  };
}

import { booleanFunction } from "../structure/boolean-function.ts";
import { minimalSolutions } from "../structure/cut-sets.ts";
import type { Formula } from "../structure/formula.ts";
import { probabilityOf, rareEventSum } from "../structure/probability.ts";
import type { SetFamily } from "../structure/set-family.ts";
import type { ProgressListener } from "../structure/told.ts";
import { type Importance, importances } from "./importance.ts";

/** A fault tree: when its top event happens, in terms of basic events. */
export interface FaultTree {
  /** Name of the top gate. */
  readonly top: string;
  readonly formula: Formula;
  /** Probability of each basic event that the top event depends on. */
  readonly probabilities: ReadonlyMap<string, number>;
  /** Gates that the top event depends on, itself included. */
  readonly gates: number;
  /** What was read otherwise than it was written. */
  readonly notes?: readonly string[];
}

/** A fault tree solved exactly. */
export interface FaultTreeSolution {
  readonly probability: number;
  /** Sum over the minimal cut sets, which overestimates and may exceed 1. */
  readonly rareEventSum: number;
  readonly cutSets: SetFamily;
  /** Importance of each basic event that the top event really depends on; asked for, since it takes longest. */
  readonly importance: () => Importance[];
}

/**
 * Solves a fault tree by its decision diagram.
 *
 * @throws StructureTooLarge beyond the nodes allowed
 */
export function solveFaultTree(
  tree: FaultTree,
  { nodesMax, told }: { readonly nodesMax?: number; readonly told?: ProgressListener } = {},
): FaultTreeSolution {
  const event = (name: string): number => tree.probabilities.get(name)!;
  const top = booleanFunction(tree.formula, nodesMax, told);
  const cutSets = minimalSolutions(top, nodesMax, told);
  return {
    probability: probabilityOf(top, event),
    rareEventSum: rareEventSum(cutSets, event),
    cutSets,
    importance: () => importances(top, event, cutSets),
  };
}

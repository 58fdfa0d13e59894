import { DecisionDiagram, NODES_MAX, ONE, StructureTooLarge, ZERO } from "./decision-diagram.ts";
import { eventOrder, PARTS_FIRST } from "./event-order.ts";
import type { Structure } from "./expression.ts";
import { folded } from "./fold.ts";
import { type Formula, failureFormula, partsOfFormula, successFormula } from "./formula.ts";
import { and, not, or, xor } from "./operations.ts";
import { type ProgressListener, SILENT } from "./told.ts";

/** Nodes allowed to one order of the events before the next is tried; the last round allows all. */
const ROUNDS = [50_000, 1_000_000];

/**
 * A Boolean function as a reduced ordered binary decision diagram. The high branch of a node is taken when its event
 * holds.
 *
 * Source: R. E. Bryant, Graph-based algorithms for Boolean function manipulation, IEEE Trans. Computers 35 (1986);
 * for fault trees: A. Rauzy, New algorithms for fault trees analysis, Reliability Engineering & System Safety 40 (1993).
 */
export interface BooleanFunction {
  readonly diagram: DecisionDiagram;
  readonly root: number;
  /** The event tested at each level. */
  readonly names: readonly string[];
}

/** When the service is down, over the events "component is down". Its minimal solutions are the minimal cut sets. */
export function failureFunction(needs: Structure, nodesMax?: number): BooleanFunction {
  return booleanFunction(failureFormula(needs), nodesMax);
}

/** When the service is up, over the events "component is up". Its minimal solutions are the minimal path sets. */
export function successFunction(needs: Structure, nodesMax?: number): BooleanFunction {
  return booleanFunction(successFormula(needs), nodesMax);
}

/**
 * The function that a formula stands for. The order of the events decides how large its diagram becomes and no order is
 * best for all, so several are tried, each within a growing allowance.
 *
 * @throws StructureTooLarge when no order needs less than `nodesMax` nodes
 */
export function booleanFunction(
  formula: Formula,
  nodesMax = NODES_MAX,
  told: ProgressListener = SILENT,
): BooleanFunction {
  const orders = new Map(
    PARTS_FIRST.map((first) => eventOrder(formula, first)).map((names) => [names.join("\n"), names]),
  );
  for (const allowance of ROUNDS.filter((nodes) => nodes < nodesMax)) {
    for (const names of orders.values()) {
      try {
        return build(formula, names, new DecisionDiagram(allowance, told));
      } catch (error) {
        if (!(error instanceof StructureTooLarge)) throw error;
      }
    }
  }
  return build(formula, [...orders.values()][0]!, new DecisionDiagram(nodesMax, told));
}

function build(formula: Formula, names: readonly string[], diagram: DecisionDiagram): BooleanFunction {
  const levels = new Map(names.map((name, level) => [name, level]));

  const functionOf = (part: Formula, functions: readonly number[]): number => {
    if (typeof part === "boolean") return part ? ONE : ZERO;
    if (typeof part === "string") return diagram.node(levels.get(part)!, ZERO, ONE);
    if ("not" in part) return not(diagram, functions[0]!);
    // Parts that begin low in the order are joined first, so that the diagrams joined stay small.
    const parts = [...functions].sort((f, g) => diagram.level[g]! - diagram.level[f]!);
    if ("and" in part) return parts.reduce((f, g) => and(diagram, f, g), ONE);
    if ("or" in part) return parts.reduce((f, g) => or(diagram, f, g), ZERO);
    if ("xor" in part) return parts.reduce((f, g) => xor(diagram, f, g), ZERO);
    return atLeastOf(diagram, part.atLeast, parts);
  };

  return { diagram, root: folded(formula, { partsOf: partsOfFormula, resultOf: functionOf }), names };
}

/** At least k of some functions, by taking them in one after the other. */
function atLeastOf(diagram: DecisionDiagram, k: number, functions: readonly number[]): number {
  const reached: number[] = [ONE, ...new Array<number>(k).fill(ZERO)]; // reached[j]: at least j of those taken in
  functions.forEach((f, index) => {
    const still = functions.length - 1 - index;
    for (let j = Math.min(k, index + 1); j >= Math.max(1, k - still); j--) {
      reached[j] = or(diagram, reached[j]!, and(diagram, f, reached[j - 1]!));
    }
  });
  return reached[k]!;
}

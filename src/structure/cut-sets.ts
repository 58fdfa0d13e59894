import { type BooleanFunction, failureFunction, successFunction } from "./boolean-function.ts";
import { DecisionDiagram, ONE, ZERO } from "./decision-diagram.ts";
import type { Structure } from "./expression.ts";
import { SetFamily } from "./set-family.ts";
import type { ProgressListener } from "./told.ts";

/**
 * The minimal cut sets of a service: the sets of components whose failure together stops it, and of which no part
 * would. They are kept as a diagram, so that millions of them can be counted, and the smallest listed, without
 * listing all.
 *
 * @throws StructureTooLarge beyond the nodes allowed
 */
export function minimalCutSets(needs: Structure, nodesMax?: number): SetFamily {
  return minimalSolutions(failureFunction(needs, nodesMax), nodesMax);
}

/**
 * The minimal path sets of a service: the sets of components that together keep it up, and of which no part would.
 *
 * @throws StructureTooLarge beyond the nodes allowed
 */
export function minimalPathSets(needs: Structure, nodesMax?: number): SetFamily {
  return minimalSolutions(successFunction(needs, nodesMax), nodesMax);
}

/**
 * The minimal solutions of a function: the sets of events that make it true while all others do not hold, and of which
 * no part does. With f = x·f₁ + x̄·f₀, they are those of f₀, and x together with those of f₁ that contain none of f₀'s.
 * For a monotone function, such as every structure is, these are its minimal cut sets; for a tree with negations they
 * are what published counts call its minimal cut sets, the negated events being left out.
 *
 * Source: A. Rauzy, New algorithms for fault trees analysis, Reliability Engineering & System Safety 40 (1993).
 */
export function minimalSolutions(f: BooleanFunction, nodesMax?: number, told?: ProgressListener): SetFamily {
  const sets = new DecisionDiagram(nodesMax, told);
  const minimal = new Map<number, number>([
    [ZERO, ZERO],
    [ONE, ONE],
  ]);
  for (const node of f.diagram.reachable(f.root)) {
    const low = minimal.get(f.diagram.low[node]!)!;
    const high = without(sets, minimal.get(f.diagram.high[node]!)!, low);
    minimal.set(node, high === ZERO ? low : sets.node(f.diagram.level[node]!, low, high));
  }
  return new SetFamily(sets, minimal.get(f.root)!, f.names);
}

const WITHOUT = 1;

/** The sets of one family that contain no set of another, without recursion: families may have any number of levels. */
function without(sets: DecisionDiagram, family: number, others: number): number {
  /** Questions under way, innermost last: the two families, and the answers found for their branches so far. */
  const path: { family: number; others: number; low: number; high: number }[] = [];
  const begin = (one: number, other: number): number => {
    if (one === ZERO || other === ONE || one === other) return ZERO;
    if (one === ONE || other === ZERO) return one;
    const known = sets.recall(WITHOUT, one, other);
    if (known < 0) path.push({ family: one, others: other, low: -1, high: -1 });
    return known;
  };
  let result = begin(family, others);
  for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
    const level = sets.level[at.family]!;
    const othersLevel = sets.level[at.others]!;
    const othersLow = othersLevel <= level ? sets.low[at.others]! : at.others;
    const goesOn = othersLevel < level;
    if (result < 0) {
      result = begin(goesOn ? at.family : sets.low[at.family]!, othersLow);
    } else if (!goesOn && at.low < 0) {
      at.low = result;
      result = begin(sets.high[at.family]!, othersLow);
    } else if (!goesOn && at.high < 0 && othersLevel === level) {
      at.high = result;
      result = begin(result, sets.high[at.others]!);
    } else {
      path.pop();
      if (!goesOn) result = result === ZERO ? at.low : sets.node(level, at.low, result);
      sets.remember(WITHOUT, at.family, at.others, result);
    }
  }
  return result;
}

import { type BooleanFunction, failureFunction, successFunction } from "./boolean-function.ts";
import { DecisionDiagram, ONE, ZERO } from "./decision-diagram.ts";
import type { Structure } from "./expression.ts";
import { SetFamily } from "./set-family.ts";

const WITHOUT = 1;

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
export function minimalSolutions(f: BooleanFunction, nodesMax?: number): SetFamily {
  const sets = new DecisionDiagram(nodesMax);

  /** The sets of one family that contain no set of another. */
  const without = (family: number, others: number): number => {
    if (family === ZERO || others === ONE || family === others) return ZERO;
    if (family === ONE || others === ZERO) return family;
    const known = sets.recall(WITHOUT, family, others);
    if (known >= 0) return known;
    const level = sets.level[family]!;
    const othersLevel = sets.level[others]!;
    let result: number;
    if (othersLevel < level) {
      result = without(family, sets.low[others]!);
    } else {
      const othersLow = othersLevel === level ? sets.low[others]! : others;
      const low = without(sets.low[family]!, othersLow);
      let high = without(sets.high[family]!, othersLow);
      if (othersLevel === level) high = without(high, sets.high[others]!);
      result = high === ZERO ? low : sets.node(level, low, high);
    }
    return sets.remember(WITHOUT, family, others, result);
  };

  const minimal = new Map<number, number>([
    [ZERO, ZERO],
    [ONE, ONE],
  ]);
  for (const node of f.diagram.reachable(f.root)) {
    const low = minimal.get(f.diagram.low[node]!)!;
    const high = without(minimal.get(f.diagram.high[node]!)!, low);
    minimal.set(node, high === ZERO ? low : sets.node(f.diagram.level[node]!, low, high));
  }
  return new SetFamily(sets, minimal.get(f.root)!, f.names);
}

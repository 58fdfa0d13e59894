import { folded } from "./fold.ts";
import { type Formula, partsOfFormula } from "./formula.ts";

/** Which of the parts of a gate is walked first. */
export type PartsFirst = "as written" | "light first" | "heavy first" | "shared first";

/** Orders worth trying, the one that most often gives small diagrams first. */
export const PARTS_FIRST: readonly PartsFirst[] = ["as written", "light first", "shared first", "heavy first"];

/**
 * The events of a formula in the order in which a walk down it first meets them. Events that are used together come to
 * stand together, which keeps the diagrams of real services and fault trees small.
 *
 * Source: the depth-first heuristic of Fujita et al. 1988; weights as in Minato et al. 1990.
 */
export function eventOrder(formula: Formula, first: PartsFirst): string[] {
  const weights = new Map<Formula, number>();
  const parents = new Map<Formula, number>();
  folded<Formula, number>(formula, {
    partsOf: partsOfFormula,
    resultOf: (part, parts) => {
      for (const child of partsOfFormula(part)) parents.set(child, (parents.get(child) ?? 0) + 1);
      return typeof part === "object" ? parts.reduce((sum, weight) => sum + weight, 0) : 1;
    },
    done: weights,
  });

  const rank = (part: Formula): number => {
    if (first === "as written") return 0;
    if (first === "shared first") return -(parents.get(part) ?? 1);
    return first === "light first" ? weights.get(part)! : -weights.get(part)!;
  };
  const names = new Set<string>();
  const walked = new Set<Formula>();
  const pending: Formula[] = [formula];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (walked.has(part)) continue;
    walked.add(part);
    if (typeof part === "string") names.add(part);
    else pending.push(...[...partsOfFormula(part)].sort((a, b) => rank(a) - rank(b)).reverse());
  }
  return [...names];
}

import { partsOf } from "./evaluation.ts";
import type { Structure } from "./expression.ts";
import { folded } from "./fold.ts";

/**
 * A Boolean expression over named events, as fault trees write them. Parts may be shared by reference, as a gate with
 * several parents is. `true` and `false` are house events.
 */
export type Formula =
  | string
  | boolean
  | { readonly and: readonly Formula[] }
  | { readonly or: readonly Formula[] }
  | { readonly xor: readonly Formula[] }
  | { readonly not: Formula }
  | { readonly atLeast: number; readonly of: readonly Formula[] };

/** When the service is up, over the events "component is up". */
export function successFormula(needs: Structure): Formula {
  return translated(needs, (k, of) => gate(k, of));
}

/** When the service is down, over the events "component is down": k of n are needed, so n − k + 1 down are fatal. */
export function failureFormula(needs: Structure): Formula {
  return translated(needs, (k, of) => gate(of.length - k + 1, of));
}

/** The immediate parts of a formula. */
export function partsOfFormula(formula: Formula): readonly Formula[] {
  if (typeof formula !== "object") return [];
  if ("and" in formula) return formula.and;
  if ("or" in formula) return formula.or;
  if ("xor" in formula) return formula.xor;
  if ("not" in formula) return [formula.not];
  return formula.of;
}

function translated(needs: Structure, gateOf: (k: number, of: readonly Formula[]) => Formula): Formula {
  return folded<Structure, Formula>(needs, {
    partsOf,
    resultOf: (part, of) =>
      typeof part === "string" ? part : gateOf("atLeast" in part ? part.atLeast : "allOf" in part ? of.length : 1, of),
  });
}

function gate(k: number, of: readonly Formula[]): Formula {
  if (k === 1) return { or: of };
  return k === of.length ? { and: of } : { atLeast: k, of };
}

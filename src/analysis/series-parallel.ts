import { components } from "../structure/evaluation.ts";
import type { Structure } from "../structure/expression.ts";
import { kOfUnequalUnavailability, parallelUnavailability, seriesUnavailability } from "./closed-form/redundancy.ts";
import { type Components, componentUnavailability } from "./component.ts";

/**
 * Unavailability of a structure by formula: series, parallel and k-of-n, part by part, as thesis eq. (1) to (3) do it.
 *
 * @returns undefined where a component is mentioned twice: then the parts are not independent and no formula multiplies
 *   them
 */
export function seriesParallelUnavailability(needs: Structure, given: Components): number | undefined {
  let mentions = 0;
  const visit = (part: Structure): number => {
    if (typeof part === "string") {
      mentions++;
      return componentUnavailability(given[part]!);
    }
    if ("allOf" in part) return seriesUnavailability(part.allOf.map(visit));
    if ("anyOf" in part) return parallelUnavailability(part.anyOf.map(visit));
    return kOfUnequalUnavailability(part.atLeast, part.of.map(visit));
  };
  const unavailability = visit(needs);
  return mentions === components(needs).length ? unavailability : undefined;
}

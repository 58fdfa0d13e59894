import type { Structure } from "./expression.ts";
import { folded } from "./fold.ts";

/**
 * Whether the service is up when exactly the components in `up` are up.
 *
 * @param needs a well-formed structure (see `structureProblems`)
 * @param up names of the components that are up; names that `needs` does not mention are ignored
 */
export function isUp(needs: Structure, up: ReadonlySet<string>): boolean {
  if (typeof needs === "string") return up.has(needs);
  if ("allOf" in needs) return needs.allOf.every((part) => isUp(part, up));
  if ("anyOf" in needs) return needs.anyOf.some((part) => isUp(part, up));
  let missing = needs.atLeast;
  for (const part of needs.of) {
    if (missing === 0) return true;
    if (isUp(part, up)) missing--;
  }
  return missing === 0;
}

/** The names a structure mentions, each once, in order of first mention. */
export function components(needs: Structure): string[] {
  const names = new Set<string>();
  folded<Structure, undefined>(needs, {
    partsOf,
    resultOf: (part) => {
      if (typeof part === "string") names.add(part);
      return undefined;
    },
  });
  return [...names];
}

/** The immediate parts of a structure; none for a single component. */
export function partsOf(needs: Structure): readonly Structure[] {
  if (typeof needs === "string") return [];
  if ("allOf" in needs) return needs.allOf;
  if ("anyOf" in needs) return needs.anyOf;
  return needs.of;
}

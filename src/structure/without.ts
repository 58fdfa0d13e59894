import type { Structure } from "./expression.ts";

/**
 * A structure from which components have been taken out, as if the service had been built without them: what asked for one of
 * them asks for the others, and what asked for it alone asks for nothing.
 */
export function without(needs: Structure, gone: readonly string[]): Structure {
  return pruned(needs, new Set(gone)) ?? { allOf: [] };
}

function pruned(needs: Structure, gone: ReadonlySet<string>): Structure | undefined {
  if (typeof needs === "string") return gone.has(needs) ? undefined : needs;
  const parts = ("allOf" in needs ? needs.allOf : "anyOf" in needs ? needs.anyOf : needs.of).flatMap(
    (part) => pruned(part, gone) ?? [],
  );
  if (parts.length === 0) return undefined;
  if ("allOf" in needs) return { allOf: parts };
  if ("anyOf" in needs) return { anyOf: parts };
  return { atLeast: Math.min(needs.atLeast, parts.length), of: parts };
}

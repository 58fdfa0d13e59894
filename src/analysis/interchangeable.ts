import type { Structure } from "../structure/expression.ts";

/**
 * Whether a structure cannot tell two components apart: exchanging their names gives the same expression, the order of
 * parts aside. Equal nodes that are interchangeable can be counted instead of followed one by one.
 */
export function interchangeable(needs: Structure, a: string, b: string): boolean {
  const swapped = (name: string): string => (name === a ? b : name === b ? a : name);
  return canonical(needs, (name) => name) === canonical(needs, swapped);
}

/** Sorts names into classes that a structure cannot tell apart, each class in the order given. */
export function interchangeableClasses(needs: Structure, names: readonly string[]): string[][] {
  const classes: string[][] = [];
  for (const name of names) {
    const own = classes.find((members) => interchangeable(needs, members[0]!, name));
    if (own === undefined) classes.push([name]);
    else own.push(name);
  }
  return classes;
}

/** The structure as text in which the order of parts does not show. */
function canonical(needs: Structure, rename: (name: string) => string): string {
  const done = new Map<Structure, string>();
  const write = (part: Structure): string => {
    if (typeof part === "string") return JSON.stringify(rename(part));
    let text = done.get(part);
    if (text === undefined) {
      const parts = "allOf" in part ? part.allOf : "anyOf" in part ? part.anyOf : part.of;
      const kind = "allOf" in part ? parts.length : "anyOf" in part ? 1 : part.atLeast;
      text = `${kind}(${parts.map(write).sort().join()})`;
      done.set(part, text);
    }
    return text;
  };
  return write(needs);
}

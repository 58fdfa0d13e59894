import { isMap, isSeq, parse, parseDocument } from "yaml";
import type { Problem } from "../../notation/problem.ts";

/** A scenario with another architecture, and the lines of its fault script that this one has no names for. */
export interface OtherDesign {
  readonly text: string;
  readonly leftOut: readonly string[];
}

/**
 * The same traffic, fault script and random numbers with another architecture; lines of the script that the other one cannot follow are left out.
 *
 * @param architecture as a scenario says it: the whole section, such as `{ preset: ppdr }`
 * @param problemsOf reads a text, and says what is wrong with it
 */
export function otherDesign(
  text: string,
  architecture: string,
  problemsOf: (text: string) => readonly Problem[],
): OtherDesign {
  const document = parseDocument(text);
  document.set("architecture", document.createNode(parse(architecture)));
  for (const key of ["title", "about", "expect", "availability"]) document.delete(key);
  const written = (): string => document.toString({ lineWidth: 120 });
  const places = problemsOf(written()).flatMap(({ path }) => /^faults\.(\d+)/.exec(path)?.[1] ?? []);
  const faults = document.get("faults");
  if (!isSeq(faults)) return { text: written(), leftOut: [] };
  const refused = new Set(places.map(Number));
  const leftOut = faults.items
    .filter((_, i) => refused.has(i))
    .map((item) => (isMap(item) ? JSON.stringify(item.toJSON()) : String(item)).replaceAll('"', ""));
  faults.items = faults.items.filter((_, i) => !refused.has(i));
  if (faults.items.length === 0) document.delete("faults");
  return { text: written(), leftOut };
}

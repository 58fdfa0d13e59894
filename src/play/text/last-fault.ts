import { isMap, isSeq, parseDocument } from "yaml";

/** Lines that mend what others have broken. */
const MENDING = ["heal", "restart", "resume"];

/** The last line of a fault script that breaks something, and the text without it and what follows it. */
export interface LastFault {
  /** As the file says it, in one line. */
  readonly line: string;
  /** The node that it strikes, if it is the death of one. */
  readonly killed: string | null;
  readonly without: string;
}

/** @returns null where nothing of the script breaks anything */
export function lastFault(text: string): LastFault | null {
  const document = parseDocument(text);
  const faults = document.get("faults");
  if (!isSeq(faults)) return null;
  const at = faults.items.findLastIndex((item) => isMap(item) && !MENDING.some((verb) => item.has(verb)));
  const found = faults.items[at];
  if (!isMap(found)) return null;
  const said = Object.entries(found.toJSON() as Readonly<Record<string, unknown>>);
  const killed = said.find(([key]) => key === "kill")?.[1];
  faults.items.splice(at);
  if (faults.items.length === 0) document.delete("faults");
  return {
    line: said.map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", "),
    killed: typeof killed === "string" ? killed : null,
    without: document.toString({ lineWidth: 120 }),
  };
}

/** What of a text the analyzer reads: a change of nothing else leaves its answer as it is. */
export function withoutScript(text: string): string {
  const document = parseDocument(text);
  for (const key of ["faults", "expect", "title", "about"]) document.delete(key);
  return document.toString({ lineWidth: 120 });
}

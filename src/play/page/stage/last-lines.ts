import { isNode, isSeq, parseDocument, stringify } from "yaml";

/** The last lines of the fault script in a scenario's text, so many, in their order. */
export function lastLines(text: string, count: number): string[] {
  if (count === 0) return [];
  const faults = parseDocument(text).get("faults");
  if (!isSeq(faults)) return [];
  return faults.items
    .slice(-count)
    .map((item) => stringify(isNode(item) ? item : String(item), { lineWidth: 0 }).trim());
}

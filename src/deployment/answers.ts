import { Source } from "../notation/source.ts";
import { type Located, plain } from "../notation/tree.ts";
import { parseYaml } from "../notation/yaml-text.ts";
import { type Branch, BY_HAND, type Entry, type Leaf, leaf } from "./entry.ts";

/** Comments that an import writes. */
const OF_IMPORT = /^(assumed: |default of |\S.*:\d+$)/;
/** Whether a comment says where an imported value comes from. */
export const isOriginOfImport = (comment: string): boolean => OF_IMPORT.test(comment);

/**
 * A scenario with what somebody has written into an earlier import of it: values other than those that are assumed, keys that no import
 * writes, and whatever has the comment `by hand`.
 */
export function withAnswers(scenario: Branch, previous: string): Branch {
  const { root } = parseYaml(new Source("previous", previous));
  return root?.kind === "map" ? merged(scenario, root) : scenario;
}

function merged({ entries }: Branch, old: Extract<Located, { readonly kind: "map" }>): Branch {
  const known = new Set(entries.map(([key]) => key));
  const added = [...old.entries]
    .filter(([key]) => !known.has(key))
    .flatMap(([key, { value }]): [string, Entry][] => {
      const kept = keptOf(value);
      return kept === null ? [] : [[key, kept]];
    });
  const own = entries.map(([key, entry]): [string, Entry] => {
    const value = old.entries.get(key)?.value;
    if (value === undefined) return [key, entry];
    if ("text" in entry) return [key, answered(entry, value)];
    return [key, value.kind === "map" ? merged(entry, value) : (keptOf(value) ?? entry)];
  });
  return { entries: [...own, ...added] };
}

/** An answer goes before an assumption, and what is marked before everything. */
function answered(entry: Leaf, value: Located): Leaf {
  const text = writtenText(value);
  const isMarked = commentBehind(value) === BY_HAND.kind;
  const isAnswer = entry.origin.kind === "assumed" && text !== entry.text;
  return isMarked || isAnswer ? leaf(text, BY_HAND) : entry;
}

/** What was added by hand, of a value that is imported no more; null: nothing. */
function keptOf(value: Located): Entry | null {
  if (value.kind === "map" && !isInOneLine(value)) {
    const entries = [...value.entries].flatMap(([key, { value: inner }]): [string, Entry][] => {
      const kept = keptOf(inner);
      return kept === null ? [] : [[key, kept]];
    });
    return entries.length === 0 ? null : { entries };
  }
  return isOriginOfImport(commentBehind(value)) ? null : leaf(writtenText(value), BY_HAND);
}

/** Whether a map or a list is written with braces or brackets, in one line. */
export const isInOneLine = ({ span: { source, start, end } }: Located): boolean =>
  source.position(start).line === source.position(Math.max(start, end - 1)).line &&
  /[{[]/.test(source.text[start] ?? "");

/** As it stands where that is one line, else as JSON, which is YAML too. */
export function writtenText(value: Located): string {
  const { source, start, end } = value.span;
  const text = source.text.slice(start, end).trim();
  return text.includes("\n") ? JSON.stringify(plain(value)) : text;
}

/** The comment behind a value. */
export function commentBehind({ span: { source, end } }: Located): string {
  const line = source.text.slice(end).split("\n", 1)[0]!;
  return /^\s*#\s*(.*)$/.exec(line)?.[1]?.trim() ?? "";
}

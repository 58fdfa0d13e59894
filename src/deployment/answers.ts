import { Source } from "../notation/source.ts";
import { type Located, plain } from "../notation/tree.ts";
import { parseYaml } from "../notation/yaml-text.ts";
import { type Branch, BY_HAND, type Entry, type Leaf, leaf } from "./entry.ts";

/** Comments that an import writes. */
const OF_IMPORT = /^(assumed: |default of |\S.*:\d+$)/;
/** Whether a comment says where an imported value comes from. */
export const isOriginOfImport = (comment: string): boolean => OF_IMPORT.test(comment);

/** Above the marks of what an import has assumed, by which the next one tells answers from assumptions that are no longer its own. */
const MARKS = "# What this import has assumed, by which the next one knows answers from assumptions:";
const MARKS_IN_LINE = 16;

/** A mark for each assumption, as comments. */
export function assumptionsOf(scenario: Branch): string {
  const marks = marksOf(scenario, "");
  const lines = Array.from({ length: Math.ceil(marks.length / MARKS_IN_LINE) }, (_, at) =>
    marks.slice(at * MARKS_IN_LINE, (at + 1) * MARKS_IN_LINE).join(" "),
  );
  return lines.length === 0 ? "" : `\n${MARKS}\n${lines.map((line) => `# ${line}\n`).join("")}`;
}

const marksOf = ({ entries }: Branch, path: string): string[] =>
  entries.flatMap(([key, entry]) => {
    const own = `${path}.${key}`;
    if ("entries" in entry) return marksOf(entry, own);
    return entry.origin.kind === "assumed" ? [markOf(own, entry.text)] : [];
  });

/** FNV-1a of 32 bits, of characters. */
function markOf(path: string, text: string): string {
  let mark = 0x811c9dc5;
  for (const one of `${path} ${text}`) mark = Math.imul(mark ^ one.codePointAt(0)!, 0x01000193);
  return (mark >>> 0).toString(36);
}

/** The marks that an earlier import has left; those of one without them are unknown. */
function marksIn(previous: string): ReadonlySet<string> {
  const [, ...lines] = previous.slice(Math.max(0, previous.lastIndexOf(MARKS))).split("\n");
  return new Set(previous.includes(MARKS) ? lines.flatMap((line) => line.replace(/^#/, "").trim().split(/\s+/)) : []);
}

/**
 * A scenario with what somebody has written into an earlier import of it: values other than those that are assumed, or were then, keys
 * that no import writes, and whatever has the comment `by hand`.
 */
export function withAnswers(scenario: Branch, previous: string): Branch {
  const { root } = parseYaml(new Source("previous", previous));
  return root?.kind === "map" ? merged(scenario, root, "", marksIn(previous)) : scenario;
}

type OldMap = Extract<Located, { readonly kind: "map" }>;

function merged({ entries }: Branch, old: OldMap, path: string, assumed: ReadonlySet<string>): Branch {
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
    const own = `${path}.${key}`;
    if ("text" in entry) return [key, answered(entry, value, (text) => assumed.has(markOf(own, text)))];
    return [key, value.kind === "map" ? merged(entry, value, own, assumed) : (keptOf(value) ?? entry)];
  });
  return { entries: [...own, ...added] };
}

/** An answer goes before an assumption, and what is marked before everything; what a file said before is no answer, nor is what was assumed. */
function answered(entry: Leaf, value: Located, wasAssumed: (text: string) => boolean): Leaf {
  const text = writtenText(value);
  const comment = commentBehind(value);
  if (comment === BY_HAND.kind) return leaf(text, BY_HAND);
  const wasRead = isOriginOfImport(comment) && !comment.startsWith("assumed: ");
  const isAnswer = entry.origin.kind === "assumed" && text !== entry.text && !wasRead && !wasAssumed(text);
  return isAnswer ? leaf(text, BY_HAND) : entry;
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

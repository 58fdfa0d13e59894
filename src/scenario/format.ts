/**
 * The format of scenario files. Version 0.1.0 wrote 1, which has no key of its own; files of it are read as they are, under the names of
 * that time.
 */
import { defaulted } from "../notation/object.ts";
import { type Problem, problemAt } from "../notation/problem.ts";
import { text, titleText, wholeNumber } from "../notation/quantities.ts";
import { Source, type Span } from "../notation/source.ts";
import type { Located } from "../notation/tree.ts";
import { parseYaml } from "../notation/yaml-text.ts";

/** What this version writes. */
export const FORMAT = 2;

/** Fields with which every file begins. */
export const HEAD = {
  format: defaulted(
    "Of the file: 2; left out, it is 1, the format of version 0.1.0.",
    wholeNumber(1, FORMAT, FORMAT),
    1,
  ),
  title: defaulted("What it is called.", titleText, ""),
  about: defaulted("What the scenario is for, and where its numbers come from.", text("a description", 10_000), ""),
};

/** Metrics that were renamed after format 1. */
const RENAMED: ReadonlyMap<string, string> = new Map([["failedCalls.unfinished", "unfinishedCalls"]]);

/** A stretch of text with a name that is another today. */
interface Renaming {
  readonly span: Span;
  readonly from: string;
  readonly to: string;
}
type Tell = (renaming: Renaming) => void;

/** A node with the names of today; what is renamed is told. */
function renamed(node: Located, tell: Tell): Located {
  if (node.kind === "list") return { ...node, items: node.items.map((item) => renamed(item, tell)) };
  if (node.kind === "scalar") {
    const [from = "", ...rest] = typeof node.value === "string" ? node.value.split("=") : []; // metric=width
    const to = rest.length === 0 ? undefined : RENAMED.get(from);
    if (to === undefined) return node;
    tell({ span: node.span, from, to });
    return { ...node, value: [to, ...rest].join("=") };
  }
  const entries = [...node.entries].map(([name, { key, value }]) => {
    const to = RENAMED.get(name);
    if (to !== undefined) tell({ span: key, from: name, to });
    return [to ?? name, { key, value: renamed(value, tell) }] as const;
  });
  return { ...node, entries: new Map(entries) };
}

/** Sections that name metrics. */
const NAMING = ["expect", "sweep"];

function modernised(root: Located, tell: Tell = () => {}): Located {
  if (root.kind !== "map") return root;
  const entries = [...root.entries].map(
    ([key, entry]) => [key, NAMING.includes(key) ? { ...entry, value: renamed(entry.value, tell) } : entry] as const,
  );
  return { ...root, entries: new Map(entries) };
}

/** Reads the text of a scenario file of this format or of an earlier one. A later one is refused, and nothing else of it is said. */
export function readDocument(source: Source): ReturnType<typeof parseYaml> {
  const read = parseYaml(source);
  if (read.root?.kind !== "map") return read;
  const format = read.root.entries.get("format")?.value;
  const number = format?.kind === "scalar" ? format.value : undefined;
  if (format !== undefined && typeof number === "number" && number > FORMAT) {
    const found = `format ${number}, which a later version of sipnines writes`;
    const problem = problemAt(format.span, ["format"], found, `a format up to ${FORMAT}, or a newer sipnines`);
    return { ...read, root: null, problems: [problem] };
  }
  return number === FORMAT ? read : { ...read, root: modernised(read.root) };
}

/** A file in the format of today. */
export interface Migrated {
  readonly text: string;
  /** What was renamed, in the order of the file. */
  readonly renamed: readonly Pick<Renaming, "from" | "to">[];
}

/** The text of a file in the format of today; comments and all else stay. The same text if it has that format. */
export function migrated(text: string, file: string): Migrated | { readonly problems: readonly Problem[] } {
  const source = new Source(file, text);
  const { root, problems } = readDocument(source);
  if (root === null || problems.length > 0) return { problems };
  if (root.kind !== "map" || root.entries.has("format")) return { text, renamed: [] };
  const renamings: Renaming[] = [];
  modernised(parseYaml(source).root!, (one) => renamings.push(one));
  const edits = renamings.map(({ span: { start, end }, from, to }) => ({
    ...{ start, end },
    by: text.slice(start, end).replace(from, to),
  }));
  const isFlow = text[root.span.start] === "{";
  const start = isFlow ? root.span.start + 1 : (root.entries.values().next().value?.key.start ?? 0);
  edits.push({ start, end: start, by: isFlow ? ` format: ${FORMAT},` : `format: ${FORMAT}\n` });
  const latestFirst = edits.sort((a, b) => b.start - a.start);
  const edited = latestFirst.reduce((done, { start, end, by }) => done.slice(0, start) + by + done.slice(end), text);
  return { text: edited, renamed: renamings.map(({ from, to }) => ({ from, to })) };
}

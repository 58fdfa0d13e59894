import { type Problem, problemAt } from "./problem.ts";
import { type Path, Source, type Span } from "./source.ts";
import type { Entry, Located } from "./tree.ts";
import { parseYaml } from "./yaml-text.ts";

/** A value for one place of a scenario, given on the command line: `traffic.calls.rate=200/s`. */
export interface Setting {
  /** The words `path=value`. */
  readonly text: string;
  /** Where they stand, for problems. */
  readonly span: Span;
}

type Outcome = Located | { readonly problem: Problem };

/** Puts the settings into the tree of a file, one after the other. Maps that are not there yet are made. */
export function applySettings(root: Located, settings: readonly Setting[]): { root: Located; problems: Problem[] } {
  const problems: Problem[] = [];
  let tree = root;
  for (const setting of settings) {
    const outcome = applied(tree, setting);
    if ("problem" in outcome) problems.push(outcome.problem);
    else tree = outcome;
  }
  return { root: tree, problems };
}

function applied(root: Located, { text, span }: Setting): Outcome {
  const equals = text.indexOf("=");
  const refuse = (found: string, expected: string, start = 0, end = text.length, hint = ""): { problem: Problem } => {
    const part = { source: span.source, start: span.start + start, end: span.start + end };
    return { problem: problemAt(part, [], found, expected, hint) };
  };
  if (equals <= 0) return refuse(JSON.stringify(text), "path=value, such as traffic.calls.rate=200/s");
  const keys = text.slice(0, equals).split(".");
  if (keys.some((key) => key === ""))
    return refuse("an empty step in the path", "words with single dots between them", 0, equals);
  const written = text.slice(equals + 1);
  const { root: value, problems } = parseYaml(new Source(span.source.name, written));
  if (value === null || problems.length > 0) {
    const empty = written.trim() === "";
    return refuse(
      empty ? "nothing behind the =" : (problems[0]?.found ?? "no value"),
      "a value, as a scenario file would say it",
      equals + 1,
    );
  }
  const valueSpan: Span = { source: span.source, start: span.start + equals + 1, end: span.start + text.length };
  const pathSpan: Span = { source: span.source, start: span.start, end: span.start + equals };
  return put(root, keys, [], relocated(value, valueSpan), pathSpan, (found, expected, hint) =>
    refuse(found, expected, 0, equals, hint),
  );
}

/** All of a value points at the setting that brought it. */
function relocated(node: Located, span: Span): Located {
  if (node.kind === "scalar") return { ...node, span };
  if (node.kind === "list") return { ...node, span, items: node.items.map((item) => relocated(item, span)) };
  const entries = [...node.entries].map(([key, { value }]): [string, Entry] => [
    key,
    { key: span, value: relocated(value, span) },
  ]);
  return { ...node, span, entries: new Map(entries) };
}

type Refuse = (found: string, expected: string, hint?: string) => { problem: Problem };

function put(
  node: Located | undefined,
  keys: readonly string[],
  before: Path,
  value: Located,
  at: Span,
  refuse: Refuse,
): Outcome {
  if (keys.length === 0) return value;
  const where = before.length === 0 ? "the scenario" : before.join(".");
  if (node?.kind === "list") {
    const index = Number(keys[0]);
    const last = node.items.length;
    if (!/^\d{1,6}$/.test(keys[0]!) || index > last)
      return refuse(
        `${JSON.stringify(keys[0])} as a position in ${where}`,
        `a number from 0 to ${last}; ${last} adds one to the list`,
      );
    const inner = put(node.items[index], keys.slice(1), [...before, index], value, at, refuse);
    return "problem" in inner ? inner : { ...node, items: node.items.toSpliced(index, 1, inner) };
  }
  if (node?.kind === "scalar" && node.value !== null) {
    return refuse(`a step into ${where}, which is a single value`, `a path that ends at ${where}`);
  }
  const entries = new Map<string, Entry>(node?.kind === "map" ? node.entries : []);
  const [key, rest] = stepInto(entries, keys);
  const existing = entries.get(key);
  const inner = put(existing?.value, rest, [...before, key], value, at, refuse);
  if ("problem" in inner) return inner;
  entries.set(key, { key: at, value: inner });
  return { kind: "map", span: node?.span ?? at, entries };
}

/** The key to take next: names of metrics have dots in them, so the longest key that is there wins. */
function stepInto(entries: ReadonlyMap<string, Entry>, keys: readonly string[]): [string, readonly string[]] {
  for (let taken = keys.length; taken > 1; taken--) {
    const key = keys.slice(0, taken).join(".");
    if (entries.has(key)) return [key, keys.slice(taken)];
  }
  return [keys[0]!, keys.slice(1)];
}

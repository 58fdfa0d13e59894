import { type Problem, problemAt } from "./problem.ts";
import { type Path, Source, type Span } from "./source.ts";
import type { Entry, Located } from "./tree.ts";
import { parseYaml } from "./yaml-text.ts";

/** A value for one place of a scenario, given outside its file. */
export interface Setting {
  /** Keys and list positions with dots between them, such as traffic.calls.rate or faults.0.at. */
  readonly path: string;
  /** The value as a scenario file would say it. */
  readonly value: string;
  /** Where both stand, for problems. */
  readonly pathSpan: Span;
  readonly valueSpan: Span;
}

/**
 * Reads `path=value`.
 *
 * @param span where it stands; left out, problems show the text itself
 */
export function readSetting(text: string, span?: Span): { readonly setting: Setting } | { readonly problem: Problem } {
  const { source, start } = span ?? { source: new Source("setting", text), start: 0 };
  const equals = text.indexOf("=");
  const part = (from: number, to: number): Span => ({
    source,
    start: start + from,
    end: start + Math.max(to, from + 1),
  });
  if (equals <= 0) {
    const expected = "path=value, such as traffic.calls.rate=200/s";
    return { problem: problemAt(part(0, text.length), ["setting"], JSON.stringify(text), expected) };
  }
  const [path, value] = [text.slice(0, equals), text.slice(equals + 1)];
  return { setting: { path, value, pathSpan: part(0, equals), valueSpan: part(equals + 1, text.length) } };
}

/** Puts settings into the tree of a file, one after the other. Maps that are not there yet are made. */
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

type RefusedSetting = { readonly problem: Problem };

function applied(root: Located, { path, value, pathSpan, valueSpan }: Setting): Located | RefusedSetting {
  const keys = path.split(".");
  const refuse = (found: string, expected: string, span = pathSpan): RefusedSetting => ({
    problem: problemAt(span, keys, found, expected),
  });
  if (keys.includes("")) return refuse("an empty step in the path", "words with single dots between them");
  if (/^(null|~|#.*)?$/i.test(value.trim())) {
    const found = value.trim() === "" ? "nothing behind the =" : `${value.trim()}, which is no value`;
    return refuse(
      found,
      "a value, as a scenario file would say it; what is to be left out is left out there",
      valueSpan,
    );
  }
  const read = parseYaml(new Source(valueSpan.source.name, value));
  if (read.root === null || read.problems.length > 0)
    return refuse(read.problems[0]?.found ?? "no value", "a value, as a scenario file would say it", valueSpan);
  return put(root, keys, [], { value: relocated(read.root, valueSpan), at: pathSpan, refuse });
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

/** A value on its way to its place, where its path stands, and how a path that leads nowhere is refused. */
interface Put {
  readonly value: Located;
  readonly at: Span;
  readonly refuse: (found: string, expected: string) => RefusedSetting;
}

function put(node: Located | undefined, keys: readonly string[], before: Path, setting: Put): Located | RefusedSetting {
  const { value, at, refuse } = setting;
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
    const inner = put(node.items[index], keys.slice(1), [...before, index], setting);
    return "problem" in inner ? inner : { ...node, items: node.items.toSpliced(index, 1, inner) };
  }
  if (node?.kind === "scalar" && node.value !== null)
    return refuse(`a step into ${where}, which is a single value`, `a path that ends at ${where}`);
  const entries = new Map<string, Entry>(node?.kind === "map" ? node.entries : []);
  const [key, rest] = stepInto(entries, keys);
  const inner = put(entries.get(key)?.value, rest, [...before, key], setting);
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

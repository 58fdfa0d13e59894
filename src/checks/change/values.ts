import type { Place } from "../../configuration/place.ts";
import { commentBehind, isInOneLine, isOriginOfImport, writtenText } from "../../deployment/answers.ts";
import { Source } from "../../notation/source.ts";
import type { Located } from "../../notation/tree.ts";
import { parseYaml } from "../../notation/yaml-text.ts";

/** A value as a scenario writes it, and where it comes from: a file and a line, or what import says of it. */
export interface WrittenValue {
  readonly text: string;
  readonly origin: Place | string;
}

/** A value of a scenario in two states; null where it is not written. */
export interface ChangedValue {
  /** Keys and positions from the root, with dots, as `--set` takes them. */
  readonly path: string;
  readonly before: WrittenValue | null;
  readonly after: WrittenValue | null;
}

/** Which values differ between two scenarios, in the order of the first. */
export function changedValues(
  before: ReadonlyMap<string, WrittenValue>,
  after: ReadonlyMap<string, WrittenValue>,
): ChangedValue[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((path) => ({ path, before: before.get(path) ?? null, after: after.get(path) ?? null }))
    .filter((one) => one.before?.text !== one.after?.text && !PROSE.includes(one.path));
}

/** What a scenario says of itself is no value. */
const PROSE = ["title", "about"];

/**
 * The values that are written in a scenario, by their paths.
 *
 * @param file where it stands; null: import has written it, and each value has its origin behind it
 */
export function writtenValues(text: string, file: string | null): Map<string, WrittenValue> {
  const { root } = parseYaml(new Source(file ?? "imported", text));
  const found = new Map<string, WrittenValue>();
  const isLeaf = (node: Located): boolean => node.kind === "scalar" || (file === null && isInOneLine(node));
  const visit = (node: Located, path: string): void => {
    const inner: [string, Located][] =
      node.kind === "map"
        ? [...node.entries].map(([key, { value }]) => [key, value])
        : node.kind === "list"
          ? node.items.map((item, at) => [String(at), item])
          : [];
    if (isLeaf(node) || inner.length === 0) found.set(path, { text: writtenText(node), origin: originOf(node, file) });
    else for (const [key, value] of inner) visit(value, path === "" ? key : `${path}.${key}`);
  };
  if (root !== null) visit(root, "");
  return found;
}

/** A line of a configuration where import names one. */
function originOf(node: Located, file: string | null): Place | string {
  const { source, start } = node.span;
  if (file !== null) return { file, line: source.position(start).line };
  const comment = commentBehind(node);
  const [, path, line] = /^(.*):(\d+)$/.exec(comment) ?? [];
  return path !== undefined && isOriginOfImport(comment) ? { file: path, line: Number(line) } : comment;
}

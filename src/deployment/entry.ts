import type { Origin, Said } from "../configuration/place.ts";
import { formatDuration } from "../units/duration.ts";

/** A value of a scenario and where it comes from, or a map of such values. */
export type Entry = Leaf | Branch;

export interface Leaf {
  /** As a scenario writes it, in one line. */
  readonly text: string;
  readonly origin: Origin | typeof BY_HAND;
}

/** What somebody has written into an imported scenario. */
export const BY_HAND = { kind: "by hand" } as const;

export interface Branch {
  readonly entries: readonly (readonly [key: string, entry: Entry])[];
}

export const leaf = (text: string, origin: Leaf["origin"]): Leaf => ({ text, origin });
export const assumed = (text: string, why: string): Leaf => leaf(text, { kind: "assumed", why });

/** A value as it stands. */
export const said = (value: Said<unknown>): Leaf => leaf(String(value.value), value.origin);
/** A whole number, no farther off than a scenario can say. */
export const saidWithin = ({ value, origin }: Said<number>, min: number, max: number): Leaf =>
  leaf(String(Math.round(Math.max(min, Math.min(max, value)))), origin);
/** The longest that a scenario is told of [s], three years: what is longer is as good as for ever. */
const TIME_MAX = 1e8;
/** A time, which no line makes less than nothing. */
export const saidTime = ({ value, origin }: Said<number>): Leaf =>
  leaf(formatDuration(Math.max(0, Math.min(TIME_MAX, value))), origin);

/** A map; what is null is left out. */
export const branch = (entries: Readonly<Record<string, Entry | null>>): Branch => ({
  entries: Object.entries(entries).filter((entry): entry is [string, Entry] => entry[1] !== null),
});

/** A list of names, all of one origin. */
export const names = (list: readonly string[], origin: Origin): Leaf => leaf(`[${list.join(", ")}]`, origin);

/** Where a value comes from, as a comment. */
export function commentOf(origin: Leaf["origin"]): string {
  if (origin.kind === "by hand") return origin.kind;
  if (origin.kind === "written") return `${origin.place.file}:${origin.place.line}`;
  return origin.kind === "default" ? `default of ${origin.of}` : `assumed: ${origin.why}`;
}

/** What another entry says otherwise, as paths with its values. */
export function differing(one: Entry | undefined, other: Entry | undefined, path = ""): string[] {
  if (other === undefined) return [`${path} nothing`];
  const [mine, theirs] = [one, other].map(
    (entry) => new Map(entry === undefined || "text" in entry ? [] : entry.entries),
  );
  if (mine!.size === 0 && theirs!.size === 0) {
    const text = (entry: Entry | undefined): string =>
      entry !== undefined && "text" in entry ? entry.text : "nothing";
    return text(one) === text(other) ? [] : [`${path} ${text(other)}`];
  }
  return [...new Set([...mine!.keys(), ...theirs!.keys()])].flatMap((key) =>
    differing(mine!.get(key), theirs!.get(key), path === "" ? key : `${path}.${key}`),
  );
}

/** One line, whatever a file says: control characters would end a comment. */
export const inOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();

/** The map as YAML, each value with its comment. */
export function yamlOf({ entries }: Branch, depth = 0): string {
  const margin = "  ".repeat(depth);
  return entries
    .map(([key, entry]) => {
      if ("text" in entry) return `${margin}${key}: ${entry.text} # ${inOneLine(commentOf(entry.origin))}\n`;
      return entry.entries.length === 0 ? `${margin}${key}: {}\n` : `${margin}${key}:\n${yamlOf(entry, depth + 1)}`;
    })
    .join("");
}

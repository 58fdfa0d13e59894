import { BINDINGS } from "../bindings/description.ts";
import { CONSEQUENCES } from "../consequences/description.ts";
import { DETECTORS } from "../detectors/description.ts";
import type { Path } from "../notation/source.ts";
import { type Entry, isAbsent, type Located, type LocatedMap } from "../notation/tree.ts";

/** Keys of which only one can stand in a map: naming one of them puts out the others. */
const RIVALS: readonly (readonly string[])[] = [
  Object.keys(DETECTORS),
  Object.keys(BINDINGS),
  Object.keys(CONSEQUENCES),
];

/** Whether the keys of this map are words of the language, and not names that the user gave. */
const holdsRivals = (path: Path): boolean =>
  path.at(-1) === "detector" || path.at(-1) === "bindings" || (path.length >= 2 && path.at(-2) === "watches");

/** Values that only make sense whole: an expression, a distribution. */
const isWhole = (path: Path): boolean =>
  path.at(-1) === "needs" || path.at(-2) === "service" || path.at(-2) === "lifetimes" || path.at(-1) === "staleArp";

/** Whether the map says whose defaults hold, so that those of the preset's version do not: a ring of corosync from 3.1 has its token, not OpenAIS's. */
const namesVersion = (over: LocatedMap, path: Path): boolean => path.at(-1) === "totem" && over.entries.has("version");

/**
 * Lays what the user wrote over what a preset expands to: maps merge key by key, lists and single values replace, a key with
 * nothing behind it takes the preset's away (as in JSON merge patch, RFC 7396).
 */
export function merged(base: Located, over: Located, path: Path): Located {
  if (base.kind !== "map" || over.kind !== "map" || isWhole(path) || namesVersion(over, path)) return over;
  const entries = new Map<string, Entry>(base.entries);
  if (holdsRivals(path))
    for (const rivals of RIVALS)
      if (rivals.some((key) => over.entries.has(key)))
        for (const key of rivals) if (!over.entries.has(key)) entries.delete(key);
  for (const [key, { key: span, value }] of over.entries) {
    const before = entries.get(key);
    if (isAbsent(value) && before !== undefined) entries.delete(key);
    else
      entries.set(key, {
        key: span,
        value: before === undefined ? value : merged(before.value, value, [...path, key]),
      });
  }
  return { ...over, entries } satisfies LocatedMap;
}

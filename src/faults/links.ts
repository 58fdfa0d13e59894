import { isKnown } from "../notation/known.ts";
import { listOf, name } from "../notation/object.ts";
import type { Place } from "../notation/place.ts";
import { described, type Shape } from "../notation/shape.ts";
import { quoted } from "../units/unit-error.ts";
import type { Names, Rehearsal, Scene } from "./scene.ts";

export const ENDS =
  "two names of nodes, tiers, sites, users, callers or callees, or one to separate it from all others";

/** One name, or a list of them. */
export function nameOrNames(
  expected: string,
  list: Shape<readonly string[], readonly string[]>,
): Shape<readonly string[], string | readonly string[]> {
  return {
    expected,
    schema: { anyOf: [name.schema, list.schema] },
    sample: [],
    read(found, place) {
      if (found.kind === "scalar") return [name.read(found, place)];
      if (found.kind === "list") return list.read(found, place);
      return place.refuse(described(found), expected, []);
    },
  };
}

/** `cut: proxy-1` or `cut: [proxy-1, database]`. */
export const endsShape = nameOrNames(`${ENDS}, such as [proxy-1, database]`, listOf("names", name, 1, 2));

export const groupsShape = listOf("groups", listOf("names", name, 1, 200), 1, 64);

/** Reports ends that do not exist, or that have hosts in common. */
export function checkEnds(names: readonly string[], { hosts, hostsNamed }: Scene, at: Place): void {
  const exist = names.map((end, i) => isKnown(end, hosts, "a host", at.node?.kind === "list" ? at.at(i) : at));
  if (!exist.every(Boolean) || names.length < 2) return;
  const [one, other] = names.map(hostsNamed);
  if (one!.some((host) => other!.includes(host)))
    at.report(`${quoted(names[0]!)} and ${quoted(names[1]!)}, which have hosts in common`, "two that have none");
}

/** Whether a line with these names is healed by one that says others, or all. */
export const isHealed = (names: Names, healed: Names): boolean =>
  healed === "all" || (names !== "all" && names.toSorted().join() === healed.toSorted().join());

/** "between proxy-1 and all others". */
export const between = (names: readonly string[]): string =>
  names.length === 1 ? `between ${names[0]} and all others` : `between ${names.join(" and ")}`;

/** Links are impaired, until it ends by itself or is healed. */
export function impair(lasting: number | undefined, on: Rehearsal): void {
  on.impair();
  on.after(lasting, () => on.mend());
}

/** How links are severed on real machines. */
export const DROPPED = "drop the packets between the two sides, as by `nft`";

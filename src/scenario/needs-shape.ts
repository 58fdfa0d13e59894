import type { Place } from "../notation/place.ts";
import { described, type Shape } from "../notation/shape.ts";
import { isAbsent, type Located } from "../notation/tree.ts";
import type { Structure } from "../structure/expression.ts";

const EXPECTED = "the name of a node, { allOf: […] }, { anyOf: […] } or { atLeast: 2, of: […] }";

/** Up or down, in terms of node names: an expression of allOf, anyOf and atLeast. */
export const needsShape: Shape<Structure> = {
  expected: EXPECTED,
  schema: { $ref: "#/$defs/needs" },
  sample: "",
  read: (node, place) => readNeeds(node, place, true),
};

/** The same where a name may stand for several components, so that only later it is known how many parts there are. */
export const needsOfGroupsShape: Shape<Structure> = {
  ...needsShape,
  read: (node, place) => readNeeds(node, place, false),
};

function readNeeds(node: Located, place: Place, isCounted: boolean): Structure {
  if (node.kind === "scalar" && typeof node.value === "string" && node.value.trim() !== "") return node.value;
  if (node.kind !== "map") return place.refuse(isAbsent(node) ? "nothing" : described(node), EXPECTED, "");
  const keys = [...node.entries.keys()];
  if (keys.length === 1 && keys[0] === "allOf") return { allOf: readParts(place.at("allOf"), isCounted) };
  if (keys.length === 1 && keys[0] === "anyOf") return { anyOf: readParts(place.at("anyOf"), isCounted) };
  if (keys.length === 2 && keys.includes("atLeast") && keys.includes("of")) {
    const of = readParts(place.at("of"), isCounted);
    const most = isCounted ? Math.max(1, of.length) : Number.MAX_SAFE_INTEGER;
    const at = place.at("atLeast");
    const k = at.node?.kind === "scalar" ? at.node.value : null;
    if (typeof k === "number" && Number.isInteger(k) && k >= 1 && k <= most) return { atLeast: k, of };
    at.report(
      at.node ? described(at.node) : "nothing",
      isCounted ? `a whole number from 1 to ${most}, the number of parts` : "a whole number from 1",
    );
    return { atLeast: 1, of };
  }
  return place.refuse(described(node), EXPECTED, "");
}

function readParts(place: Place, isCounted: boolean): Structure[] {
  const { node } = place;
  if (node?.kind === "list" && node.items.length > 0)
    return node.items.map((item, i) => readNeeds(item, place.at(i), isCounted));
  return place.refuse(node ? described(node) : "nothing", "a list of at least one part", []);
}

/** Every name in an expression, with the path that leads to it. */
export function namesIn(
  needs: Structure,
  path: readonly (string | number)[] = [],
): { name: string; path: readonly (string | number)[] }[] {
  if (typeof needs === "string") return [{ name: needs, path }];
  const [key, parts] =
    "allOf" in needs ? ["allOf", needs.allOf] : "anyOf" in needs ? ["anyOf", needs.anyOf] : ["of", needs.of];
  return parts.flatMap((part, i) => namesIn(part, [...path, key, i]));
}

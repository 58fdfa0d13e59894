import { allOf, anyOf, atLeast, type Structure } from "../structure/expression.ts";
import { expectProbability } from "../units/range.ts";
import { Refused } from "../units/refused.ts";
import type { Component, Components } from "./component.ts";

/** Equal components that one cause can take down together: the same software fault, the same power feed. */
export interface CommonCauseGroup {
  /** Name under which the common event appears among the components. */
  readonly name: string;
  /** The components it takes down, at least two, of equal unavailability. */
  readonly members: readonly string[];
  /** Share of each member's failures that are common to all, 0 to 1; 0.01 to 0.1 is usual for equal computers. */
  readonly beta: number;
}

/**
 * The same service with common causes written out: each member is up while its own part and the common part are. Of a
 * member's failures the share β is common: with probability u it is down by itself with (1 − β)u and by the common
 * cause with βu; with MTTF and MTTR it fails by itself every MTTF / (1 − β) and all fail together every MTTF / β.
 *
 * @throws Refused for members that are unknown, unequal, in two groups or fewer than two
 * Source: the β-factor model, K. N. Fleming 1975; NUREG/CR-4780.
 */
export function withCommonCauses(
  needs: Structure,
  given: Components,
  groups: readonly CommonCauseGroup[],
): { readonly needs: Structure; readonly components: Components } {
  const causeOf = new Map<string, string>();
  const all: Record<string, Component> = { ...given };
  for (const { name, members, beta } of groups) {
    expectProbability(`beta of ${name}`, beta);
    if (members.length < 2) throw new Refused(`${members.length} member`, "at least two", `${name}`);
    if (name in given) throw new Refused(`${name}: is a component already`, "another name for the common cause");
    const first = memberOf(given, name, members[0]!);
    for (const member of members) {
      if (causeOf.has(member)) {
        throw new Refused(`${member}: in both ${causeOf.get(member)} and ${name}`, "one common cause at most");
      }
      if (!equal(memberOf(given, name, member), first)) {
        throw new Refused(
          `${member} and ${members[0]}, which are unequal`,
          "equal members, which a β-factor needs",
          name,
        );
      }
      causeOf.set(member, name);
      all[member] = scaled(first, 1 - beta);
    }
    all[name] = scaled(first, beta);
  }
  return { needs: withCauses(needs, causeOf), components: all };
}

function withCauses(needs: Structure, causeOf: ReadonlyMap<string, string>): Structure {
  const done = new Map<Structure, Structure>();
  const rewrite = (part: Structure): Structure => {
    let result = done.get(part);
    if (result === undefined) {
      result = rewritten(part);
      done.set(part, result);
    }
    return result;
  };
  const rewritten = (part: Structure): Structure => {
    if (typeof part === "string") {
      const cause = causeOf.get(part);
      return cause === undefined ? part : allOf(part, cause);
    }
    if ("allOf" in part) return allOf(...part.allOf.map(rewrite));
    if ("anyOf" in part) return anyOf(...part.anyOf.map(rewrite));
    return atLeast(part.atLeast, ...part.of.map(rewrite));
  };
  return rewrite(needs);
}

function memberOf(given: Components, group: string, member: string): Component {
  const component = given[member];
  if (component === undefined) {
    throw new Refused(`the unknown member ${member}`, `one of ${Object.keys(given).join(", ")}`, `${group}`);
  }
  return component;
}

function equal(a: Component, b: Component): boolean {
  if ("mttf" in a) return "mttf" in b && a.mttf === b.mttf && a.mttr === b.mttr;
  return "probability" in b && a.probability === b.probability;
}

/** A component with a share of the failures. A share of none never fails. */
function scaled(component: Component, share: number): Component {
  if (!("mttf" in component)) return { probability: component.probability * share };
  return share === 0 ? { probability: 0 } : { mttf: component.mttf / share, mttr: component.mttr };
}

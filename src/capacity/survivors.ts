import type { Scenario } from "../scenario/scenario.ts";
import { isUp } from "../structure/evaluation.ts";
import { groupsOf } from "./steady-service.ts";

/** Sets of nodes of one tier that are tried at most, for each number of nodes. */
const SETS_MAX = 12;
/** Sets that are examined for each number. */
const TRIED_MAX = 1000;

/**
 * Which nodes of one tier may be down together while the service has what it needs: for each number of them, one set of each kind, of
 * those that differ by speed, addresses or standing by. Nodes that only stand by are not taken alone: those that serve are all there.
 *
 * @param most nodes down at once
 */
export function survivedLosses(scenario: Scenario, most: number): string[][] {
  const { architecture } = scenario;
  const all = architecture.tiers.flatMap(({ nodes }) => nodes.map(({ name }) => name));
  return architecture.tiers.flatMap(({ name: tier, role, nodes, active }) => {
    if (role === "monitor") return [];
    const serving = new Set(nodes.slice(0, active).map(({ name }) => name));
    const groups = groupsOf(scenario).filter((group) => group.tier === tier);
    const isSurvived = (down: readonly string[]): boolean =>
      down.some((name) => serving.has(name)) &&
      isUp(architecture.needs, new Set(all.filter((name) => !down.includes(name))));
    return Array.from({ length: Math.min(most, nodes.length) }, (_, i) => i + 1).flatMap((count) =>
      first(
        TRIED_MAX,
        sets(
          groups.map(({ names }) => names),
          count,
        ),
      )
        .filter(isSurvived)
        .slice(0, SETS_MAX),
    );
  });
}

/** Every way to take a number of nodes, from each group its first ones. */
function* sets(groups: readonly (readonly string[])[], count: number): Generator<string[]> {
  const [own, ...others] = groups;
  if (own === undefined) {
    if (count === 0) yield [];
    return;
  }
  if (groups.flat().length < count) return;
  for (let taken = Math.min(count, own.length); taken >= 0; taken--)
    for (const rest of sets(others, count - taken)) yield [...own.slice(0, taken), ...rest];
}

function first<T>(count: number, from: Iterable<T>): T[] {
  const taken: T[] = [];
  for (const one of from) {
    if (taken.length === count) break;
    taken.push(one);
  }
  return taken;
}

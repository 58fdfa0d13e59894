import { aliveIn } from "../analysis/call/entrance.ts";
import { type CallRoute, successorOf } from "../analysis/call/route.ts";
import type { ServiceChain } from "../analysis/generator/generate.ts";
import { type GroupLayout, type StateVector, served } from "../analysis/generator/layout.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture } from "../service/description.ts";
import type { NodeDescription } from "../tiers/description.ts";
import { type Busiest, busiest } from "./busiest.ts";
import type { SlowStandby } from "./slow-standby.ts";
import { withoutNodes } from "./smaller-architecture.ts";

/** Some nodes are gone, and those left have to carry their load. */
export interface Situation extends Busiest {
  /** None while all are well. */
  readonly gone: readonly string[];
  /** Long-run share of calls that are made in such a state and fail for no other reason. */
  readonly carried: number;
  /** The architecture that is left. */
  readonly left: Architecture;
}

/** All well, and each number of nodes that may be left to share a load. */
export function situations(
  scenario: Scenario,
  chain: ServiceChain,
  routes: readonly CallRoute[],
  carried: Float64Array,
): Situation[] {
  const { architecture } = scenario;
  const well = busiest(scenario, architecture);
  const found: Situation[] = [
    { gone: [], ...well, carried: carried.reduce((sum, share) => sum + share, 0), left: architecture },
  ];
  const seen = new Set<string>();
  for (const { layout, all, least, most, goneIn } of routes.flatMap((route) => sharing(route, scenario))) {
    if (seen.has(layout.group.name)) continue;
    seen.add(layout.group.name);
    const tier = architecture.tiers.find(({ name }) => name === layout.group.name)!;
    for (let count = least; count <= most; count++) {
      const share = carried.reduce((sum, p, state) => (goneIn(chain.stateOf(state)) === count ? sum + p : sum), 0);
      if (share === 0) continue;
      for (const { gone, weight } of removals(tier.nodes.slice(0, all), count)) {
        const rest = takenOver(architecture, tier.name, gone);
        const { group, ...heaviest } = busiest(scenario, rest);
        found.push({ gone, ...heaviest, group: group || tier.name, carried: share * weight, left: rest });
      }
    }
  }
  return found;
}

/** All nodes of a tier as slow as the standby that serves. */
export function asSlow(scenario: Scenario, { tier, speed, carried }: SlowStandby): Situation {
  const { architecture } = scenario;
  const left: Architecture = {
    ...architecture,
    tiers: architecture.tiers.map((one) =>
      one === tier ? { ...tier, nodes: tier.nodes.map((node) => ({ ...node, speed })) } : one,
    ),
  };
  const gone = [`a node of speed ${tier.nodes[0]!.speed}`];
  return { ...busiest(scenario, left), gone, group: tier.name, carried, left };
}

/** What is left without some nodes; addresses of the dead are served by the first of those that take them, if any does. */
export function takenOver(architecture: Architecture, tier: string, gone: readonly string[]): Architecture {
  const addresses = architecture.addresses.map((address, i) => {
    if (address.tier !== tier || !gone.includes(address.owner)) return address;
    return { ...address, owner: successorOf(architecture, tier, i, gone) ?? address.owner };
  });
  const owners = new Set(addresses.map(({ owner }) => owner));
  const serving = (name: string, i: number, active: number): boolean => i < active || owners.has(name);
  const tiers = architecture.tiers.map((one) => {
    if (one.name !== tier) return one;
    const active = one.nodes.filter(({ name }, i) => serving(name, i, one.active));
    const idle = one.nodes.filter(({ name }, i) => !serving(name, i, one.active));
    return { ...one, nodes: [...active, ...idle], active: active.length, standby: idle.length };
  });
  return withoutNodes({ ...architecture, tiers, addresses }, gone);
}

/** Nodes that carry each other's load: those behind directors, those that take addresses beside their own, or all that clients may turn to. */
interface Sharing {
  readonly layout: GroupLayout;
  /** The first of its nodes may be gone: so many of so many, and how many are in a state. */
  readonly all: number;
  readonly least: number;
  readonly most: number;
  readonly goneIn: (state: StateVector) => number;
}

function sharing({ pool, entry, isElected }: CallRoute, { traffic }: Scenario): Sharing[] {
  if (pool !== undefined) {
    const [layout, ...others] = pool.layouts;
    if (layout === undefined || others.length > 0) return [];
    const all = layout.group.nodes.length;
    return [{ layout, all, least: 1, most: all - 1, goneIn: (state) => all - aliveIn(pool, state) }];
  }
  if (entry === undefined) return [];
  const all = entry.group.active;
  const { election } = entry;
  // One standby serves for all owners that are dead; for one it does what that did.
  if (isElected && election !== undefined && all > 1)
    return [{ layout: entry, all, least: 2, most: all, goneIn: (state) => state[election.held]! }];
  if (traffic.nextTarget === null) return [];
  return [{ layout: entry, all, least: 1, most: all - 1, goneIn: (state) => all - served(entry, state) }];
}

/** Each kind of nodes that may be gone, told apart by speed alone, with its share among all. */
function removals(nodes: readonly NodeDescription[], count: number): { gone: string[]; weight: number }[] {
  const kinds = new Map<string, { gone: string[]; weight: number }>();
  let all = 0;
  const choose = (from: number, chosen: readonly NodeDescription[]): void => {
    if (chosen.length === count) {
      all++;
      const key = chosen
        .map(({ speed }) => speed)
        .sort()
        .join(" ");
      const kind = kinds.get(key) ?? { gone: chosen.map(({ name }) => name), weight: 0 };
      kinds.set(key, { ...kind, weight: kind.weight + 1 });
      return;
    }
    for (let i = from; i < nodes.length; i++) choose(i + 1, [...chosen, nodes[i]!]);
  };
  if (nodes.every(({ speed }) => speed === nodes[0]!.speed) || nodes.length > 10)
    return [{ gone: nodes.slice(nodes.length - count).map(({ name }) => name), weight: 1 }];
  choose(0, []);
  return [...kinds.values()].map((kind) => ({ ...kind, weight: kind.weight / all }));
}

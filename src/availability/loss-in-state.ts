import type { CallDefects } from "../analysis/call/call-defects.ts";
import { aliveIn } from "../analysis/call/entrance.ts";
import { capacityOfNode, utilisationOfHosts } from "../analysis/call/load.ts";
import type { CallRoute } from "../analysis/call/route.ts";
import type { ServiceChain } from "../analysis/generator/generate.ts";
import { type GroupLayout, type StateVector, served } from "../analysis/generator/layout.ts";
import type { Crew } from "../analysis/model.ts";
import type { ServiceAvailability } from "../analysis/service-availability.ts";
import { simulate } from "../experiment/simulate.ts";
import { type MetricName, metricIndex } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture } from "../service/description.ts";
import { clusteredProportion } from "../statistics/clustered-proportion.ts";
import type { NodeDescription, Tier } from "../tiers/description.ts";
import { episodes, lossOf, type SlowStandby, slowStandbys } from "./slow-standby.ts";
import { withoutNodes } from "./smaller-architecture.ts";
import { rateOf, steadily } from "./steady-scenario.ts";

/** What the servers that are left lose of the calls they are sent, with some nodes gone for good. */
export interface LossInState {
  /** The nodes that are gone; none while all are well. */
  readonly gone: readonly string[];
  /** The tier, or the host whose cores tiers share, that has to carry the load. */
  readonly group: string;
  /** Long-run share of calls that are made in such a state and fail for no other reason. */
  readonly carried: number;
  /** Calls offered to the busiest node over what it carries in the long run. */
  readonly utilisation: number;
  /** Share of those calls that fail, with its 95 % interval; a lower bound where it was not simulated. */
  readonly share: number;
  readonly interval: readonly [low: number, high: number] | undefined;
}

/** Below this utilisation a queue of finite length loses nothing worth counting. */
const QUIET = 0.6;
/** Calls simulated in each state: enough for a share of a tenth to be known to a few per cent. */
const CALLS = 20_000;
const REPLICATIONS = 6;
/** A run lasts so long at least and at most [s]. */
const LASTS = [20, 400] as const;
/** States that add less than this part of all defects, were all of their calls to fail, are left out. */
const WORTH_COUNTING = 1e-4;

interface Situation {
  readonly gone: readonly string[];
  readonly group: string;
  readonly carried: number;
  readonly utilisation: number;
  /** The architecture that is left. */
  readonly left: Architecture;
}

/** A service solved as a chain, and the calls that its states carry. */
export interface StatesToRun {
  readonly scenario: Scenario;
  readonly crews: readonly Crew[];
  readonly solved: ServiceAvailability;
  readonly routes: readonly CallRoute[];
  /** Which calls fail by outages; where few others are made, nothing is worth a simulation. */
  readonly found: CallDefects;
  /** Whether busy states are run message by message. */
  readonly simulates: boolean;
}

/**
 * Losses by overload: the nodes that are left, taken for themselves, carry the traffic of the scenario. Where that leaves them busy
 * it is run message by message, or bounded by what a fluid would lose, 1 − 1/ρ. Slower standbys are run from a death to the repair, where
 * that is not too long.
 */
export async function lossesInStates({
  scenario,
  crews,
  solved: { service: chain, probability },
  routes,
  found: { carried, lines },
  simulates,
}: StatesToRun): Promise<LossInState[]> {
  const defects = lines.reduce((sum, { probability: share }) => sum + share, 0);
  const isBusy = ({ gone, utilisation, carried: share }: Situation): boolean =>
    utilisation > QUIET ? share > WORTH_COUNTING * defects : gone.length === 0 && hasLoss(scenario);
  const slow = slowStandbys(scenario, crews, chain, routes, { probability, carried })
    .map((one) => ({ one, situation: asSlow(scenario, one), played: simulates ? episodes(scenario, one) : undefined }))
    .filter(({ situation }) => isBusy(situation));
  const steady = slow.flatMap(({ situation, played }) => (played === undefined ? [situation] : []));
  const busy = [...situations(scenario, chain, routes, carried).filter(isBusy), ...steady];
  if (!simulates) {
    return busy.map(({ left: _, ...one }) => ({
      ...one,
      share: Math.max(0, 1 - 1 / one.utilisation),
      interval: undefined,
    }));
  }
  const duration = Math.min(LASTS[1], Math.max(LASTS[0], CALLS / REPLICATIONS / rateOf(scenario)));
  const jobs = busy.map(({ left }) => ({ scenario: steadily(scenario, left, duration), replications: REPLICATIONS }));
  const played = slow.flatMap((one) => (one.played === undefined ? [] : [{ ...one, played: one.played }]));
  const figures = await simulate([...jobs, ...played.flatMap((one) => one.played.jobs)], {
    engine: "native",
    workers: 0,
  });
  const shares = figures.slice(0, busy.length).map(failedShare);
  // What is lost although all are well is lost in every state, and counted once.
  const always = busy[0]?.gone.length === 0 ? shares[0]!.mean : 0;
  const inEpisodes = played.map(({ one, situation: { left: _, ...situation }, played: run }, i) => {
    const [own, fast] = figures.slice(busy.length + 2 * i);
    return { ...situation, carried: one.serves, ...lossOf(one, own!, fast!, run.calls) };
  });
  const inSteady = busy.map(({ left: _, ...one }, i) => {
    const { mean, low, high } = shares[i]!;
    const less = one.gone.length === 0 ? 0 : always;
    const beyond = (share: number): number => Math.max(0, share - less);
    return { ...one, share: beyond(mean), interval: [beyond(low ?? 0), beyond(high ?? 1)] as const };
  });
  return [...inSteady, ...inEpisodes];
}

const hasLoss = ({ network }: Scenario): boolean =>
  network.loss > 0 || (network.between?.loss ?? 0) > 0 || (network.ways ?? []).some(({ loss }) => loss > 0);

/** All well, and each number of nodes that may be left to share a load. */
function situations(
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
  for (const { layout, all, leftIn } of routes.flatMap((route) =>
    sharing(route, scenario.traffic.nextTarget !== null),
  )) {
    if (seen.has(layout.group.name)) continue;
    seen.add(layout.group.name);
    const tier = architecture.tiers.find(({ name }) => name === layout.group.name)!;
    for (let left = 1; left < all; left++) {
      const share = carried.reduce((sum, p, state) => (leftIn(chain.stateOf(state)) === left ? sum + p : sum), 0);
      if (share === 0) continue;
      for (const { gone, weight } of removals(tier.nodes.slice(0, all), all - left)) {
        const rest = withoutNodes(architecture, gone);
        const { utilisation } = busiest(scenario, rest);
        found.push({ gone, group: tier.name, carried: share * weight, utilisation, left: rest });
      }
    }
  }
  return found;
}

/** Nodes that carry each other's load: those behind directors, or all that clients may turn to. */
interface Sharing {
  readonly layout: GroupLayout;
  readonly all: number;
  readonly leftIn: (state: StateVector) => number;
}

function sharing({ pool, entry }: CallRoute, hasNextTarget: boolean): Sharing[] {
  if (pool !== undefined) {
    const [layout, ...others] = pool.layouts;
    if (layout === undefined || others.length > 0) return [];
    return [{ layout, all: layout.group.nodes.length, leftIn: (state) => aliveIn(pool, state) }];
  }
  if (!hasNextTarget || entry === undefined) return [];
  return [{ layout: entry, all: entry.group.active, leftIn: (state) => served(entry, state) }];
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

/** All nodes of a tier as slow as the standby that serves. */
function asSlow(scenario: Scenario, { tier, speed, carried }: SlowStandby): Situation {
  const { architecture } = scenario;
  const left: Architecture = {
    ...architecture,
    tiers: architecture.tiers.map((one) =>
      one === tier ? { ...tier, nodes: tier.nodes.map((node) => ({ ...node, speed })) } : one,
    ),
  };
  const gone = [`a node of speed ${tier.nodes[0]!.speed}`];
  return { gone, group: tier.name, carried, utilisation: busiest(scenario, left).utilisation, left };
}

/** The busiest of the tiers that every call passes, or of the hosts that they share, and its utilisation by calls alone. */
export function busiest(scenario: Scenario, architecture: Architecture): { group: string; utilisation: number } {
  const load = { rate: rateOf(scenario), recordRoute: scenario.traffic.recordRoute, delay: scenario.network.delay };
  const entries = new Set(architecture.addresses.map(({ tier }) => tier));
  const shareOf = (tier: Tier): number => {
    const own = architecture.addresses.filter((address) => address.tier === tier.name);
    // Addresses share the load by weight; what stands behind directors shares it evenly.
    const total = architecture.addresses.reduce((sum, { weight }) => sum + weight, 0);
    const heaviest = Math.max(
      0,
      ...own.map(({ weight }) => (total > 0 ? weight / total : 1 / architecture.addresses.length)),
    );
    if (tier.role === "database") return 1;
    return entries.has(tier.name) && own.length > 0 ? heaviest : 1 / Math.max(1, tier.nodes.length);
  };
  let worst = { group: "", utilisation: 0 };
  for (const tier of architecture.tiers) {
    if (tier.role !== "proxy" && tier.role !== "director") continue;
    const speed = Math.min(...tier.nodes.slice(0, Math.max(1, tier.active)).map((node) => node.speed));
    const utilisation = (load.rate * shareOf(tier)) / (capacityOfNode(architecture, tier, load) * speed);
    if (utilisation > worst.utilisation) worst = { group: tier.name, utilisation };
  }
  for (const host of utilisationOfHosts(architecture, load, shareOf))
    if (host.utilisation > worst.utilisation) worst = host;
  return worst;
}

/** Share of calls that failed, but for those whose callee declined or that the end of the run cut off. */
function failedShare(figures: readonly Figures[]) {
  const of = (one: Figures, metric: MetricName): number => one[metricIndex(metric)] || 0;
  return clusteredProportion(
    figures.map((one) => {
      const declined = of(one, "failedCalls.busy");
      const trials = of(one, "createdCalls") - of(one, "unfinishedCalls") - declined;
      return { successes: Math.min(trials, of(one, "failedCalls") - declined), trials };
    }),
  );
}

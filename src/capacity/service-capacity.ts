import { busiest } from "../availability/busiest.ts";
import { rateOf } from "../availability/steady-scenario.ts";
import { pause } from "../experiment/simulate.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Cause } from "../sip/calls.ts";
import { Moments } from "../statistics/moments.ts";
import { type Counted, type Criterion, GROWTH } from "./criteria.ts";
import { searchRate } from "./search.ts";
import { registrationBound } from "./steady-registrations.ts";
import type { Observation, Servers, SteadyService } from "./steady-service.ts";

/** How exactly to search, and who hears of it. */
export interface CapacityOptions {
  /** Half-width of the 95 % interval, relative to the rate. */
  readonly precision: number;
  /** Replications at one rate at most. */
  readonly most: number;
  /** A first guess, where there is one [1/s]. */
  readonly near?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (rate: number, replications: number) => void;
}

/** Servers, and how busy they are. */
export interface Load extends Servers {
  /** Share of the time for which a worker is busy. */
  readonly utilisation: number;
  /** Messages dropped by full queues, for each call or registration. */
  readonly dropped: number;
}

/** How many calls a second a service carries, or how many registrations. */
export interface ServiceCapacity {
  /** Nodes that are down. */
  readonly down: readonly string[];
  readonly counted: Counted;
  /** Calls or registrations a second; 0 where the bounds hold at no rate. */
  readonly rate: number;
  /** Its 95 % interval; null where it is not bounded. */
  readonly interval: readonly [low: number | null, high: number | null];
  readonly criterion: Criterion;
  /** The tier, or the cores, that saturate first; where calls fail at any rate, why. */
  readonly limitedBy: string;
  /** How busy servers are at that rate; the first is what limits. */
  readonly loads: readonly Load[];
  /** Causes of the calls that are lost there, the most frequent first. */
  readonly causes: readonly Cause[];
  readonly replications: number;
  readonly isPrecise: boolean;
}

/** Nothing saturates as far as rates were tried [1/s]; or the search was ended. */
export type NoCapacity = { readonly unboundedAt: number } | "interrupted";

/** Calls or registrations a second that a service of which some nodes are down carries within bounds. */
export async function serviceCapacity(
  service: SteadyService,
  options: CapacityOptions,
): Promise<ServiceCapacity | NoCapacity> {
  const { responses, down, counted } = service;
  const bound = counted === "calls" ? fluidBound : registrationBound;
  const { precision, most, signal, onProgress } = options;
  let replications = 0;
  const found = await searchRate({
    bounds: responses.map(({ bound }) => bound),
    // Beyond what is carried, queues grow by a message or more for each call or registration that is too many.
    late: responses.map(({ criterion }) => (criterion === "growing queue" ? GROWTH : 0)),
    probe: (rate, replication) => {
      onProgress?.(rate, ++replications);
      const observation = service.observe(rate, replication);
      return responses.map(({ of }) => of(observation));
    },
    ...{ start: options.near ?? bound(service.scenario), precision, most },
    isOver: async () => {
      await pause();
      return signal?.aborted ?? false;
    },
  });
  if (found.kind === "interrupted") return "interrupted";
  if (found.kind === "unbounded") return { unboundedAt: found.rate };
  const { criterion, group } = responses[found.criterion]!;
  const at = found.kind === "found" ? found.rates : [found.rate];
  const observations = at.flatMap((rate) => service.seen.get(rate) ?? []);
  const loads = loadsIn(service, at, found.rate, group);
  const causes = causesIn(observations);
  const common = { down, counted, criterion, loads, causes, replications };
  if (found.kind === "never")
    return { ...common, rate: 0, interval: [null, null], limitedBy: causes[0] ?? loads[0]!.tier, isPrecise: true };
  const { rate, low, high, isPrecise } = found;
  return { ...common, rate, interval: [low, high], limitedBy: loads[0]!.tier, isPrecise };
}

/** Fluid bound of the busiest tier [calls/s]; the scenario's own rate where service takes no time. */
function fluidBound(scenario: Scenario): number {
  const { utilisation, byCalls } = busiest(scenario, scenario.architecture);
  const others = utilisation - byCalls;
  return byCalls > 0 && others < 1 ? ((1 - others) * rateOf(scenario)) / byCalls : rateOf(scenario);
}

/** Servers that are busy for this share of the time are what all others wait for. */
const SATURATED = 0.95;

/**
 * Servers in the order in which they saturate: by bound reached, messages dropped, utilisation; interpolated between the rates tried. Before workers
 * that are busy no longer than the cores which they share come these cores: they keep the workers busy. What
 * a saturated database makes its proxies wait for is dropped by them.
 */
function loadsIn(
  { groups, seen }: SteadyService,
  rates: readonly number[],
  rate: number,
  limiting: number | undefined,
): Load[] {
  const right = Math.max(
    0,
    rates.findIndex((one) => one >= rate),
  );
  const left = Math.max(0, right - 1);
  const part = left === right ? 0 : (rate - rates[left]!) / (rates[right]! - rates[left]!);
  const mean = (of: (one: Observation) => number): number => {
    const [from, to] = [left, right].map((i) => Moments.of(seen.get(rates[i]!)!.map(of)).mean) as [number, number];
    return from + part * (to - from);
  };
  const loads = groups
    .map((servers, g) => ({
      ...{ ...servers, isLimit: g === limiting ? 1 : 0 },
      ...{ utilisation: mean(({ busy }) => busy[g]!), dropped: mean(({ dropped }) => dropped[g]!) },
    }))
    .sort(
      (a, b) =>
        b.isLimit - a.isLimit ||
        Number(b.utilisation >= SATURATED) - Number(a.utilisation >= SATURATED) ||
        (b.utilisation >= SATURATED ? 0 : b.dropped - a.dropped) ||
        b.utilisation - a.utilisation,
    )
    .map(({ isLimit: _, ...load }) => load);
  const [first] = loads;
  const cores = loads.find(
    ({ host, names, utilisation }) =>
      host !== undefined && utilisation >= first!.utilisation && names.some((name) => first!.names.includes(name)),
  );
  return cores === undefined ? loads : [cores, ...loads.filter((load) => load !== cores)];
}

function causesIn(observations: readonly Observation[]): Cause[] {
  const counts = new Map<Cause, number>();
  for (const { causes } of observations)
    for (const [cause, count] of causes) counts.set(cause, (counts.get(cause) ?? 0) + count);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([cause]) => cause);
}

import type { CallDefects } from "../analysis/call/call-defects.ts";
import type { CallRoute } from "../analysis/call/route.ts";
import type { Crew } from "../analysis/model.ts";
import type { ServiceAvailability } from "../analysis/service-availability.ts";
import { quantileOf } from "../distributions/law.ts";
import { type Job, simulate } from "../experiment/simulate.ts";
import { type MetricName, metricIndex } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Arrivals } from "../sip/traffic.ts";
import { clusteredProportion } from "../statistics/clustered-proportion.ts";
import { fluidLoss, keptFor } from "./busiest.ts";
import { asSlow, type Situation, situations } from "./situations.ts";
import { episodes, lossOf, slowStandbys } from "./slow-standby.ts";
import { holdOf, rateOf, steadily } from "./steady-scenario.ts";

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

/** Calls simulated in each state: enough for a share of a tenth to be known to a few per cent. */
const CALLS = 20_000;
const REPLICATIONS = 6;
/** A run lasts so long at least and, where arrivals do not vary, at most [s]. */
const LASTS = [20, 400] as const;
/** Turns of a rate that varies, in all replications together. */
const TURNS = 60;
/** Duration of a run, as a multiple of the time in which transactions fill their room. */
const FILLED = 4;
/** Calls of a state that would take longer than is worth it. */
const CALLS_MAX = 600_000;
/** States that add less than this part of all defects, were all of their calls to fail, are left out. */
const WORTH_COUNTING = 1e-4;

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
  const isBusy = ({ gone, mayLose, carried: share }: Situation): boolean =>
    mayLose ? share > WORTH_COUNTING * defects : gone.length === 0 && hasLoss(scenario);
  const slow = slowStandbys(scenario, crews, chain, routes, { probability, carried })
    .map((one) => ({ one, situation: asSlow(scenario, one), played: simulates ? episodes(scenario, one) : undefined }))
    .filter(({ situation }) => isBusy(situation));
  const steady = slow.flatMap(({ situation, played }) => (played === undefined ? [situation] : []));
  const busy = [...situations(scenario, chain, routes, carried).filter(isBusy), ...steady];
  const bounded = (one: Situation): LossInState => {
    const { gone, group, carried: share, utilisation, byCalls } = one;
    const lost = fluidLoss(scenario, byCalls, utilisation - byCalls);
    return { gone, group, carried: share, utilisation, share: lost, interval: undefined };
  };
  const runs = busy.map((one) => (simulates ? stateRun(scenario, one) : undefined));
  const played = slow.flatMap((one) => (one.played === undefined ? [] : [{ ...one, played: one.played }]));
  const jobs = [...runs.flatMap((run) => run?.jobs ?? []), ...played.flatMap((one) => one.played.jobs)];
  const figures = jobs.length === 0 ? [] : await simulate(jobs, { engine: "native", workers: 0 });
  const take = figures[Symbol.iterator]();
  const taken = (of: readonly Job[]): (readonly Figures[])[] => of.map(() => take.next().value!);
  const shares = runs.map((run) => run && failedShare(taken(run.jobs)));
  // What is lost although all are well is lost in every state, and counted once.
  const well = busy[0]?.gone.length === 0 ? busy[0] : undefined;
  const always = well === undefined ? 0 : (shares[0]?.mean ?? bounded(well).share);
  const inSteady = busy.map((one, i): LossInState => {
    const less = one === well ? 0 : always;
    const beyond = (share: number): number => Math.max(0, share - less);
    const found = shares[i];
    const bound = bounded(one);
    if (found === undefined) return { ...bound, share: beyond(bound.share) };
    return { ...bound, share: beyond(found.mean), interval: [beyond(found.low ?? 0), beyond(found.high ?? 1)] };
  });
  const inEpisodes = played.map(({ one, situation, played: run }): LossInState => {
    const [own, fast] = taken(run.jobs);
    return { ...bounded(situation), carried: one.serves, ...lossOf(one, own!, fast!, run.calls) };
  });
  return [...inSteady, ...inEpisodes];
}

/** What is run to learn what is lost in a state: the traffic, and where there is room for so many transactions, the time until it is full. */
interface StateRun {
  readonly jobs: readonly [Job] | readonly [Job, filling: Job];
}

/** @returns undefined where that would take too many calls */
function stateRun(scenario: Scenario, { left }: Situation): StateRun | undefined {
  const { calls } = scenario.traffic;
  if (calls === null) return undefined;
  const rate = rateOf(scenario);
  const isLimited = left.tiers.some(({ transactions }) => (transactions?.limit ?? Infinity) < Infinity);
  const fill = isLimited ? quantileOf(calls.ring, 0.99) + holdOf(scenario) + keptFor(scenario) : 0;
  const usual = Math.min(LASTS[1], Math.max(LASTS[0], CALLS / REPLICATIONS / rate));
  const duration = Math.max(usual, varying(calls.arrivals), FILLED * fill);
  if (REPLICATIONS * rate * (duration + fill) > CALLS_MAX) return undefined;
  const job = (lasts: number): Job => ({ scenario: steadily(scenario, left, lasts), replications: REPLICATIONS });
  return { jobs: fill > 0 ? [job(fill + duration), job(fill)] : [job(duration)] };
}

/** How long a rate that varies has to be watched [s]; 0 for one that does not. */
function varying(arrivals: Arrivals): number {
  if (arrivals.kind === "profile") return arrivals.period;
  if (arrivals.kind !== "mmpp") return 0;
  return (TURNS / REPLICATIONS) * arrivals.states.reduce((sum, { mean }) => sum + mean, 0);
}

const hasLoss = ({ network }: Scenario): boolean =>
  network.loss > 0 || (network.between?.loss ?? 0) > 0 || (network.ways ?? []).some(({ loss }) => loss > 0);

/** Share of calls that failed, but for those whose callee declined or that the end of the run cut off; less those of the first part. */
function failedShare([all = [], filling]: readonly (readonly Figures[])[]) {
  const of = (one: Figures | undefined, metric: MetricName): number => one?.[metricIndex(metric)] || 0;
  const counted = (one: Figures | undefined) => {
    const declined = of(one, "failedCalls.busy");
    const trials = of(one, "createdCalls") - of(one, "unfinishedCalls") - declined;
    return { failed: Math.min(trials, of(one, "failedCalls") - declined), trials };
  };
  return clusteredProportion(
    all.map((one, i) => {
      const [whole, first] = [counted(one), counted(filling?.[i])];
      const trials = Math.max(1, whole.trials - first.trials);
      return { successes: Math.min(trials, Math.max(0, whole.failed - first.failed)), trials };
    }),
  );
}

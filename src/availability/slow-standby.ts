import { type CallRoute, goesBack } from "../analysis/call/route.ts";
import { standIns } from "../analysis/call/stand-ins.ts";
import { watchDetectionMean } from "../analysis/detection-time.ts";
import type { ServiceChain } from "../analysis/generator/generate.ts";
import { served } from "../analysis/generator/layout.ts";
import type { Crew } from "../analysis/model.ts";
import { consequenceMean } from "../consequences/analysed.ts";
import { replaces } from "../consequences/description.ts";
import type { Job } from "../experiment/simulate.ts";
import type { Fault } from "../faults/description.ts";
import { type MetricName, metricIndex } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Architecture } from "../service/description.ts";
import { studentInterval } from "../statistics/student-interval.ts";
import type { Tier } from "../tiers/description.ts";
import { withoutNodes, withoutQuorum } from "./smaller-architecture.ts";
import { holdOf, rateOf, steadily } from "./steady-scenario.ts";

/** Standbys of one speed, slower than the nodes for which they step in. */
export interface SlowStandby {
  readonly tier: Tier;
  readonly speed: number;
  /** With one of these standbys only. */
  readonly architecture: Architecture;
  /** Long-run share of time in which an address is served by one of them, and of the calls made then that no outage fails. */
  readonly serves: number;
  readonly carried: number;
  /** How long one serves on average before it hands the address back, or dies [s]. */
  readonly stays: number;
  readonly failback: boolean;
  /** Who dies in a run, and the share of all calls that aim at its address first. */
  readonly owner: string;
  readonly aimed: number;
}

/** Times for which a standby serves in one replication, over their mean: the mean of each eighth of an exponential law, out of order. */
const STAYS = [0.0653, 0.8301, 0.2086, 1.1699, 0.3761, 1.6931, 0.5774, 3.0794];
/** Moments of a death are spread over so long, that phases of calls and detectors are part of the chance [s]. */
const PHASES = 12;
/** A node is well for at least so long between two deaths [s]. */
const WELL = 30;
/** Calls simulated in all: as many as make an estimate good enough, and at most. */
const CALLS = [20_000, 300_000] as const;
const REPLICATIONS = [6, 30] as const;

/**
 * Standbys of each speed that step in for faster nodes.
 *
 * @param probability share of time in each state of the service, and `carried` of the calls that no outage fails
 */
export function slowStandbys(
  { architecture }: Scenario,
  crews: readonly Crew[],
  chain: ServiceChain,
  routes: readonly CallRoute[],
  { probability, carried }: Readonly<Record<"probability" | "carried", Float64Array>>,
): SlowStandby[] {
  return routes.flatMap(({ entry, group, share, shares }): SlowStandby[] => {
    const tier = architecture.tiers.find(({ name }) => name === group)!;
    if (entry === undefined || tier.standby === 0) return [];
    const standbys = tier.nodes.slice(tier.active);
    const speeds = [...new Set(standbys.map(({ speed }) => speed))].filter((own) => own < tier.nodes[0]!.speed);
    const failback = architecture.watches.some((watch) => watch.tier === group && goesBack(watch));
    const aimed = Math.max(...shares);
    const { owner } = architecture.addresses.filter((address) => address.tier === group)[shares.indexOf(aimed)]!;
    const crew = crews.find(({ name }) => name === entry.group.crew);
    return speeds.map((speed) => {
      const isMeant = standbys.map((node) => node.speed === speed);
      const { share: part, stays } = standIns(entry.group, crew, isMeant, failback) ?? {
        share: isMeant.filter(Boolean).length / tier.nodes.length,
        stays: failback ? entry.group.repair.mean : entry.group.mttf,
      };
      const places = (weights: Float64Array): number =>
        weights.reduce((sum, weight, state) => sum + weight * served(entry, chain.stateOf(state)), 0) / tier.active;
      const others = standbys.filter((_, i) => i !== isMeant.indexOf(true)).map(({ name }) => name);
      return {
        ...{ tier, speed, stays, failback, owner, aimed },
        architecture: withoutQuorum(withoutNodes(architecture, others)),
        serves: share * part * places(probability),
        carried: share * part * places(carried),
      };
    });
  });
}

/** The same deaths with the standbys as they are, and as fast as the others; calls that are made while one of them serves. */
export interface Episodes {
  readonly jobs: readonly [slow: Job, fast: Job];
  readonly calls: number;
}

/**
 * The owner of an address dies again and again, and a standby serves for times that are exponential by their mean: what it lacks at first (bindings,
 * so that its first calls are short) and what it drops later (REGISTERs among it) is part of the run.
 *
 * @returns undefined where a run takes too many calls, or calls come in rounds
 */
export function episodes(
  scenario: Scenario,
  { tier, architecture, stays, failback, owner, aimed }: SlowStandby,
): Episodes | undefined {
  if (scenario.traffic.calls?.arrivals.kind === "rounds") return undefined;
  const standby = architecture.tiers.find(({ name }) => name === tier.name)!.nodes[tier.active]!.name;
  const gap = architecture.watches
    .filter((watch) => watch.tier === tier.name && replaces(watch))
    .reduce((sum, watch) => sum + watchDetectionMean(architecture, watch) + consequenceMean(watch.consequence), 0);
  const { refresh } = scenario.traffic.registration;
  const well = Math.max(WELL, refresh < Infinity ? refresh : 0) + gap + 2 * holdOf(scenario);
  const faults: Fault[] = [];
  let end = well;
  for (const stay of STAYS) {
    const lasts = gap + stay * stays;
    const drawn = { law: { kind: "uniform", low: end, high: end + PHASES } as const, plus: 0 };
    const back = failback ? lasts : Math.min(well, lasts) / 2;
    faults.push({ verb: "kill", kind: "host", at: end + PHASES / 2, kill: owner, for: back, drawn });
    if (!failback) {
      const after = { law: { kind: "deterministic", value: lasts } as const, plus: 0, after: faults.length - 1 };
      faults.push({
        verb: "kill",
        kind: "host",
        at: end + PHASES / 2 + lasts,
        kill: standby,
        for: well / 2,
        drawn: after,
      });
    }
    end += PHASES + lasts + well;
  }
  const inRun = end * rateOf(scenario);
  const [enough, most] = CALLS;
  const replications = Math.ceil(Math.min(REPLICATIONS[1], Math.max(REPLICATIONS[0], enough / inRun)));
  if (2 * replications * inRun > most) return undefined;
  const speed = Math.max(...tier.nodes.slice(0, tier.active).map((node) => node.speed));
  const fast: Architecture = {
    ...architecture,
    tiers: architecture.tiers.map((one) =>
      one.name === tier.name
        ? { ...one, nodes: one.nodes.map((node, i) => (i < one.active ? node : { ...node, speed })) }
        : one,
    ),
  };
  const job = (played: Architecture): Job => ({
    scenario: { ...steadily(scenario, played, end), faults },
    replications,
  });
  return { jobs: [job(architecture), job(fast)], calls: STAYS.length * stays * rateOf(scenario) * aimed };
}

/**
 * Share of the calls made while a slower standby serves that fail because it is slower. Of those calls fewer find their callee than in
 * the runs, where everybody was registered at first: those that do not cost it little.
 */
export function lossOf(
  { serves, carried }: SlowStandby,
  slow: readonly Figures[],
  fast: readonly Figures[],
  calls: number,
) {
  const of = (one: Figures, metric: MetricName): number => one[metricIndex(metric)] || 0;
  const failed = (one: Figures): number => of(one, "failedCalls") - of(one, "failedCalls.busy");
  const missing = fast.reduce((sum, one) => sum + of(one, "failedCalls.bindingMissing"), 0) / fast.length / calls;
  const finding = Math.min(1, carried / serves / Math.max(1 - missing, 1e-9));
  const { mean, halfWidth } = studentInterval(
    slow.map((one, i) => (finding * (failed(one) - failed(fast[i]!))) / calls),
  );
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  const half = halfWidth ?? 1;
  return { share: within(mean), interval: [within(mean - half), within(mean + half)] as const };
}

import { watchDetectionMean } from "../analysis/detection-time.ts";
import { consequenceMean } from "../consequences/analysed.ts";
import { simulate } from "../experiment/simulate.ts";
import { type MetricName, metricIndex } from "../metrics/catalogue.ts";
import type { Figures } from "../metrics/collector.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Watch } from "../service/description.ts";
import { directorsOf } from "../service/directors.ts";
import { CAUSES } from "../sip/calls.ts";
import { Moments } from "../statistics/moments.ts";
import { studentInterval } from "../statistics/student-interval.ts";
import { minimalCutSets } from "../structure/cut-sets.ts";
import { components } from "../structure/evaluation.ts";
import type { Tier } from "../tiers/description.ts";
import { holdOf, rateOf, steadily } from "./steady-scenario.ts";

/** What the failure of a serving node of one group costs, seen message by message: the mean over its nodes that serve. */
export interface LossPerFailure {
  readonly group: string;
  /** Calls that fail on account of it, by cause. */
  readonly calls: readonly { readonly cause: string; readonly count: number }[];
  /** All of them but those whose callee's binding was gone, with the half-width of the 95 % interval. */
  readonly mean: number;
  readonly halfWidth: number | undefined;
  /** Mean time until a successor serves [s]; 0 where nobody took over. */
  readonly outage: number;
}

/** What the message level says of a scenario. */
export interface MessageLevel {
  readonly losses: readonly LossPerFailure[];
  /** Calls per second. */
  readonly callRate: number;
  /** Mean call set-up time without failures [s]; undefined where no call was set up. */
  readonly setupTime: number | undefined;
  readonly replications: number;
}

/** Replications of each kind of failure, and nodes of one tier that are killed at most. */
const REPLICATIONS = 8;
const NODES_MAX = 4;
/** Moments of the kill are spread over so long, that the phases of calls and detectors are part of the chance [s]. */
const PHASES = 12;
/** Fail-overs that take longer than this are not waited for [s]. */
const FAILOVER_MAX = 300;

/**
 * Kills each serving node of each tier in turn, while calls come steadily, and counts how many more calls fail than without. Left out
 * are tiers that the service does not need, and those whose failure nobody steps in for: what they cost depends on the repair, which
 * the chain knows and the message level does not.
 *
 * @returns undefined for a scenario without calls
 */
export async function messageLevel(scenario: Scenario): Promise<MessageLevel | undefined> {
  if (scenario.traffic.calls === null) return undefined;
  const { architecture } = scenario;
  const alone = new Set([...minimalCutSets(architecture.needs).ofSize(1)].flatMap((cut) => [...cut]));
  const needed = new Set(components(architecture.needs));
  const failover = (watch: Watch): number =>
    watchDetectionMean(architecture, watch) + consequenceMean(watch.consequence);
  const tiers = architecture.tiers.flatMap((tier) => {
    const watch = architecture.watches.find((one) => one.tier === tier.name);
    const isRedundant = tier.nodes.some(({ name }) => needed.has(name)) && !alone.has(tier.nodes[0]!.name);
    if (tier.role === "database" || !isRedundant || watch === undefined || failover(watch) > FAILOVER_MAX) return [];
    return [{ tier, failover: failover(watch) }];
  });
  // Of proxies that differ in weight or priority none stands for another.
  const most = directorsOf(architecture.directors).proxies.length > 0 ? Infinity : NODES_MAX;
  const longest = Math.max(1, ...tiers.map((one) => one.failover));
  const hold = 2 * holdOf(scenario);
  const at = 5 + hold;
  const quiet = steadily(scenario, architecture, at + PHASES + 3 * longest + hold);
  const drawn = { law: { kind: "uniform", low: at, high: at + PHASES } as const, plus: 0 };
  const kills = tiers.flatMap(({ tier }) =>
    nodesOf(tier, most).map(
      (kill): Scenario => ({ ...quiet, faults: [{ verb: "kill", at: at + PHASES / 2, kill, kind: "host", drawn }] }),
    ),
  );
  const jobs = [quiet, ...kills].map((one) => ({ scenario: one, replications: REPLICATIONS }));
  const [undisturbed = [], ...struck] = await simulate(jobs, { engine: "native", workers: 0 });
  let next = 0;
  return {
    losses: tiers.map(({ tier }) => {
      const own = nodesOf(tier, most).map(() => struck[next++]!);
      return lossOf(tier.name, own, undisturbed);
    }),
    callRate: rateOf(scenario),
    setupTime: meanOf(undisturbed, "callSetupTime"),
    replications: REPLICATIONS,
  };
}

/** Serving nodes of a tier, `most` at most, spread over all of them where there are more. */
function nodesOf({ nodes, active }: Tier, most: number): string[] {
  const count = Math.min(active, most);
  return Array.from({ length: count }, (_, i) => nodes[Math.floor((i * active) / count)]!.name);
}

/** The mean over the nodes of a tier: each fails as often, and carries its share of the calls. */
function lossOf(group: string, byNode: readonly (readonly Figures[])[], quiet: readonly Figures[]): LossPerFailure {
  const lost = (one: Figures): number => at(one, "failedCalls") - at(one, "failedCalls.bindingMissing");
  const usual = Moments.of(quiet.map(lost)).mean;
  const perReplication = quiet.map(
    (_, i) => byNode.reduce((sum, figures) => sum + lost(figures[i]!) - usual, 0) / byNode.length,
  );
  const { mean, halfWidth } = studentInterval(perReplication);
  const all = byNode.flat();
  const outages = all.map((one) => one[metricIndex("outageTime")]!).filter((value) => !Number.isNaN(value));
  return {
    group,
    calls: CAUSES.filter((cause) => cause !== "none").flatMap((cause) => {
      const count = (meanOf(all, `failedCalls.${cause}`) ?? 0) - (meanOf(quiet, `failedCalls.${cause}`) ?? 0);
      return count > 0 ? [{ cause, count }] : [];
    }),
    mean,
    halfWidth: halfWidth === null || halfWidth === 0 ? undefined : halfWidth,
    outage: outages.length === 0 ? 0 : Moments.of(outages).mean,
  };
}

const at = (figures: Figures, metric: MetricName): number => figures[metricIndex(metric)] || 0;

/** Mean of a metric over the replications in which it was measured. */
function meanOf(figures: readonly Figures[], metric: MetricName): number | undefined {
  const values = figures
    .map((one) => one[metricIndex(metric)])
    .filter((value) => value !== undefined && !Number.isNaN(value));
  return values.length === 0 ? undefined : Moments.of(values as number[]).mean;
}

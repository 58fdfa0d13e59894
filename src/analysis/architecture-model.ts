import { consequenceMean } from "../consequences/analysed.ts";
import { promotionBy, replaces } from "../consequences/description.ts";
import { isByElection } from "../detectors/description.ts";
import { meanOf, momentsOf, type TheoreticalMoments } from "../distributions/law.ts";
import type { Architecture, Watch } from "../service/description.ts";
import { components } from "../structure/evaluation.ts";
import { isReplicated, quorumOf, type Tier } from "../tiers/description.ts";
import { type Complaint, Refused } from "../units/refused.ts";
import { machineRepair, meanShare } from "./closed-form/birth-death.ts";
import type { Component } from "./component.ts";
import { meanOfFailovers, watchDetectionMean } from "./detection-time.ts";
import { expectedStates } from "./generator/state-count.ts";
import type { AvailabilityModel, Coverage, Crew, FailoverPhase, Maintenance, NodeGroup } from "./model.ts";

/** What an architecture does not say of itself and the analyzer must be told, or assumes. */
export interface Assumptions {
  /** The crew that repairs all nodes; absent: every failed node is repaired at once. */
  readonly crew?: Crew;
  /** Failure rate of standbys relative to actives; 1, hot, unless said otherwise. */
  readonly standbyFailureFactor?: number;
  /** Whether failures are recovered from as designed; absent: always. */
  readonly coverage?: Coverage;
  /** Share β of failures common to the nodes of a tier of at least two; absent: none. */
  readonly commonCause?: number;
  /** Planned work on every tier; absent: none. */
  readonly maintenance?: Maintenance;
  /** Most stages that imitate a repair time that is not exponential; 8 unless said otherwise. */
  readonly repairStagesMax?: number;
  /** Stages of detection and of takeover; 1 unless said otherwise. */
  readonly failoverStages?: number;
}

/**
 * The availability model of an architecture: a group for each tier whose nodes the service needs, with the mean times of
 * its watch as detection and takeover, and lifetimes by their means. Times to failure are taken as exponential; repair
 * times in as many stages as their variation asks for.
 *
 * @throws Refused naming every tier whose lifetimes are missing, or whose standbys nobody puts in place of the dead
 */
export function modelOfArchitecture(architecture: Architecture, assumptions: Assumptions = {}): AvailabilityModel {
  const problems: Complaint[] = [];
  const tiers = neededTiers(architecture);
  const groups = tiers.flatMap((tier) => {
    const watch = architecture.watches.find((each) => each.tier === tier.name && replaces(each));
    if (tier.lifetimes === undefined) problems.push(missingLifetimes(tier));
    if (tier.standby > 0 && watch === undefined && tier.promotion === undefined) {
      problems.push({
        found: `${tier.standby} nodes that stand by, and no watch that lets them take over`,
        expected: "a watch that does, or active nodes",
        path: ["tiers", tier.name],
        hint: "",
      });
    }
    return problems.length > 0 ? [] : [groupOfTier(architecture, tier, watch, assumptions)];
  });
  if (problems.length > 0) throw Refused.all(problems);
  return { needs: architecture.needs, groups, crews: assumptions.crew === undefined ? [] : [assumptions.crew] };
}

/**
 * The nodes of an architecture as independent components, for its fault structure: failover takes no time and always
 * succeeds, standbys fail like actives, nobody waits for a repairman.
 *
 * @throws Refused naming every tier whose lifetimes are missing
 */
export function componentsOfArchitecture(architecture: Architecture): Readonly<Record<string, Component>> {
  const tiers = neededTiers(architecture);
  const missing = tiers.filter((tier) => tier.lifetimes === undefined).map(missingLifetimes);
  if (missing.length > 0) throw Refused.all(missing);
  return Object.fromEntries(
    tiers.flatMap(({ nodes, lifetimes }) => {
      const { timeToFailure, timeToRepair } = lifetimes!;
      const component = { mttf: momentsOf(timeToFailure).mean, mttr: momentsOf(timeToRepair).mean };
      return nodes.map(({ name }) => [name, component] as const);
    }),
  );
}

/** Tiers of which the service needs a node. */
function neededTiers({ tiers, needs }: Architecture): Tier[] {
  const needed = new Set(components(needs));
  return tiers.filter((tier) => tier.nodes.some(({ name }) => needed.has(name)));
}

const missingLifetimes = (tier: Tier): Complaint => ({
  found: "no lifetimes",
  expected: "timeToFailure and timeToRepair, such as 1500 h and 72 h",
  path: ["tiers", tier.name],
  hint: "",
});

function groupOfTier(
  architecture: Architecture,
  tier: Tier,
  watch: Watch | undefined,
  assumptions: Assumptions,
): NodeGroup {
  const failure = momentsOf(tier.lifetimes!.timeToFailure);
  const repair = momentsOf(tier.lifetimes!.timeToRepair);
  const { crew, coverage, commonCause, maintenance } = assumptions;
  const failoverGroup = (): Pick<NodeGroup, "standby" | "coverage"> => ({
    ...(tier.standby === 0
      ? {}
      : {
          standby: {
            failureFactor: assumptions.standbyFailureFactor ?? 1,
            failover: failoverOf(architecture, watch!, assumptions),
          },
        }),
    ...(coverage === undefined || tier.nodes.length < 2 ? {} : { coverage }),
  });
  const group: NodeGroup = {
    name: tier.name,
    nodes: tier.nodes.map(({ name }) => name),
    active: tier.active,
    mttf: failure.mean,
    repair: { mean: repair.mean, stages: stagesFor(repair, assumptions.repairStagesMax ?? 8) },
    ...(crew === undefined ? {} : { crew: crew.name }),
    ...(isReplicated(tier) ? replicated(architecture, tier, watch, assumptions) : failoverGroup()),
    ...(commonCause === undefined || tier.nodes.length < 2 ? {} : { commonCause }),
    ...(maintenance === undefined ? {} : { maintenance }),
  };
  return watch === undefined || group.standby === undefined || isReplicated(tier)
    ? group
    : asElected(group, watch, crew);
}

/** States of a tier by itself up to which its owners are told from its standbys. */
const TOLD_MAX = 4_000;

/** Tells the standbys of a tier from its owners where one of them may serve several places, or several stand by for the only one. */
function asElected(group: NodeGroup, { detector }: Watch, crew: Crew | undefined): NodeGroup {
  if (!isByElection(detector) || group.nodes.length < 3) return group;
  const elected = { ...group, standby: { ...group.standby!, elected: true } };
  const alone = { needs: group.name, groups: [elected], crews: crew === undefined ? [] : [crew] };
  return expectedStates(alone) > TOLD_MAX ? group : elected;
}

/**
 * Servers of a database, which work equally hard. A promotion that fails blocks its place until people have done it. Under certification every death
 * stops writes until the dead node is excluded, and takes nobody's place.
 */
function replicated(
  architecture: Architecture,
  { nodes, replication, promotion }: Tier,
  watch: Watch | undefined,
  assumptions: Assumptions,
): Pick<NodeGroup, "standby" | "coverage" | "quorum"> {
  if (replication?.kind === "certification")
    return {
      quorum: quorumOf(nodes.length),
      coverage: {
        ...{ probability: 0, uncovered: "blocks group" },
        manualRecovery: replication.suspect + replication.check / 2,
      },
    };
  const { failoverStages: stages = 1 } = assumptions;
  const { probability, manualRecovery } = promotion ?? promotionBy(watch!)!;
  const failover =
    promotion === undefined
      ? failoverOf(architecture, watch!, assumptions)
      : [{ name: "takeover" as const, time: { mean: meanOf(promotion.time), stages } }];
  return {
    standby: { failureFactor: 1, failover },
    ...(probability < 1 && { coverage: { probability, uncovered: "blocks place", manualRecovery } }),
  };
}

/** The phases of failover that take time. */
function failoverOf(architecture: Architecture, watch: Watch, assumptions: Assumptions): FailoverPhase[] {
  const { failoverStages: stages = 1 } = assumptions;
  const phases: FailoverPhase[] = [
    { name: "detection", time: { mean: meanDetection(architecture, watch, assumptions), stages } },
    { name: "takeover", time: { mean: consequenceMean(watch.consequence), stages } },
  ];
  return phases.filter(({ time }) => time.mean > 0);
}

/** Of a group with elections over all backups that may have to notice, nodes being dead as often as where all of the tier fail alike. */
function meanDetection(
  architecture: Architecture,
  watch: Watch,
  { crew, standbyFailureFactor: factor = 1 }: Assumptions,
): number {
  const { nodes, standby: standbys, lifetimes } = architecture.tiers.find(({ name }) => name === watch.tier)!;
  if (!isByElection(watch.detector) || nodes.length < 3) return watchDetectionMean(architecture, watch);
  const [mttf, mttr] = [momentsOf(lifetimes!.timeToFailure).mean, momentsOf(lifetimes!.timeToRepair).mean];
  const owner = meanShare(machineRepair(nodes.length, mttf, mttr + (crew?.pick ?? 0), crew?.size));
  const u = (factor * owner) / (1 - owner + factor * owner);
  return meanOfFailovers(architecture, watch, { standbys, u, owner, factor });
}

/**
 * How many exponential stages imitate a duration best: its squared mean over its variance, rounded. Times that vary more than an
 * exponential one are taken as exponential.
 */
export function stagesFor({ mean, variance }: Pick<TheoreticalMoments, "mean" | "variance">, most: number): number {
  if (variance === 0) return most;
  return Math.max(1, Math.min(most, Math.round(mean ** 2 / variance + 1e-9))); // the last digits of moments decide nothing
}

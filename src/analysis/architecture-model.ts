import { promotionBy } from "../consequences/description.ts";
import { isByElection } from "../detectors/description.ts";
import { meanOf } from "../distributions/law.ts";
import type { Failures } from "../faults/classes.ts";
import type { Architecture, Watch } from "../service/description.ts";
import { components } from "../structure/evaluation.ts";
import { isReplicated, quorumOf, type Tier } from "../tiers/description.ts";
import { type Complaint, Refused } from "../units/refused.ts";
import { haveAges } from "./ageing.ts";
import { machineRepair, meanShare } from "./closed-form/birth-death.ts";
import { arbitersOf, fencingCoverage, needsWithQuorum, phasesAfterDetection, votesOf } from "./cluster.ts";
import type { Component } from "./component.ts";
import { meanOfFailovers, unnoticed, watchDetectionMean } from "./detection-time.ts";
import { type AlikeNodes, componentOf, crashShare, crewsOf, failing, shocksOf } from "./failure-ways.ts";
import { expectedStates } from "./generator/state-count.ts";
import { hearingOf, standstillProblems } from "./hearing.ts";
import { alikeOf, replacing, unseen } from "./in-place.ts";
import type { AvailabilityModel, Coverage, Crew, FailoverPhase, Maintenance, NodeGroup } from "./model.ts";

/** What an architecture does not say of itself and the analyzer must be told, or assumes. */
export interface Assumptions {
  /** Classes of failures with their crews, in place of lifetimes and `crew`; absent: lifetimes say it. */
  readonly failures?: Failures;
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
  const parts = tiers.flatMap((tier) => {
    const watch = replacing(architecture, tier);
    const alike = alikeOf(tier, assumptions, watch);
    problems.push(...unstruck(tier, alike, assumptions));
    if (watch !== undefined)
      problems.push(
        ...unnoticed(architecture, watch, crashShare(alike)).map((one) => ({ ...one, path: ["tiers", tier.name] })),
      );
    problems.push(
      ...standstillProblems(
        architecture,
        tier,
        alike.flatMap(({ causes }) => causes.map(({ of }) => of)),
      ),
      ...alike.flatMap((part) => unseen(part, watch, assumptions.coverage !== undefined, tier.name)).slice(0, 1),
    );
    const arbiters = arbitersOf(architecture, watch);
    if (arbiters !== undefined) problems.push(...unstruck(arbiters, alikeOf(arbiters, assumptions), assumptions));
    if (arbiters !== undefined && tiers.includes(arbiters))
      problems.push({
        found: `the arbiters ${arbiters.name}, which the service needs as well`,
        expected: "a tier of monitors of their own",
        path: ["tiers", arbiters.name],
        hint: "",
      });
    if (assumptions.coverage !== undefined && fencingCoverage(watch, 0).coverage !== undefined)
      problems.push({
        found: `a coverage beside fencing of ${tier.name} that may fail`,
        expected: "one of the two: what may go wrong with a failover",
        path: ["availability", "coverage"],
        hint: "",
      });
    if (tier.standby > 0 && watch === undefined && tier.promotion === undefined) {
      problems.push({
        found: `${tier.standby} nodes that stand by, and no watch that lets them take over`,
        expected: "a watch that does, or active nodes",
        path: ["tiers", tier.name],
        hint: "",
      });
    }
    return alike.map((part) => ({ ...part, tier, watch, name: nameOfPart(tier, part) }));
  });
  if (problems.length > 0) throw Refused.all(problems);
  const shocks = shocksOf(parts);
  return {
    needs: architecture.needs,
    groups: parts.map((part) => groupOf(architecture, part, assumptions)),
    crews: crewsIn(assumptions),
    ...(shocks.length === 0 ? {} : { shocks }),
  };
}

const crewsIn = ({ failures, crew }: Assumptions): Crew[] =>
  failures === undefined ? (crew === undefined ? [] : [crew]) : crewsOf(failures);

const nameOfPart = ({ name, nodes }: Tier, part: AlikeNodes): string =>
  part.nodes.length === nodes.length ? name : `${name} (${part.nodes.join(", ")})`;

/** What of a tier cannot be told: nodes that nothing strikes, and unlike nodes that count as one group. */
function unstruck(tier: Tier, alike: readonly AlikeNodes[], { failures, ...others }: Assumptions): Complaint[] {
  const path = ["tiers", tier.name];
  if (failures === undefined) return alike.length === 0 ? [missingLifetimes(tier)] : [];
  const spared = alike.find(({ causes }) => causes.length === 0);
  if (spared !== undefined)
    return [
      { found: `no class of failures that strikes ${spared.nodes[0]}`, expected: "one that does", path, hint: "" },
    ];
  const { coverage, commonCause, maintenance } = others;
  const what = isReplicated(tier)
    ? "replicas"
    : tier.standby > 0
      ? "standbys"
      : coverage
        ? "coverage"
        : commonCause
          ? "commonCause"
          : maintenance && "maintenance";
  if (alike.length === 1 || what === undefined) return [];
  return [
    {
      found: `nodes that different causes strike, ${alike.map(({ nodes }) => nodes[0]).join(" and ")}, in a tier with ${what}`,
      expected: "the same classes and groups for all its nodes: the chain counts them and does not tell them apart",
      path,
      hint: "Runs know such failures.",
    },
  ];
}

/**
 * The nodes of an architecture as independent components, for its fault structure: failover takes no time and always
 * succeeds, standbys fail like actives, nobody waits for a repairman.
 *
 * @throws Refused naming every tier whose lifetimes are missing
 */
export function componentsOfArchitecture(
  architecture: Architecture,
  failures?: Failures,
): Readonly<Record<string, Component>> {
  const assumptions = failures === undefined ? {} : { failures };
  const tiers = neededTiers({ ...architecture, needs: needsWithQuorum(architecture) }).map((tier) => ({
    tier,
    alike: alikeOf(tier, assumptions, replacing(architecture, tier)),
  }));
  const missing = tiers.flatMap(({ tier, alike }) => unstruck(tier, alike, assumptions));
  if (missing.length > 0) throw Refused.all(missing);
  return Object.fromEntries(
    tiers.flatMap(({ alike }) =>
      alike.flatMap(({ nodes, causes }) => nodes.map((node) => [node, componentOf(causes)] as const)),
    ),
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

/** Nodes of a tier that are alike, and who watches them. */
type Part = AlikeNodes & { readonly name: string; readonly tier: Tier; readonly watch: Watch | undefined };

function groupOf(architecture: Architecture, part: Part, assumptions: Assumptions): NodeGroup {
  const { name, nodes, tier, watch } = part;
  const { coverage, commonCause, maintenance } = assumptions;
  const arbiters = arbitersOf(architecture, watch);
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
    ...(tier.standby === 0 ? {} : fencingCoverage(watch, meanOfPhases(failoverOf(architecture, watch!, assumptions)))),
  });
  const group: NodeGroup = {
    name,
    nodes,
    active: Math.min(tier.active, nodes.length),
    ...failing(part, assumptions.repairStagesMax ?? 8, {
      hearing:
        tier.standby > 0 && watch !== undefined
          ? hearingOf(watch, meanDetection(architecture, watch, assumptions))
          : undefined,
      haveAges: haveAges(tier, watch, assumptions),
    }),
    ...votesOf(
      watch,
      tier.nodes.length,
      watch === undefined ? 0 : meanDetection(architecture, watch, assumptions),
      arbiters && componentOf(alikeOf(arbiters, assumptions)[0]!.causes),
    ),
    ...(isReplicated(tier) ? replicated(architecture, tier, watch, assumptions) : failoverGroup()),
    ...(commonCause === undefined || tier.nodes.length < 2 ? {} : { commonCause }),
    ...(maintenance === undefined ? {} : { maintenance }),
  };
  return watch === undefined || group.standby === undefined || isReplicated(tier)
    ? group
    : asElected(group, watch, assumptions);
}

/** States of a tier by itself up to which its owners are told from its standbys. */
const TOLD_MAX = 4_000;

/** Tells the standbys of a tier from its owners where one of them may serve several places, or several stand by for the only one. */
function asElected(group: NodeGroup, { detector }: Watch, assumptions: Assumptions): NodeGroup {
  const isKept = group.ways?.some(({ heard }) => heard === "never");
  if (!isByElection(detector) || group.nodes.length < 3 || isKept) return group;
  const elected = { ...group, standby: { ...group.standby!, elected: true } };
  const alone = { needs: group.name, groups: [elected], crews: crewsIn(assumptions) };
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
  const nodes = architecture.tiers.find(({ name }) => name === watch.tier)!.nodes.length;
  const phases: FailoverPhase[] = [
    { name: "detection", time: { mean: meanDetection(architecture, watch, assumptions), stages } },
    ...phasesAfterDetection(watch, nodes, stages),
  ];
  return phases.filter(({ time }) => time.mean > 0);
}

const meanOfPhases = (phases: readonly FailoverPhase[]): number => phases.reduce((sum, { time }) => sum + time.mean, 0);

/** Of a group with elections over all backups that may have to notice, nodes being dead as often as where all of the tier fail alike. */
function meanDetection(architecture: Architecture, watch: Watch, assumptions: Assumptions): number {
  const { crew, standbyFailureFactor: factor = 1 } = assumptions;
  const tier = architecture.tiers.find(({ name }) => name === watch.tier)!;
  const { nodes, standby: standbys } = tier;
  const crashes = crashShare(alikeOf(tier, assumptions, watch));
  if (!isByElection(watch.detector) || nodes.length < 3) return watchDetectionMean(architecture, watch, crashes);
  const { mttf, mttr } = componentOf(alikeOf(tier, assumptions)[0]!.causes);
  const owner = meanShare(machineRepair(nodes.length, mttf, mttr + (crew?.pick ?? 0), crew?.size));
  const u = (factor * owner) / (1 - owner + factor * owner);
  return meanOfFailovers(architecture, watch, { standbys, u, owner, factor, crashes });
}

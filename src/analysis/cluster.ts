/** What a takeover's quorum and fencing are to the analyzer. */
import { consequenceMean, fencingMeanOf } from "../consequences/analysed.ts";
import { type Consequence, deviceVotes, votesNeeded } from "../consequences/description.ts";
import { meanOf } from "../distributions/law.ts";
import type { Architecture, Watch } from "../service/description.ts";
import { allOf, anyOf, atLeast, type Structure } from "../structure/expression.ts";
import type { Tier } from "../tiers/description.ts";
import type { Coverage, FailoverPhase, GroupVotes } from "./model.ts";

type Takeover = Consequence<"takeover">;

/** The takeover that follows from a watch, if one does. */
const takeoverOf = (watch: Watch | undefined): Takeover | undefined =>
  watch?.consequence.kind === "takeover" ? watch.consequence : undefined;

/** The tier of the arbiter that a watch asks. */
export const arbitersOf = ({ tiers }: Pick<Architecture, "tiers">, watch: Watch | undefined): Tier | undefined => {
  const arbiter = takeoverOf(watch)?.quorum?.device?.node;
  return tiers.find(({ nodes }) => nodes.some(({ name }) => name === arbiter));
};

/**
 * What a service needs, where a node of a tier with a quorum counts only with a majority of the tier's votes; of two_node nothing follows, and
 * of lowered votes nothing is known to a structure.
 */
export function needsWithQuorum({ needs, tiers, watches }: Architecture): Structure {
  const majorities = new Map<string, Structure>();
  for (const watch of watches) {
    const quorum = takeoverOf(watch)?.quorum;
    const tier = tiers.find(({ name }) => name === watch.tier)!;
    if (quorum === undefined || quorum.twoNode) continue;
    const names = tier.nodes.map(({ name }) => name);
    const votes = deviceVotes(quorum, names.length);
    const needed = votesNeeded(quorum, names.length + votes);
    const own = needed <= names.length ? [atLeast(needed, ...names)] : [];
    const helped = quorum.device && allOf(quorum.device.node, atLeast(Math.max(1, needed - votes), ...names));
    const majority = helped === undefined ? own[0]! : anyOf(...own, helped);
    for (const name of names) majorities.set(name, allOf(name, majority));
  }
  const voted = (part: Structure): Structure => {
    if (typeof part === "string") return majorities.get(part) ?? part;
    if ("allOf" in part) return { allOf: part.allOf.map(voted) };
    if ("anyOf" in part) return { anyOf: part.anyOf.map(voted) };
    return { atLeast: part.atLeast, of: part.of.map(voted) };
  };
  return majorities.size === 0 ? needs : voted(needs);
}

/** What follows on detection: fencing, then what else the consequence of a watch takes. */
export function phasesAfterDetection(watch: Watch, nodes: number, stages: number): FailoverPhase[] {
  const fencing = takeoverOf(watch)?.fencing;
  const rest = consequenceMean(watch.consequence) - meanOf(fencing?.time ?? 0);
  return [
    { name: "fencing", time: { mean: fencingMeanOf(watch.consequence, nodes), stages } },
    { name: "takeover", time: { mean: rest, stages } },
  ];
}

/**
 * Fencing that may fail blocks the place of the node that has died until people come: from its death on, for as long as it takes to notice it, to
 * try, to recover it and to take it over.
 *
 * @param failover mean time of a failover that works [s]
 */
export function fencingCoverage(watch: Watch | undefined, failover: number): { readonly coverage?: Coverage } {
  const fencing = takeoverOf(watch)?.fencing;
  if (fencing === undefined || fencing.probability === 1) return {};
  const { probability, manualRecovery } = fencing;
  return {
    coverage: { probability, uncovered: "blocks place", manualRecovery: failover + manualRecovery! },
  };
}

/**
 * The votes of a tier.
 *
 * @param notice mean time until a death is noticed [s]
 * @param arbiter how its arbiter lives
 */
export function votesOf(
  watch: Watch | undefined,
  nodes: number,
  notice: number,
  arbiter: { readonly mttf: number; readonly mttr: number } | undefined,
): { readonly votes?: GroupVotes } {
  const takeover = takeoverOf(watch);
  if (takeover?.quorum === undefined) return {};
  const { twoNode, waitForAll, lastManStanding } = takeover.quorum;
  const device = arbiter && { votes: deviceVotes(takeover.quorum, nodes), ...arbiter };
  return {
    votes: {
      ...{ twoNode, waitForAll, notice, restart: meanOf(takeover.select) + meanOf(takeover.claim) },
      ...(lastManStanding !== undefined && { lowering: lastManStanding }),
      ...(device && { device }),
    },
  };
}

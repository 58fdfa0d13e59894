/**
 * A service as the availability analyzer sees it: groups of equal nodes, the crews that repair them and what the service
 * needs. Plain data; all times are means in seconds.
 */
import type { Distribution } from "../distributions/description.ts";
import type { Structure } from "../structure/expression.ts";
import type { Phases } from "./phases.ts";

/** A service as a Markov chain is generated from: groups of like nodes, and the crews that repair them. */
export interface AvailabilityModel {
  /** Up or down in terms of node names. A node counts as up while it serves. */
  readonly needs: Structure;
  readonly groups: readonly NodeGroup[];
  /** Repair crews; the nodes of a group that names none have a repairman each. */
  readonly crews: readonly Crew[];
  /** What takes down all nodes of several groups at once: the power of a rack, a site; absent: nothing. */
  readonly shocks?: readonly Shock[];
}

/** An event that strikes all nodes of its groups, standbys included, as often as an exponential law has it. */
export interface Shock {
  readonly name: string;
  /** Mean time from one to the next [s]. */
  readonly every: number;
  /** The groups that it strikes; each has a way to fail of the shock's name. */
  readonly groups: readonly string[];
  /** How many nodes it strikes at most, any that are well, of one group without standbys; absent: all. */
  readonly tries?: number;
}

/** Ways to fail that come with age: the first of several times, all of which begin when a node is back. */
export interface Life extends Phases {
  /** Each of these ways by name, and its time to failure as it was given. */
  readonly laws: readonly (readonly [way: string, law: Distribution])[];
}

/** One way in which a node fails, and how it comes back: what is tried before anybody comes, then the work of people. */
export interface FailureWay {
  readonly name: string;
  /** Share of the failures of a node that are of this kind, 0 to 1; 0 where only a shock brings it. The shares of a group add up to 1. */
  readonly share: number;
  /** What is done in this order without a crew; the node is back with the first that succeeds. */
  readonly attempts: readonly Attempt[];
  /** The last resort, which always succeeds. */
  readonly repair: StagedTime;
  /** The crew that repairs it; absent: each failed node is repaired at once. */
  readonly crew?: string;
  /**
   * Who hears of it where a node fails so that serves: nobody, and the node keeps its place until it is back; or whoever watches it, without fail.
   * Absent: as the coverage of the group has it.
   */
  readonly heard?: "never" | "always";
  /** How a node that serves is seen to before anybody takes its place; absent: nobody does, and the failure is for others to detect. */
  readonly inPlace?: InPlace;
}

/**
 * A cluster manager that notices the failure of a process beside it and stops what is left of it, then starts it where it was, or gives the node up: only then
 * another takes its place, without detection and fencing, and the recovery of the node begins. The node keeps its vote until then.
 */
export interface InPlace {
  /** Mean time until it is noticed and stopped [s], > 0. */
  readonly found: number;
  /** Probability that the node is given up then. */
  readonly moves: number;
  /** Mean time of what starts it in place [s], ≥ 0, and the probability that it runs in the end; else the node is given up. */
  readonly start: number;
  readonly starts: number;
  /** Mean time after which a node that was given up for its number of failures is back by itself [s]; Infinity: its recovery decides. */
  readonly forgotten: number;
  /** Whether starts that fail count as more than a number of failures, so that nothing is forgotten. */
  readonly isFatal: boolean;
}

/** A restart, a reboot, or a wait for a spare part. */
export interface Attempt {
  readonly name: string;
  readonly time: StagedTime;
  /** Probability that it is done at all, 0 to 1. */
  readonly needed: number;
  /** Probability that the node is back after it, 0 to 1; else the next follows. */
  readonly succeeds: number;
}

/** A time made of equal exponential stages one after the other: one stage is exponential, many are nearly constant. */
export interface StagedTime {
  /** Mean of the whole [s], > 0. */
  readonly mean: number;
  /** Number of stages, ≥ 1 (an Erlang distribution). */
  readonly stages: number;
}

/**
 * Equal nodes with `active` places to serve in; the others stand by. A node that fails leaves its place to a standby, if
 * there is one, and is repaired; it comes back into a place that is vacant, or else as a standby.
 */
export interface NodeGroup {
  readonly name: string;
  readonly nodes: readonly string[];
  /** Places to serve in, 1 ≤ active ≤ number of nodes. */
  readonly active: number;
  /** Mean time to failure of a node that serves, of whatever kind [s]. */
  readonly mttf: number;
  /** How long a failed node is repaired; where there are several ways to fail the mean over them, from the failure on. */
  readonly repair: StagedTime;
  /** The crew that repairs its nodes; absent: each failed node is repaired at once. */
  readonly crew?: string;
  /** The ways in which its nodes fail, each with a recovery of its own; absent: one, with `repair` and `crew`. */
  readonly ways?: readonly FailureWay[];
  /** How its nodes grow older, where that matters to some of their ways to fail; absent: they have no age. */
  readonly life?: Life;
  /** How nodes stand by; needed when there are more nodes than places. */
  readonly standby?: Standby;
  /** What may go wrong when a node fails; absent: nothing, every failure is covered. */
  readonly coverage?: Coverage;
  /** Nodes of a cluster that must serve for any of them to answer; absent: one. While the group is blocked it still answers who only reads. */
  readonly quorum?: number;
  /** Share β of the failures of a serving node that take down all nodes of the group at once, standbys included. */
  readonly commonCause?: number;
  /** Planned work: while all its nodes are well, one is taken out. */
  readonly maintenance?: Maintenance;
  /** Without a majority of the votes no node of it serves; absent: whoever is well may. */
  readonly votes?: GroupVotes;
}

/** One vote for each node of a group, and what follows where fewer than a majority of them is well. */
export interface GroupVotes {
  /** Whether any node has quorum by itself. */
  readonly twoNode: boolean;
  /** Whether a group that was down as a whole has no quorum until all its nodes are well. */
  readonly waitForAll: boolean;
  /** Mean time from a death until the votes expected are lowered to those of the nodes that are well [s]; absent: never. */
  readonly lowering?: number;
  /** An arbiter with votes of its own, which fails and is repaired by itself [s]. */
  readonly device?: { readonly votes: number; readonly mttf: number; readonly mttr: number };
  /** Mean time for which nodes serve on that have lost quorum [s]. */
  readonly notice: number;
  /** Mean time from a majority's being well until its nodes serve again [s]. */
  readonly restart: number;
}

/** Nodes that stand by, and how one of them comes to serve. */
export interface Standby {
  /** Failure rate of a node standing by relative to one that serves: 1 hot, 0 cold, between them warm. */
  readonly failureFactor: number;
  /** What happens between the failure of a node and the standby serving in its place; empty: it serves at once. */
  readonly failover: readonly FailoverPhase[];
  /**
   * Whether the places have owners, who take theirs back when they are repaired, and one standby serves for all of them that are dead, as
   * under VRRP (RFC 3768); absent: each standby takes one place, and keeps it.
   */
  readonly elected?: boolean;
}

/** One part of a failover, and how long it takes. */
export interface FailoverPhase {
  readonly name: "detection" | "fencing" | "takeover";
  readonly time: StagedTime;
}

/** Whether the failure of a serving node is recovered from as designed, and what happens when it is not. */
export type Coverage =
  /** The failed node's place, or the whole group, is blocked until people have recovered it. */
  | {
      readonly probability: number;
      readonly uncovered: "blocks place" | "blocks group";
      /** Mean time of that recovery [s]. */
      readonly manualRecovery: number;
    }
  /** All nodes of the group fail with it and are repaired. */
  | { readonly probability: number; readonly uncovered: "fails group" };

/** Planned work on one node of a group at a time. */
export interface Maintenance {
  /** Mean time between the end of one and the start of the next, while all nodes are well [s]. */
  readonly every: number;
  /** Mean duration [s]. */
  readonly duration: number;
}

/** Repairmen who work on one node each. */
export interface Crew {
  readonly name: string;
  readonly size: number;
  /** Groups in order of priority; those not named come last, and any node among them is as likely to be next. */
  readonly priorities: readonly string[];
  /** Whether work on a node is laid aside, at no loss, when one of higher priority fails. */
  readonly preemptive: boolean;
  /** Mean time for a free repairman to pick a given waiting group [s]; absent: no time. The first picked is served. */
  readonly pick?: number;
}

/** What the way to fail is called where there is one only. */
export const ONLY_WAY = "failure";

/** The ways in which the nodes of a group fail. */
export const waysOf = ({ ways, repair, crew }: NodeGroup): readonly FailureWay[] =>
  ways ?? [{ name: ONLY_WAY, share: 1, attempts: [], repair, ...(crew === undefined ? {} : { crew }) }];

/** Nodes of a group that are not in a place at the start. */
export const standbyCount = (group: NodeGroup): number => group.nodes.length - group.active;

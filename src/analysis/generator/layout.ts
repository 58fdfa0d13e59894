import { type FailoverPhase, type FailureWay, type NodeGroup, standbyCount, waysOf } from "../model.ts";
import type { Phases } from "../phases.ts";

/**
 * Where the counts of one group stand in the vector that describes a state of the whole service. Nodes are in a place
 * and serving, standing by, in maintenance, or failed in one of the ways. Places are served, in
 * some stage of failover, blocked after an uncovered failure, or vacant.
 */
export interface GroupLayout {
  readonly group: NodeGroup;
  readonly serving: number;
  readonly standby: number;
  readonly maintained: number;
  /** Places blocked; or 1 while the group is, or from an uncovered failure that took it down until the first node is back. */
  readonly blocked: number;
  /** 1 from a common cause until the first node is back. */
  readonly struck: number;
  /** First of the failover stages, one count of places each. */
  readonly failover: number;
  readonly failoverStages: readonly FailoverStage[];
  /** Its nodes that have failed, by how. */
  readonly ways: readonly WayLayout[];
  /** What else is counted where standbys are elected: `serving` then are owners, `standby` all standbys that are well. */
  readonly election: ElectionLayout | undefined;
  /** What is known of its votes, where it needs a majority of them. */
  readonly votes: VotesLayout | undefined;
  /** The ages of its nodes, where they have any. */
  readonly ages: AgesLayout | undefined;
}

/** Where the ages of a group's nodes are counted that are well: by stage of their lives, those that serve, then those that stand by. */
export interface AgesLayout {
  readonly life: Phases;
  readonly serving: number;
  readonly standby: number;
  /** Who has failed in the step that is being made, by `Dying`; 0 between steps. */
  readonly dying: number;
}

/** Votes of a group: one of `Votes`; 1 while it waits for all; how many fewer than all are expected; 1 while the arbiter is down. */
export interface VotesLayout {
  readonly phase: number;
  readonly waits: number;
  readonly lowered: number;
  readonly arbiter: number;
}

/** Whether a group has quorum, has lost it unnoticed, has stopped, or has it back and is about to serve. */
export const Votes = { HELD: 0, LOSING: 1, LOST: 2, GAINING: 3 } as const;

/** Where the nodes stand that have failed in one way: in some stage of what is tried, waiting for people, or under repair. */
export interface WayLayout {
  readonly way: FailureWay;
  /** First of the stages of what is tried, one count of nodes each, attempt after attempt. */
  readonly attempts: number;
  readonly waiting: number;
  /** First of the repair stages. */
  readonly repair: number;
  /** Nodes among them that keep their places, nobody having heard of it. */
  readonly kept: number;
  /** Nodes that keep their place while a cluster manager has still to notice the failure, and while it starts them again; undefined: none does. */
  readonly found: number | undefined;
  readonly starting: number | undefined;
}

/** Counts of a group whose places have an owner each, while one standby serves for all owners that are dead. */
export interface ElectionLayout {
  /** Places that the elected standby serves. */
  readonly held: number;
  /** Owners that are back before people have freed their places, which they block; those of dead owners are in `blocked`. */
  readonly idle: number;
  /** Places that an uncovered failure of the standby that served them has blocked. */
  readonly left: number;
  /** Whether a standby awaits manual recovery, and whether it is repaired and elected already: one of `Blocker`. */
  readonly blocker: number;
}

export const Blocker = { NONE: 0, DEAD: 1, BACK: 2 } as const;

/** One exponential stage of a failover. */
export interface FailoverStage {
  readonly phase: FailoverPhase["name"];
  /** Rate at which the stage ends [1/s]. */
  readonly rate: number;
}

/** Counts of nodes and places, group after group. */
export type StateVector = Int16Array;

/** Receives a state that follows, and the rate at which it does [1/s], or its probability. */
export type Follow = (next: StateVector, rate: number) => void;

/** Lays out the groups one after the other. Also the length of the vector. */
export function layoutOf(groups: readonly NodeGroup[]): {
  readonly layouts: readonly GroupLayout[];
  readonly length: number;
} {
  let next = 0;
  const take = (count = 1): number => {
    next += count;
    return next - count;
  };
  const layouts = groups.map((group): GroupLayout => {
    const failoverStages = (group.standby?.failover ?? []).flatMap(({ name, time }) =>
      Array.from({ length: time.stages }, (): FailoverStage => ({ phase: name, rate: time.stages / time.mean })),
    );
    return {
      group,
      serving: take(),
      standby: take(),
      maintained: take(),
      blocked: take(),
      struck: take(),
      failover: take(failoverStages.length),
      failoverStages,
      ways: layoutOfWays(group, take),
      election: group.standby?.elected ? { held: take(), idle: take(), left: take(), blocker: take() } : undefined,
      votes: group.votes && { phase: take(), waits: take(), lowered: take(), arbiter: take() },
      ages: group.life && {
        ...{ life: group.life, serving: take(group.life.stages.length), standby: take(group.life.stages.length) },
        dying: take(),
      },
    };
  });
  return { layouts, length: next };
}

/** @param take the first of so many places in the vector */
const layoutOfWays = (group: NodeGroup, take: (count?: number) => number): WayLayout[] =>
  waysOf(group).map((way) => ({
    way,
    waiting: take(),
    repair: take(way.repair.stages),
    attempts: take(way.attempts.reduce((sum, { time }) => sum + time.stages, 0)),
    kept: take(way.heard === "never" ? 1 : 0),
    found: way.inPlace && take(),
    starting: way.inPlace && take(),
  }));

/** All nodes well, the places served. */
export function wellState(layouts: readonly GroupLayout[], length: number): StateVector {
  const state = new Int16Array(length);
  for (const { group, serving, standby, ages } of layouts) {
    state[serving] = group.active;
    state[standby] = standbyCount(group);
    if (ages === undefined) continue;
    state[ages.serving] = group.active;
    state[ages.standby] = standbyCount(group);
  }
  return state;
}

/** Places of a group in failover. */
export function inFailover(layout: GroupLayout, state: StateVector): number {
  let count = 0;
  for (let stage = 0; stage < layout.failoverStages.length; stage++) count += state[layout.failover + stage]!;
  return count;
}

/** Nodes under repair that have failed in this way. */
export function inRepair({ way, repair }: WayLayout, state: StateVector): number {
  let count = 0;
  for (let stage = 0; stage < way.repair.stages; stage++) count += state[repair + stage]!;
  return count;
}

/** Nodes that come back without people, so far as this way goes. */
export function inAttempts({ way, attempts }: WayLayout, state: StateVector): number {
  const stages = way.attempts.reduce((sum, { time }) => sum + time.stages, 0);
  let count = 0;
  for (let stage = 0; stage < stages; stage++) count += state[attempts + stage]!;
  return count;
}

/** Nodes that have failed in this way. */
export const broken = (of: WayLayout, state: StateVector): number =>
  inAttempts(of, state) + state[of.waiting]! + inRepair(of, state);

/** Places whose nodes have failed unheard. */
export const keptPlaces = ({ ways }: GroupLayout, state: StateVector): number =>
  ways.reduce((sum, { way, kept }) => sum + (way.heard === "never" ? state[kept]! : 0), 0);

/** Nodes that keep the place where their process has failed, until a cluster manager has seen to it. */
export function inPlace({ ways }: GroupLayout, state: StateVector): number {
  let count = 0;
  for (const { found, starting } of ways) if (found !== undefined) count += state[found]! + state[starting!]!;
  return count;
}

/** Whether the whole group is blocked by an uncovered failure. */
export function isGroupBlocked(layout: GroupLayout, state: StateVector): boolean {
  return layout.group.coverage?.uncovered === "blocks group" && state[layout.blocked]! > 0;
}

/** Whether the group has stopped for want of quorum. */
export const lacksQuorum = ({ votes }: GroupLayout, state: StateVector): boolean =>
  votes !== undefined && state[votes.phase]! >= Votes.LOST;

/** Whether no node of the group serves, however many are well. */
export const isStopped = (layout: GroupLayout, state: StateVector): boolean =>
  isGroupBlocked(layout, state) || lacksQuorum(layout, state);

/** Places that an uncovered failure has blocked, each by itself. */
export function blockedPlaces({ group, blocked, election }: GroupLayout, state: StateVector): number {
  if (group.coverage?.uncovered !== "blocks place") return 0;
  return state[blocked]! + (election === undefined ? 0 : state[election.idle]! + state[election.left]!);
}

/** Places that a node occupies, although the group may be blocked. */
export const taken = ({ serving, election }: GroupLayout, state: StateVector): number =>
  state[serving]! + (election === undefined ? 0 : state[election.held]!);

/** Places of a group that deliver service. */
export const served = (layout: GroupLayout, state: StateVector): number =>
  isStopped(layout, state) ? 0 : taken(layout, state);

/**
 * Nodes that answer who only reads: those that serve, or, of a cluster, all that live while they are enough or have not excluded the last dead one
 * yet, and so do not know that they are too few.
 */
export function read(layout: GroupLayout, state: StateVector): number {
  const { quorum } = layout.group;
  if (quorum === undefined) return served(layout, state);
  const nodes = taken(layout, state);
  return nodes >= quorum || isGroupBlocked(layout, state) ? nodes : 0;
}

/** The same of those that are written. */
export const written = (layout: GroupLayout, state: StateVector): number =>
  isGroupBlocked(layout, state) ? 0 : read(layout, state);

/** Places that nobody serves and nobody is taking over. */
export const vacant = (layout: GroupLayout, state: StateVector): number =>
  layout.group.active -
  taken(layout, state) -
  inFailover(layout, state) -
  blockedPlaces(layout, state) -
  keptPlaces(layout, state) -
  inPlace(layout, state);

/** Nodes of a group that are well and not out of service. */
export const alive = ({ serving, standby, election }: GroupLayout, state: StateVector): number =>
  state[serving]! + state[standby]! + (election === undefined ? 0 : state[election.idle]!);

/** The first node is back after a common cause, or a failure that took the group along. */
export function endOutage({ group, struck, blocked }: GroupLayout, next: StateVector): void {
  next[struck] = 0;
  if (group.coverage?.uncovered === "fails group") next[blocked] = 0;
}

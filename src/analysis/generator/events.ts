import type { FailoverPhase, Shock } from "../model.ts";
import { Dying } from "./ages.ts";
import { allFail, electedEvents, electedReturns, isElected } from "./election.ts";
import { inPlaceEvents, startOfStandby } from "./in-place.ts";
import {
  alive,
  broken,
  endOutage,
  type Follow,
  type GroupLayout,
  inFailover,
  isGroupBlocked,
  isStopped,
  type StateVector,
  vacant,
  type WayLayout,
} from "./layout.ts";
import { attemptEvents, fall } from "./ways.ts";

/** What is over when a cluster manager has given up a node: its failure is known, and its process stopped. */
const FOUND: readonly FailoverPhase["name"][] = ["detection", "fencing"];

/** All that can happen to the nodes of one group by itself: failures, failover, recovery, planned work. */
export function groupEvents(layout: GroupLayout, state: StateVector, follow: Follow): void {
  if (isElected(layout)) {
    electedEvents(layout, state, follow);
    commonCause(layout, state, follow);
    attemptEvents(layout, state, follow, repaired);
    return;
  }
  for (const way of layout.ways) if (way.way.share > 0) failures(layout, way, state, follow);
  commonCause(layout, state, follow);
  attemptEvents(layout, state, follow, repaired);
  inPlaceEvents(layout, state, follow, (next) => beginFailover(layout, next, FOUND));
  failoverSteps(layout, state, follow);
  manualRecovery(layout, state, follow);
  maintenance(layout, state, follow);
}

/** Nodes fail in one way: those that serve, and those that stand by. */
function failures(layout: GroupLayout, way: WayLayout, state: StateVector, follow: Follow): void {
  const { group, serving, standby, ages } = layout;
  const { share, name } = way.way;
  const factor = group.standby?.failureFactor ?? 0;
  if (ages === undefined || !group.life!.laws.some(([of]) => of === name)) {
    const rate = ((1 - (group.commonCause ?? 0)) / group.mttf) * share;
    servingFails(layout, way, { state, rate: state[serving]! * rate, dying: Dying.serving() }, follow);
    standbyFails(layout, way, { state, rate: state[standby]! * factor * rate, dying: Dying.standby() }, follow);
    return;
  }
  const own = layout.ways.filter((one) => group.life!.laws.some(([of]) => of === one.way.name));
  const part = share / own.reduce((sum, one) => sum + one.way.share, 0);
  for (const [stage, { rate, ends }] of ages.life.stages.entries()) {
    if (!ends) continue;
    const [ofServing, ofStandby] = [state[ages.serving + stage]!, state[ages.standby + stage]!];
    servingFails(layout, way, { state, rate: ofServing * rate * part, dying: Dying.serving(stage) }, follow);
    standbyFails(layout, way, { state, rate: ofStandby * rate * part, dying: Dying.standby(stage) }, follow);
  }
}

/** A failure of one of several nodes alike. */
interface Failing {
  readonly state: StateVector;
  /** Of all of them together [1/s]. */
  readonly rate: number;
  readonly dying: number;
}

function standbyFails(layout: GroupLayout, way: WayLayout, { state, rate, dying }: Failing, follow: Follow): void {
  if (rate === 0) return;
  const failed = state.slice();
  failed[layout.standby]!--;
  if (layout.ages) failed[layout.ages.dying] = dying;
  abandonFailover(layout, failed);
  fall(way, failed, 1, (to, share) => follow(to, rate * share), startOfStandby(way));
}

function servingFails(layout: GroupLayout, way: WayLayout, { state, rate, dying }: Failing, follow: Follow): void {
  if (rate === 0) return;
  const { group, serving, blocked } = layout;
  const fallen = (next: StateVector, nodes: number, total: number): void =>
    fall(way, next, nodes, (to, share) => follow(to, total * share));
  const failed = state.slice();
  failed[serving]!--;
  if (layout.ages) failed[layout.ages.dying] = dying;
  if (way.found !== undefined) {
    failed[way.found]!++;
    follow(failed, rate);
    return;
  }
  if (way.way.heard === "never") {
    failed[way.kept]!++;
    fallen(failed, 1, rate);
    return;
  }
  const covered = way.way.heard === undefined && isAtRisk(layout, state) ? group.coverage!.probability : 1;
  if (covered < 1) {
    const uncovered = failed.slice();
    const others = group.coverage!.uncovered === "fails group" ? failAll(layout, uncovered) : 0;
    uncovered[blocked]!++;
    fallen(uncovered, 1 + others, rate * (1 - covered));
  }
  if (covered > 0) {
    beginFailover(layout, failed);
    fallen(failed, 1, rate * covered);
  }
}

function commonCause(layout: GroupLayout, state: StateVector, follow: Follow): void {
  const { group } = layout;
  const share = group.commonCause ?? 0;
  if (share === 0 || alive(layout, state) === 0) return;
  for (const way of layout.ways)
    if (way.way.share > 0)
      struckAtOnce(layout, way, state.slice(), (to, p) => follow(to, (share / group.mttf) * way.way.share * p));
}

/** All nodes of a group that are well fail in this way. */
function struckAtOnce(layout: GroupLayout, way: WayLayout, next: StateVector, reach: Follow): void {
  if (way.way.heard === "never") next[way.kept]! += next[layout.serving]!;
  const nodes = isElected(layout) ? allFail(layout, next) : failAll(layout, next);
  if (nodes > 0) next[layout.struck] = 1;
  fall(way, next, nodes, reach);
}

/** A shock strikes all nodes of its groups that are well, or as many as it is tried on. */
export function shockEvents(
  { name, every, groups, tries = Infinity }: Shock,
  layouts: readonly GroupLayout[],
  state: StateVector,
  follow: Follow,
): void {
  const hit = layouts.filter((layout) => groups.includes(layout.group.name) && alive(layout, state) > 0);
  const strike = (next: StateVector, i: number, share: number): void => {
    const layout = hit[i];
    if (layout === undefined) {
      follow(next, share / every);
      return;
    }
    const way = layout.ways.find(({ way }) => way.name === name)!;
    const reach: Follow = (to, p) => strike(to, i + 1, share * p);
    const left = next[layout.serving]! - tries;
    if (left > 0) next[layout.serving] = left;
    if (left > 0) fall(way, next, tries, reach);
    else struckAtOnce(layout, way, next, reach);
  };
  if (hit.length > 0) strike(state.slice(), 0, 1);
}

function failoverSteps(layout: GroupLayout, state: StateVector, follow: Follow): void {
  layout.failoverStages.forEach(({ rate }, stage) => {
    const places = state[layout.failover + stage]!;
    if (places === 0) return;
    const next = state.slice();
    next[layout.failover + stage]!--;
    if (stage + 1 < layout.failoverStages.length) {
      next[layout.failover + stage + 1]!++;
    } else {
      next[layout.standby]!--;
      next[layout.serving]!++;
    }
    follow(next, places * rate);
  });
}

function manualRecovery(layout: GroupLayout, state: StateVector, follow: Follow): void {
  const { group, blocked } = layout;
  if (state[blocked] === 0 || group.coverage === undefined || !("manualRecovery" in group.coverage)) return;
  const next = state.slice();
  next[blocked]!--;
  fillVacancies(layout, next);
  follow(next, state[blocked]! / group.coverage.manualRecovery);
}

function maintenance(layout: GroupLayout, state: StateVector, follow: Follow): void {
  const { group, serving, standby, maintained } = layout;
  if (group.maintenance === undefined) return;
  if (state[maintained]! > 0) {
    const next = state.slice();
    next[maintained]!--;
    restore(layout, next);
    follow(next, 1 / group.maintenance.duration);
  } else if (
    state[serving]! + state[standby]! === group.nodes.length &&
    state[serving] === group.active &&
    !isStopped(layout, state)
  ) {
    const next = state.slice();
    next[state[standby]! > 0 ? standby : serving]!--;
    next[maintained]!++;
    follow(next, 1 / group.maintenance.every);
  }
}

/** A node under repair goes on to its next stage, or comes back. */
export function endRepairStage(
  layout: GroupLayout,
  of: WayLayout,
  next: StateVector,
  stage: number,
  reach: Follow,
): void {
  const { way, repair } = of;
  next[repair + stage]!--;
  if (stage + 1 === way.repair.stages) {
    repaired(layout, of, next, reach);
    return;
  }
  next[repair + stage + 1]!++;
  reach(next, 1);
}

/**
 * A node has been repaired: one of those that had failed in this way, in its place if it has kept that.
 *
 * @param reach receives each state that may follow, and its probability
 */
export function repaired(layout: GroupLayout, of: WayLayout, next: StateVector, reach: Follow): void {
  if (isElected(layout)) {
    electedReturns(layout, next, reach);
    return;
  }
  const kept = of.way.heard === "never" ? next[of.kept]! / (broken(of, next) + 1) : 0;
  if (kept > 0) {
    const serves = next.slice();
    serves[of.kept]!--;
    serves[layout.serving]!++;
    endOutage(layout, serves);
    reach(serves, kept);
  }
  if (kept === 1) return;
  restore(layout, next);
  reach(next, 1 - kept);
}

/** A node comes back: into a vacant place, or else to stand by. */
function restore(layout: GroupLayout, next: StateVector): void {
  next[layout.standby]!++;
  endOutage(layout, next);
  fillVacancies(layout, next);
}

/** Whether a failure of a serving node may go uncovered: while something is left to lose. */
function isAtRisk(layout: GroupLayout, state: StateVector): boolean {
  switch (layout.group.coverage?.uncovered) {
    case undefined:
      return false;
    case "blocks place":
      return spare(layout, state) > 0;
    case "blocks group":
      return !isGroupBlocked(layout, state);
    case "fails group":
      return state[layout.serving]! + state[layout.standby]! > 1;
  }
}

/** All nodes that are well fail at once; so many, counted nowhere then. */
function failAll(layout: GroupLayout, next: StateVector): number {
  const nodes = next[layout.serving]! + next[layout.standby]!;
  next[layout.serving] = 0;
  next[layout.standby] = 0;
  abandonFailover(layout, next);
  return nodes;
}

/** Standbys that are not on their way into a place. */
function spare(layout: GroupLayout, state: StateVector): number {
  return state[layout.standby]! - inFailover(layout, state);
}

/** A standby, if one is spare, begins to take over the place that has just been left, the phases left out that are over already. */
function beginFailover(layout: GroupLayout, next: StateVector, over: readonly FailoverPhase["name"][] = []): void {
  if (spare(layout, next) <= 0 || isStopped(layout, next)) return;
  const first = layout.failoverStages.findIndex(({ phase }) => !over.includes(phase));
  if (first >= 0) {
    next[layout.failover + first]!++;
  } else {
    next[layout.standby]!--;
    next[layout.serving]!++;
  }
}

/** Where fewer standbys are left than failovers under way, those least advanced are given up and their places vacant. */
function abandonFailover(layout: GroupLayout, next: StateVector): void {
  let stage = 0;
  while (spare(layout, next) < 0) {
    if (next[layout.failover + stage]! > 0) next[layout.failover + stage]!--;
    else stage++;
  }
}

/** Standbys that are spare step into vacant places at once: they are started by people, or start as what is missing. */
export function fillVacancies(layout: GroupLayout, next: StateVector): void {
  const steps = Math.min(vacant(layout, next), spare(layout, next));
  if (steps <= 0) return;
  next[layout.standby]! -= steps;
  next[layout.serving]! += steps;
}

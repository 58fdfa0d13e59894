import {
  alive,
  Blocker,
  type ElectionLayout,
  endOutage,
  type Follow,
  type GroupLayout,
  isGroupBlocked,
  type StateVector,
  vacant,
  type WayLayout,
} from "./layout.ts";
import { fall } from "./ways.ts";

/** A group whose standbys are elected. */
export type Elected = GroupLayout & { readonly election: ElectionLayout };

export const isElected = (layout: GroupLayout): layout is Elected => layout.election !== undefined;

/**
 * What happens to a group of owners, with a place each, and standbys, of which one serves for all owners that are dead (RFC 3768 §6.4). When
 * an owner dies its place fails over, when that standby dies all it has do, each by itself; an owner that is back serves at once, whatever has become of its place.
 * Standbys that have nothing to do fail as such. Where an uncovered failure blocks places, the owner or standby that it struck keeps them until people come,
 * and serves nobody until then even if it is back.
 */
export function electedEvents(layout: Elected, state: StateVector, follow: Follow): void {
  for (const way of layout.ways) {
    if (way.way.share === 0) continue;
    ownersFail(layout, way, state, follow);
    standbysFail(layout, way, state, follow);
  }
  failoversEnd(layout, state, follow);
  peopleCome(layout, state, follow);
  maintenance(layout, state, follow);
}

const failureRate = ({ group }: GroupLayout, { way }: WayLayout): number =>
  ((1 - (group.commonCause ?? 0)) / group.mttf) * way.share;

function ownersFail(layout: Elected, way: WayLayout, state: StateVector, follow: Follow): void {
  const { serving, blocked, election } = layout;
  const rate = failureRate(layout, way);
  if (state[serving]! > 0) {
    const next = state.slice();
    next[serving]!--;
    const uncovered = next.slice();
    failOver(layout, next);
    if (layout.group.coverage?.uncovered === "blocks place") uncovered[blocked]!++;
    else failOver(layout, uncovered);
    strike(layout, state, { way, next, uncovered, rate: state[serving]! * rate }, follow);
  }
  if (state[election.idle]! > 0) {
    const next = state.slice();
    next[election.idle]!--;
    next[blocked]!++;
    fall(way, next, 1, (to, share) => follow(to, state[election.idle]! * rate * share));
  }
}

function standbysFail(layout: Elected, way: WayLayout, state: StateVector, follow: Follow): void {
  const { group, standby, election } = layout;
  const standbys = state[standby]!;
  if (standbys === 0) return;
  const isBack = state[election.blocker] === Blocker.BACK;
  const isBusy = state[isBack ? election.left : election.held]! > 0;
  const rate = failureRate(layout, way);
  const idle = rate * (group.standby?.failureFactor ?? 0);
  const fallen = (next: StateVector, total: number): void =>
    fall(way, next, 1, (to, share) => follow(to, total * share));
  const gone = state.slice();
  gone[standby]!--;
  if (isBack) {
    // It keeps what it blocks.
    const next = gone.slice();
    next[election.blocker] = Blocker.DEAD;
    if (isBusy || idle > 0) fallen(abandoned(layout, next), isBusy ? rate : idle);
  } else if (isBusy) {
    const next = gone.slice();
    const places = next[election.held]!;
    next[election.held] = 0;
    const uncovered = next.slice();
    failOver(layout, next, places);
    if (group.coverage?.uncovered === "blocks place") {
      uncovered[election.left]! += places;
      uncovered[election.blocker] = Blocker.DEAD;
    } else failOver(layout, uncovered, places);
    const states = { next: abandoned(layout, next), uncovered: abandoned(layout, uncovered) };
    strike(layout, state, { way, ...states, rate }, follow);
  }
  const others = standbys - Number(isBack || isBusy);
  if (others > 0 && idle > 0) fallen(abandoned(layout, gone), others * idle);
}

/** A node that serves fails, counted nowhere yet: as designed, or not. */
function strike(
  layout: Elected,
  state: StateVector,
  failure: { way: WayLayout; next: StateVector; uncovered: StateVector; rate: number },
  follow: Follow,
): void {
  const { way, next, uncovered, rate } = failure;
  const { coverage } = layout.group;
  const covered = isAtRisk(layout, state) ? coverage!.probability : 1;
  if (covered > 0) fall(way, next, 1, (to, share) => follow(to, rate * covered * share));
  if (covered === 1) return;
  const others = coverage!.uncovered === "fails group" ? allFail(layout, uncovered) : 0;
  if (coverage!.uncovered !== "blocks place") uncovered[layout.blocked]!++;
  fall(way, uncovered, 1 + others, (to, share) => follow(to, rate * (1 - covered) * share));
}

/** Whether a failure of a node that serves may go uncovered: where it blocks a place, while a standby is left beyond those that places wait for. */
function isAtRisk(layout: Elected, state: StateVector): boolean {
  const { group, standby, serving, election } = layout;
  switch (group.coverage?.uncovered) {
    case undefined:
      return false;
    case "blocks place": {
      const settled = state[serving]! + state[layout.blocked]! + state[election.idle]!;
      const isLeft = state[election.blocker] === Blocker.DEAD && state[election.left]! > 0;
      return state[standby]! + Number(isLeft) > group.active - settled;
    }
    case "blocks group":
      return !isGroupBlocked(layout, state);
    case "fails group":
      return alive(layout, state) > 1;
  }
}

/** All nodes that are well fail at once; so many, counted nowhere then. */
export function allFail(layout: Elected, next: StateVector): number {
  const { serving, standby, blocked, election } = layout;
  const nodes = alive(layout, next);
  next[blocked]! += next[election.idle]!;
  if (next[election.blocker] === Blocker.BACK) next[election.blocker] = Blocker.DEAD;
  for (const count of [serving, standby, election.idle, election.held]) next[count] = 0;
  abandoned(layout, next);
  return nodes;
}

/** Places wait for a standby to notice, if one is left. */
function failOver(layout: Elected, next: StateVector, places = 1): void {
  if (next[layout.standby]! === 0) return;
  if (layout.failoverStages.length > 0) next[layout.failover]! += places;
  else serve(layout, next, places);
}

/** The elected standby takes places: to serve there, unless it may not until people come. */
function serve({ election }: Elected, next: StateVector, places: number): void {
  next[next[election.blocker] === Blocker.BACK ? election.left : election.held]! += places;
}

/** With the last standby what waits for one, or is served by one, becomes vacant. */
function abandoned(layout: Elected, next: StateVector): StateVector {
  if (next[layout.standby]! > 0) return next;
  next.fill(0, layout.failover, layout.failover + layout.failoverStages.length);
  next[layout.election.held] = 0;
  return next;
}

function failoversEnd(layout: Elected, state: StateVector, follow: Follow): void {
  for (const [stage, { rate }] of layout.failoverStages.entries()) {
    const at = layout.failover + stage;
    if (state[at] === 0) continue;
    const next = state.slice();
    next[at]!--;
    if (stage + 1 < layout.failoverStages.length) next[at + 1]!++;
    else serve(layout, next, 1);
    follow(next, state[at]! * rate);
  }
}

function peopleCome(layout: Elected, state: StateVector, follow: Follow): void {
  const { group, serving, standby, blocked, election } = layout;
  if (group.coverage === undefined || !("manualRecovery" in group.coverage)) return;
  const rate = 1 / group.coverage.manualRecovery;
  const come = (of: number, places: number, change: (next: StateVector) => void): void => {
    if (places === 0) return;
    const next = state.slice();
    next[of]!--;
    change(next);
    follow(next, places * rate);
  };
  const isHeld = group.coverage.uncovered === "blocks place" && state[standby]! > 0;
  come(blocked, state[blocked]!, (next) => isHeld && serve(layout, next, 1));
  come(election.idle, state[election.idle]!, (next) => next[serving]!++);
  come(election.blocker, Number(state[election.blocker]! > 0), (next) => {
    const places = next[election.left]!;
    next[election.left] = 0;
    next[election.blocker] = Blocker.NONE;
    if (isHeld) serve(layout, next, places);
  });
}

/** Planned work on a standby, while all are well. */
function maintenance(layout: Elected, state: StateVector, follow: Follow): void {
  const { group, serving, standby, maintained } = layout;
  if (group.maintenance === undefined) return;
  const next = state.slice();
  if (state[maintained]! > 0) {
    next[maintained]!--;
    endOutage(layout, next);
    standbyReturns(layout, next);
    follow(next, 1 / group.maintenance.duration);
  } else if (
    state[serving] === group.active &&
    state[serving]! + state[standby]! === group.nodes.length &&
    !isGroupBlocked(layout, state) &&
    state[layout.election.blocker] === Blocker.NONE
  ) {
    next[standby]!--;
    next[maintained]!++;
    follow(next, 1 / group.maintenance.every);
  }
}

/**
 * A node has been repaired: any of those that were dead.
 *
 * @param next the state, in which it is counted nowhere
 * @param reach receives each state that may follow, and its probability
 */
export function electedReturns(
  layout: Elected,
  next: StateVector,
  reach: (state: StateVector, probability: number) => void,
): void {
  const { group, serving, standby, maintained, blocked, election } = layout;
  endOutage(layout, next);
  const owners = group.active - next[serving]! - next[election.idle]!;
  const standbys = group.nodes.length - group.active - next[standby]! - next[maintained]!;
  const back = (count: number, change: (to: StateVector) => void): void => {
    if (count === 0) return;
    const to = next.slice();
    change(to);
    reach(to, count / (owners + standbys));
  };
  const ownerBackFrom = (at: number): void =>
    back(next[at]!, (to) => {
      to[at]!--;
      to[serving]!++;
    });
  const ofPlaces = group.coverage?.uncovered === "blocks place" ? next[blocked]! : 0;
  back(vacant(layout, next), (to) => to[serving]!++);
  back(ofPlaces, (to) => {
    to[blocked]!--;
    to[election.idle]!++;
  });
  for (const at of [election.held, election.left, ...layout.failoverStages.map((_, i) => layout.failover + i)])
    ownerBackFrom(at);
  const blocker = Number(next[election.blocker] === Blocker.DEAD && standbys > 0);
  back(blocker, (to) => {
    to[election.blocker] = Blocker.BACK;
    to[election.left]! += to[election.held]!;
    to[election.held] = 0;
    standbyReturns(layout, to);
  });
  back(standbys - blocker, (to) => standbyReturns(layout, to));
}

/** A standby is back: if it is the only one, it has still to notice what is vacant. */
function standbyReturns(layout: Elected, next: StateVector): void {
  const places = vacant(layout, next);
  next[layout.standby]!++;
  if (places > 0) failOver(layout, next, places);
}

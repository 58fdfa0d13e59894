import type { Crew } from "../model.ts";
import { endRepairStage, repaired } from "./events.ts";
import { type Follow, type GroupLayout, inRepair, type StateVector, type WayLayout } from "./layout.ts";

/** The nodes of a group that have failed in one way. */
interface Broken {
  readonly layout: GroupLayout;
  readonly of: WayLayout;
}

/** Who repairs what: a crew and the ways to fail that it mends, or one whose nodes have a repairman each. */
export interface Workshop {
  readonly crew: Crew | undefined;
  readonly mends: readonly Broken[];
}

/** The crews with what they mend, and what has no crew one by one. */
export function workshopsOf(crews: readonly Crew[], layouts: readonly GroupLayout[]): Workshop[] {
  const all = layouts.flatMap((layout) => layout.ways.map((of): Broken => ({ layout, of })));
  return [
    ...crews.map((crew) => ({ crew, mends: all.filter(({ of }) => of.way.crew === crew.name) })),
    ...all.filter(({ of }) => of.way.crew === undefined).map((one) => ({ crew: undefined, mends: [one] })),
  ];
}

/** Repairs that go on in a state, and the picking of what to repair next. */
export function repairEvents({ crew, mends }: Workshop, state: StateVector, follow: Follow): void {
  if (crew?.preemptive) {
    sharedRepairs(crew, mends, state, follow);
    return;
  }
  for (const { layout, of } of mends) {
    const { mean, stages } = of.way.repair;
    for (let stage = 0; stage < stages; stage++) {
      const nodes = state[of.repair + stage]!;
      if (nodes === 0) continue;
      const next = state.slice();
      endRepairStage(layout, of, next, stage, (to, share) => follow(to, ((nodes * stages) / mean) * share));
    }
  }
  if (crew?.pick !== undefined) {
    const free = freeRepairmen(crew, mends, state);
    const line = free > 0 ? firstInLine(crew, mends, state) : [];
    for (const { layout, of } of line) {
      const ofGroup = line.reduce((sum, one) => sum + (one.layout === layout ? state[one.of.waiting]! : 0), 0);
      const next = state.slice();
      startRepair(of, next);
      follow(next, (free / crew.pick) * (state[of.waiting]! / ofGroup));
    }
  }
}

/**
 * Puts free repairmen to work on waiting nodes, where that takes no time. Where several nodes have an equal claim any of
 * them is as likely to be next, so one state may become several.
 *
 * @param reach receives each state and its probability
 */
export function assignRepairs(
  workshops: readonly Workshop[],
  state: StateVector,
  reach: (state: StateVector, probability: number) => void,
): void {
  for (const { crew, mends } of workshops) {
    if (crew === undefined) {
      const { of } = mends[0]!;
      state[of.repair] = state[of.repair]! + state[of.waiting]!;
      state[of.waiting] = 0;
      continue;
    }
    if (crew.preemptive || crew.pick !== undefined || freeRepairmen(crew, mends, state) === 0) continue;
    const next = firstInLine(crew, mends, state);
    const claims = next.reduce((sum, { of }) => sum + state[of.waiting]!, 0);
    if (claims === 0) continue;
    for (const { of } of next) {
      const one = state.slice();
      startRepair(of, one);
      assignRepairs(workshops, one, (final, probability) => {
        reach(final, (probability * state[of.waiting]!) / claims);
      });
    }
    return;
  }
  reach(state, 1);
}

/**
 * A crew that lays work aside is always on the nodes that matter most; among groups without a priority it divides itself
 * evenly over the failed nodes. Nodes then need not be told apart by who is being repaired.
 */
function sharedRepairs(crew: Crew, mends: readonly Broken[], state: StateVector, follow: Follow): void {
  let free = crew.size;
  for (const ofRank of byRank(crew, mends)) {
    const failed = ofRank.reduce((sum, { of }) => sum + state[of.waiting]!, 0);
    if (failed === 0 || free === 0) continue;
    const repairmen = Math.min(free, failed);
    free -= repairmen;
    for (const { layout, of } of ofRank) {
      const own = state[of.waiting]!;
      if (own === 0) continue;
      const next = state.slice();
      next[of.waiting]!--;
      const rate = (repairmen * own) / failed / of.way.repair.mean;
      repaired(layout, of, next, (to, share) => follow(to, rate * share));
    }
  }
}

function freeRepairmen(crew: Crew, mends: readonly Broken[], state: StateVector): number {
  return mends.reduce((free, { of }) => free - inRepair(of, state), crew.size);
}

/** The waiting nodes of the highest priority that has any. */
function firstInLine(crew: Crew, mends: readonly Broken[], state: StateVector): readonly Broken[] {
  for (const ofRank of byRank(crew, mends)) {
    const waiting = ofRank.filter(({ of }) => state[of.waiting]! > 0);
    if (waiting.length > 0) return waiting;
  }
  return [];
}

/** Groups by priority: the named ones one by one, then all others together. */
function byRank(crew: Crew, mends: readonly Broken[]): Broken[][] {
  const named = crew.priorities.map((name) => mends.filter(({ layout }) => layout.group.name === name));
  return [...named, mends.filter(({ layout }) => !crew.priorities.includes(layout.group.name))];
}

function startRepair({ waiting, repair }: WayLayout, next: StateVector): void {
  next[waiting]!--;
  next[repair]!++;
}

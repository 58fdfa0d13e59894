import type { Crew } from "../model.ts";
import { endRepairStage, repaired } from "./events.ts";
import { type Follow, type GroupLayout, inRepair, type StateVector } from "./layout.ts";

/** Who repairs which groups: a crew and its groups, or a group whose nodes have a repairman each. */
export interface Workshop {
  readonly crew: Crew | undefined;
  readonly layouts: readonly GroupLayout[];
}

/** The crews with their groups, and the groups without a crew one by one. */
export function workshopsOf(crews: readonly Crew[], layouts: readonly GroupLayout[]): Workshop[] {
  return [
    ...crews.map((crew) => ({ crew, layouts: layouts.filter(({ group }) => group.crew === crew.name) })),
    ...layouts
      .filter(({ group }) => group.crew === undefined)
      .map((layout) => ({ crew: undefined, layouts: [layout] })),
  ];
}

/** Repairs that go on in a state, and the picking of what to repair next. */
export function repairEvents({ crew, layouts }: Workshop, state: StateVector, follow: Follow): void {
  if (crew?.preemptive) {
    sharedRepairs(crew, layouts, state, follow);
    return;
  }
  for (const layout of layouts) {
    const { mean, stages } = layout.group.repair;
    for (let stage = 0; stage < stages; stage++) {
      const nodes = state[layout.repair + stage]!;
      if (nodes === 0) continue;
      const next = state.slice();
      endRepairStage(layout, next, stage, (to, share) => follow(to, ((nodes * stages) / mean) * share));
    }
  }
  if (crew?.pick !== undefined) {
    const free = freeRepairmen(crew, layouts, state);
    for (const layout of free > 0 ? firstInLine(crew, layouts, state) : []) {
      const next = state.slice();
      startRepair(layout, next);
      follow(next, free / crew.pick);
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
  for (const { crew, layouts } of workshops) {
    if (crew === undefined) {
      const layout = layouts[0]!;
      state[layout.repair] = state[layout.repair]! + state[layout.waiting]!;
      state[layout.waiting] = 0;
      continue;
    }
    if (crew.preemptive || crew.pick !== undefined || freeRepairmen(crew, layouts, state) === 0) continue;
    const next = firstInLine(crew, layouts, state);
    const claims = next.reduce((sum, layout) => sum + state[layout.waiting]!, 0);
    if (claims === 0) continue;
    for (const layout of next) {
      const one = state.slice();
      startRepair(layout, one);
      assignRepairs(workshops, one, (final, probability) => {
        reach(final, (probability * state[layout.waiting]!) / claims);
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
function sharedRepairs(crew: Crew, layouts: readonly GroupLayout[], state: StateVector, follow: Follow): void {
  let free = crew.size;
  for (const layoutsOfRank of byRank(crew, layouts)) {
    const failed = layoutsOfRank.reduce((sum, layout) => sum + state[layout.waiting]!, 0);
    if (failed === 0 || free === 0) continue;
    const repairmen = Math.min(free, failed);
    free -= repairmen;
    for (const layout of layoutsOfRank) {
      const own = state[layout.waiting]!;
      if (own === 0) continue;
      const next = state.slice();
      next[layout.waiting]!--;
      const rate = (repairmen * own) / failed / layout.group.repair.mean;
      repaired(layout, next, (to, share) => follow(to, rate * share));
    }
  }
}

function freeRepairmen(crew: Crew, layouts: readonly GroupLayout[], state: StateVector): number {
  return layouts.reduce((free, layout) => free - inRepair(layout, state), crew.size);
}

/** The groups with waiting nodes of the highest priority that has any. */
function firstInLine(crew: Crew, layouts: readonly GroupLayout[], state: StateVector): readonly GroupLayout[] {
  for (const layoutsOfRank of byRank(crew, layouts)) {
    const waiting = layoutsOfRank.filter((layout) => state[layout.waiting]! > 0);
    if (waiting.length > 0) return waiting;
  }
  return [];
}

/** Groups by priority: the named ones one by one, then all others together. */
function byRank(crew: Crew, layouts: readonly GroupLayout[]): GroupLayout[][] {
  const named = crew.priorities.map((name) => layouts.filter(({ group }) => group.name === name));
  return [...named, layouts.filter(({ group }) => !crew.priorities.includes(group.name))];
}

function startRepair(layout: GroupLayout, next: StateVector): void {
  next[layout.waiting]!--;
  next[layout.repair]!++;
}

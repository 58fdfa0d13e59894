import { type AvailabilityModel, type Crew, type NodeGroup, waysOf } from "../model.ts";
import { groupEvents } from "./events.ts";
import { type GroupLayout, layoutOf, type StateVector, wellState } from "./layout.ts";
import { countVotes, votingEvents } from "./quorum.ts";
import { repairEvents, workshopsOf } from "./repair.ts";

/** Forms of one group that are followed one by one; with more its model is too large by itself. */
const FORMS_MAX = 20_000;

/** By how many of its nodes have failed: in how many forms a group can be, who is under repair not being told. */
type Forms = readonly number[];

/**
 * About how many states the chain of a model will have, from the forms of each group by itself and the ways to divide its crew:
 * right for crews that take what waits at once, too high where forms exclude each other.
 */
export function expectedStates(model: AvailabilityModel): number {
  const forms = model.groups.map(formsOf);
  const shared = model.crews.map((crew) => {
    const own = model.groups.flatMap((group, g) =>
      group.ways === undefined && group.crew === crew.name ? [{ group, forms: forms[g]! }] : [],
    );
    return statesOfCrew(crew, own);
  });
  const single = model.groups.flatMap((group, g) =>
    group.ways === undefined && group.crew !== undefined ? [] : [allInRepair(group, forms[g]!)],
  );
  return [...shared, ...single].reduce((product, count) => product * count, 1);
}

/** States of the groups of one crew: repairmen are divided among what has failed. */
function statesOfCrew(crew: Crew, groups: readonly { readonly group: NodeGroup; readonly forms: Forms }[]): number {
  if (crew.preemptive) return groups.reduce((product, { forms }) => product * sum(forms), 1);
  // ways[failed][repaired]: failed nodes counted up to one more than the crew can take.
  const size = Math.min(crew.size, sum(groups.map(({ group }) => group.nodes.length)));
  const most = size + 1;
  let ways = table(most);
  ways[0]![0] = 1;
  for (const { group, forms } of groups) {
    const next = table(most);
    ways.forEach((row, failed) => {
      row.forEach((before, repaired) => {
        if (before === 0) return;
        forms.forEach((count, own) => {
          for (let taken = 0; taken <= Math.min(own, size - repaired); taken++) {
            const both = Math.min(most, failed + own);
            next[both]![repaired + taken]! += before * count * stagings(taken, group.repair.stages);
          }
        });
      });
    });
    ways = next;
  }
  return ways.reduce(
    (total, row, failed) =>
      total + sum(crew.pick === undefined ? [row[Math.min(failed, size)]!] : row.slice(0, failed + 1)),
    0,
  );
}

/** Nobody waits: with several ways to fail and a crew there are more states, and they are found as they are made. */
function allInRepair(group: NodeGroup, forms: Forms): number {
  const stages = waysOf(group).map(({ attempts, repair }) =>
    sum([repair, ...attempts.map(({ time }) => time)].map((one) => one.stages)),
  );
  return forms.reduce((total, count, failed) => total + count * stagings(failed, sum(stages)), 0);
}

/** Ways in which so many nodes can be in the stages of repair. */
function stagings(nodes: number, stages: number): number {
  let ways = 1;
  for (let i = 1; i < stages; i++) ways = (ways * (nodes + i)) / i;
  return Math.round(ways);
}

/** The forms of one group by itself: its own chain, repairs in one stage and work laid aside at will. */
function formsOf(group: NodeGroup): Forms {
  const { ways: _, life: __, ...one } = group;
  const crew: Crew = { name: group.name, size: 1, priorities: [], preemptive: true };
  const { layouts, length } = layoutOf([{ ...one, repair: { ...group.repair, stages: 1 }, crew: crew.name }]);
  const layout = layouts[0] as GroupLayout;
  const [workshop] = workshopsOf([crew], layouts);
  const found = new Map<string, StateVector>();
  const pending = [wellState(layouts, length)];
  const meet = (state: StateVector): void => {
    const key = state.join();
    if (found.has(key) || found.size >= FORMS_MAX) return;
    found.set(key, state);
    pending.push(state);
  };
  meet(pending.pop()!);
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    const before = state;
    const follow = (next: StateVector): void => {
      countVotes(layout, before, next);
      meet(next);
    };
    groupEvents(layout, state, follow);
    votingEvents(layout, state, follow);
    repairEvents(workshop!, state, follow);
  }
  const forms = new Array<number>(group.nodes.length + 1).fill(0);
  for (const state of found.values()) forms[state[layout.ways[0]!.waiting]!]!++;
  return forms;
}

const table = (most: number): number[][] => Array.from({ length: most + 1 }, () => new Array<number>(most).fill(0));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

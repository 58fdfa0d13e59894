import type { AvailabilityModel, Crew, NodeGroup } from "../model.ts";
import { groupEvents } from "./events.ts";
import { type GroupLayout, layoutOf, type StateVector, wellState } from "./layout.ts";
import { repairEvents } from "./repair.ts";

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
    const own = model.groups.flatMap((group, g) => (group.crew === crew.name ? [{ group, forms: forms[g]! }] : []));
    return statesOfCrew(crew, own);
  });
  const single = model.groups.flatMap((group, g) => (group.crew === undefined ? [allInRepair(group, forms[g]!)] : []));
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

const allInRepair = (group: NodeGroup, forms: Forms): number =>
  forms.reduce((total, count, failed) => total + count * stagings(failed, group.repair.stages), 0);

/** Ways in which so many nodes can be in the stages of repair. */
function stagings(nodes: number, stages: number): number {
  let ways = 1;
  for (let i = 1; i < stages; i++) ways = (ways * (nodes + i)) / i;
  return Math.round(ways);
}

/** The forms of one group by itself: its own chain, repairs in one stage and work laid aside at will. */
function formsOf(group: NodeGroup): Forms {
  const alone = { ...group, repair: { ...group.repair, stages: 1 } };
  const { layouts, length } = layoutOf([alone]);
  const layout = layouts[0] as GroupLayout;
  const workshop = { crew: { name: "", size: 1, priorities: [], preemptive: true }, layouts };
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
    groupEvents(layout, state, meet);
    repairEvents(workshop, state, meet);
  }
  const forms = new Array<number>(group.nodes.length + 1).fill(0);
  for (const state of found.values()) forms[state[layout.waiting]!]!++;
  return forms;
}

const table = (most: number): number[][] => Array.from({ length: most + 1 }, () => new Array<number>(most).fill(0));

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

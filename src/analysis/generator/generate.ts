import type { Structure } from "../../structure/expression.ts";
import { type ProgressListener, SILENT } from "../../structure/told.ts";
import { NoAnswer, Refused } from "../../units/refused.ts";
import { type Chain, ChainBuilder } from "../chain/chain.ts";
import { type AvailabilityModel, waysOf } from "../model.ts";
import { modelProblems } from "../model-problems.ts";
import { ageEvents, settleAges } from "./ages.ts";
import { groupEvents, shockEvents } from "./events.ts";
import { type GroupLayout, layoutOf, type StateVector, served, wellState } from "./layout.ts";
import { countVotes, votingEvents } from "./quorum.ts";
import { assignRepairs, repairEvents, workshopsOf } from "./repair.ts";
import { expectedStates } from "./state-count.ts";
import { stateName } from "./state-name.ts";
import { StateTable } from "./state-table.ts";

/** Thrown for a model with more states than are worth solving. */
export class ModelTooLarge extends NoAnswer {
  override readonly name = "ModelTooLarge";
}

/** States that a generated chain may have when nothing else is said: a minute's work and 1 GB. */
export const STATES_MAX = 500_000;
/** How far the number of states expected may lie above what is allowed before the model is refused unseen. */
const MARGIN = 1.5;

/** The Markov chain of a model, equal nodes counted rather than told apart. */
export interface ServiceChain {
  readonly model: AvailabilityModel;
  readonly chain: Chain;
  readonly layouts: readonly GroupLayout[];
  /** The counts that make up a state. */
  readonly stateOf: (state: number) => StateVector;
  /** Whether the service is up in a state. */
  readonly isUp: (state: number) => boolean;
  /** Smallest share of places served, over the groups; 0 while the service is down. */
  readonly capacity: (state: number) => number;
  /** Whether the service would be up if so many places of each group were served. */
  readonly wouldBeUp: (placesServed: readonly number[]) => boolean;
}

/**
 * Generates the chain of a model, starting with all nodes well and numbering states outwards from there.
 *
 * @throws Refused listing all problems of the model; ModelTooLarge beyond `statesMax`
 */
export function generateChain(
  model: AvailabilityModel,
  statesMax = STATES_MAX,
  told: ProgressListener = SILENT,
): ServiceChain {
  const problems = modelProblems(model);
  if (problems.length > 0) throw Refused.all(problems);
  const expected = expectedStates(model);
  if (expected > MARGIN * statesMax) throw tooLarge(model, `about ${expected.toPrecision(2)}`, statesMax);
  const { layouts, length } = layoutOf(model.groups);
  const workshops = workshopsOf(model.crews, layouts);
  const builder = new ChainBuilder();
  const states = new StateTable(length);
  const numberOf = (state: StateVector): number => {
    const number = states.numberOf(state);
    if (number < statesMax) return number;
    throw tooLarge(model, `more than ${statesMax}`, statesMax);
  };

  numberOf(wellState(layouts, length));
  for (let from = 0; from < states.size; from++) {
    if (from % 256 === 0)
      told(`${states.size} of about ${expected.toPrecision(2)} states found, ${from} of them followed`);
    const state = states.at(from);
    const follow = (next: StateVector, rate: number): void => {
      for (const layout of layouts) countVotes(layout, state, next);
      const older = (grown: StateVector, share: number, layout = 0): void => {
        if (layout < layouts.length) settleAges(layouts[layout]!, grown, (to, p) => older(to, share * p, layout + 1));
        else
          assignRepairs(workshops, grown, (settled, probability) =>
            builder.add(from, numberOf(settled), rate * share * probability),
          );
      };
      older(next, 1);
    };
    for (const layout of layouts) {
      groupEvents(layout, state, follow);
      ageEvents(layout, state, follow);
      votingEvents(layout, state, follow);
    }
    for (const shock of model.shocks ?? []) shockEvents(shock, layouts, state, follow);
    for (const workshop of workshops) repairEvents(workshop, state, follow);
  }

  const wouldBeUp = upByCounts(model.needs, layouts);
  const placesServed = (state: number): number[] => layouts.map((layout) => served(layout, states.at(state)));
  const up = Uint8Array.from({ length: states.size }, (_, state) => Number(wouldBeUp(placesServed(state))));
  return {
    model,
    layouts,
    chain: builder.build(states.size, 0, (state) => stateName(layouts, states.at(state))),
    stateOf: (state) => states.at(state),
    isUp: (state) => up[state] === 1,
    capacity: (state) => {
      if (up[state] === 0) return 0;
      return Math.min(...layouts.map((layout) => served(layout, states.at(state)) / layout.group.active));
    },
    wouldBeUp,
  };
}

function tooLarge(model: AvailabilityModel, found: string, statesMax: number): ModelTooLarge {
  const eased = { ...model, crews: model.crews.map((crew) => ({ ...crew, preemptive: true })) };
  const states = expectedStates(eased);
  const canEase =
    states <= statesMax && model.groups.every((group) => waysOf(group).every(({ repair }) => repair.stages === 1));
  const remedy = canEase
    ? `Crews that lay work aside (preemptive: true) make do with about ${states.toPrecision(2)}.`
    : "Use fewer groups or stages, or solve independent parts one by one.";
  return new ModelTooLarge(`The model has ${found} states, and ${statesMax} are allowed`, remedy);
}

/** What the service needs, in terms of how many places of each group are served rather than which nodes are up. */
function upByCounts(needs: Structure, layouts: readonly GroupLayout[]): (placesServed: readonly number[]) => boolean {
  // The nodes of a group are interchangeable, so the first ones may stand for those that serve.
  const place = new Map(
    layouts.flatMap(({ group }, g) => group.nodes.map((name, rank) => [name, { g, rank }] as const)),
  );
  type Test = (placesServed: readonly number[]) => boolean;
  const compile = (part: Structure): Test => {
    if (typeof part === "string") {
      const { g, rank } = place.get(part)!;
      return (placesServed) => placesServed[g]! > rank;
    }
    const parts = "allOf" in part ? part.allOf : "anyOf" in part ? part.anyOf : part.of;
    const needed = "allOf" in part ? parts.length : "anyOf" in part ? 1 : part.atLeast;
    const gates = parts.filter((child) => typeof child !== "string").map(compile);
    // For each group: how many of its nodes among the parts are up when so many places are served.
    const counts = layouts.map(({ group }, g) => {
      const ranks = parts.flatMap((child) =>
        typeof child === "string" && place.get(child)!.g === g ? [place.get(child)!.rank] : [],
      );
      return Array.from({ length: group.active + 1 }, (_, places) => ranks.filter((rank) => rank < places).length);
    });
    const counted = [...counts.keys()].filter((g) => counts[g]!.at(-1)! > 0);
    return (placesServed) => {
      let up = 0;
      for (const g of counted) up += counts[g]![placesServed[g]!]!;
      for (const gate of gates) {
        if (up >= needed) break;
        if (gate(placesServed)) up++;
      }
      return up >= needed;
    };
  };
  return compile(needs);
}

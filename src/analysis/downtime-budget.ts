import type { ServiceChain } from "./generator/generate.ts";
import {
  alive,
  blockedPlaces,
  type GroupLayout,
  inPlace,
  isGroupBlocked,
  isStopped,
  keptPlaces,
  lacksQuorum,
  type StateVector,
  served,
} from "./generator/layout.ts";
import { type FailoverPhase, standbyCount } from "./model.ts";

/** Why a service is down. */
export type DowntimeCause =
  | "takeover"
  /** A process that has failed is noticed and started again in place. */
  | "restart"
  | "fencing"
  | "detection"
  /** A cluster has not excluded a dead node yet. */
  | "exclusion"
  /** Nodes are well, and too few to have quorum. */
  | "quorum"
  | "coverage"
  /** Nodes hang or are frozen, and their places with them, since whoever watches them does not hear it. */
  | "unheard"
  | "maintenance"
  | "common cause"
  /** A node that the service cannot spare, and nobody stands by for. */
  | "single failure"
  /** More nodes of one group than it can spare. */
  | "several failures"
  /** Nodes of several groups, none of which would have stopped the service alone. */
  | "failures in several groups";

/** One line of the downtime budget: what one cause costs. */
export interface BudgetLine {
  readonly cause: DowntimeCause;
  /** The group it happens in; several joined by " + ", or empty, where no one group explains it. */
  readonly group: string;
  /** Long-run share of time down for this cause. */
  readonly unavailability: number;
  /** Outages that begin for this cause [1/s]. */
  readonly frequency: number;
}

/** Counts of places served if some kinds of trouble were forgiven, for one group in one state. */
type Forgiving = (layout: GroupLayout, state: StateVector) => number;

/**
 * Where the downtime goes. A state that is down is put down to the least trouble whose absence would have kept the
 * service up, tried in this order: takeovers under way; restarts in place; fencing and detections as well; want of quorum; blocked places; places kept unheard; planned work; common causes;
 * what is left is put down to a group whose failures stop the service by themselves, or else to several groups. The lines add up to the unavailability of the service.
 *
 * @param probability steady state of the chain
 * @returns lines in falling order of unavailability
 */
export function downtimeBudget(service: ServiceChain, probability: Float64Array): BudgetLine[] {
  const { chain } = service;
  const lines = new Map<string, { cause: DowntimeCause; group: string; unavailability: number; frequency: number }>();
  const causes = new Map<number, readonly [DowntimeCause, string]>();
  const lineOf = (state: number): { unavailability: number; frequency: number } => {
    const [cause, group] = causes.get(state) ?? causeOf(service, service.stateOf(state));
    causes.set(state, [cause, group]);
    const key = `${cause}\n${group}`;
    const line = lines.get(key) ?? { cause, group, unavailability: 0, frequency: 0 };
    lines.set(key, line);
    return line;
  };
  for (let from = 0; from < chain.states; from++) {
    if (!service.isUp(from)) {
      lineOf(from).unavailability += probability[from]!;
      continue;
    }
    for (let t = chain.rowStart[from]!; t < chain.rowStart[from + 1]!; t++) {
      const to = chain.target[t]!;
      if (!service.isUp(to)) lineOf(to).frequency += probability[from]! * chain.rate[t]!;
    }
  }
  return [...lines.values()].sort((a, b) => b.unavailability - a.unavailability);
}

/** The cause of a state that is down, and the group in which it lies. */
function causeOf(service: ServiceChain, state: StateVector): readonly [DowntimeCause, string] {
  const { layouts } = service;
  let forgiven: Forgiving = served;
  for (const [cause, places] of FORGIVABLE) {
    const before = forgiven;
    const after: Forgiving = (layout, vector) =>
      Math.min(layout.group.active, before(layout, vector) + places(layout, vector));
    if (service.wouldBeUp(layouts.map((layout) => after(layout, state)))) {
      return [cause, helpful(service, state, before, after)[0] ?? ""];
    }
    forgiven = after;
  }
  const alone = layouts.filter(
    (failed) =>
      !service.wouldBeUp(layouts.map((each) => (each === failed ? forgiven(each, state) : each.group.active))),
  );
  if (alone.length > 0) {
    const failed = alone[0]!;
    return [sparesOne(service, failed) ? "several failures" : "single failure", failed.group.name];
  }
  const whole: Forgiving = (layout) => layout.group.active;
  return ["failures in several groups", helpful(service, state, forgiven, whole).join(" + ")];
}

/** Whether the service stays up, or comes up again, when one node of a group is down. */
function sparesOne(service: ServiceChain, failed: GroupLayout): boolean {
  const { nodes, active } = failed.group;
  const left = Math.min(active, nodes.length - 1);
  return service.wouldBeUp(service.layouts.map((each) => (each === failed ? left : each.group.active)));
}

/** The kinds of trouble, in the order in which they are forgiven, and the places each of them costs. */
const FORGIVABLE: readonly (readonly [DowntimeCause, Forgiving])[] = [
  ["takeover", (layout, state) => placesInPhase(layout, state, "takeover")],
  ["restart", inPlace],
  ["fencing", (layout, state) => placesInPhase(layout, state, "fencing")],
  ["detection", (layout, state) => placesInPhase(layout, state, "detection")],
  ["quorum", (layout, state) => (lacksQuorum(layout, state) ? alive(layout, state) : 0)],
  ["exclusion", (layout, state) => (layout.group.quorum === undefined ? 0 : placesUncovered(layout, state))],
  ["coverage", (layout, state) => (layout.group.quorum === undefined ? placesUncovered(layout, state) : 0)],
  ["unheard", (layout, state) => (standbyCount(layout.group) > 0 ? keptPlaces(layout, state) : 0)],
  ["maintenance", (layout, state) => state[layout.maintained]!],
  ["common cause", (layout, state) => (state[layout.struck]! > 0 ? layout.group.active : 0)],
];

function placesUncovered(layout: GroupLayout, state: StateVector): number {
  if (layout.group.coverage?.uncovered === "blocks place") return blockedPlaces(layout, state);
  // Had the failure been covered, standbys would have stepped in.
  if (isGroupBlocked(layout, state)) return alive(layout, state);
  return state[layout.blocked]! > 0 ? layout.group.active : 0;
}

function placesInPhase(layout: GroupLayout, state: StateVector, phase: FailoverPhase["name"]): number {
  if (isStopped(layout, state)) return 0;
  return layout.failoverStages.reduce(
    (sum, stage, i) => sum + (stage.phase === phase ? state[layout.failover + i]! : 0),
    0,
  );
}

/** The groups of which each would have been enough to forgive. */
function helpful(service: ServiceChain, state: StateVector, before: Forgiving, after: Forgiving): string[] {
  const helps = (helped: GroupLayout): boolean =>
    service.wouldBeUp(service.layouts.map((layout) => (layout === helped ? after : before)(layout, state)));
  return service.layouts.filter(helps).map((layout) => layout.group.name);
}

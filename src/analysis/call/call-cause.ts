import {
  blockedPlaces,
  type GroupLayout,
  inPlace,
  isGroupBlocked,
  lacksQuorum,
  type StateVector,
  served,
} from "../generator/layout.ts";
import type { CallRoute } from "./route.ts";
import { Seat } from "./seat.ts";

/** Why calls fail. */
export type CallCause =
  /** The call's address has no owner: nobody knows yet; a standby is stepping in; the fail-over failed; planned work. */
  | "detection"
  | "fencing"
  | "takeover"
  /** Its process has failed, and is noticed and started again in place. */
  | "restart"
  | "quorum"
  | "coverage"
  | "maintenance"
  | "common cause"
  /** Nobody is left to step in, until somebody is repaired. */
  | "vacancy"
  /** It is sent on to a node that is dead: until that is removed, or where nobody removes it. */
  | "removal"
  | "not removed"
  /** No proxy is left behind the directors; the database is down. */
  | "no proxy"
  | "database"
  /** The callee's binding is gone until the callee registers again. */
  | "bindings"
  /** The server that had its dialog, or was setting it up, has died. */
  | "dialogs"
  /** Servers that are left cannot carry the load. */
  | "overload"
  /** What fails although every server is well. */
  | "no failure";

/** Causes between a failure and the moment at which another node has taken over. */
export const OF_FAILOVER: readonly CallCause[] = ["detection", "fencing", "takeover", "removal"];

/** The tiers that keep the bindings of a route. */
export function keepersOf({ bindings, registrar, group }: CallRoute): string {
  if (bindings.kept === "by all") return bindings.layouts.map((layout) => layout.group.name).join(" + ");
  return bindings.kept === "elsewhere" ? (registrar?.group.name ?? group) : group;
}

/** Why places of a group are not served, with the share of those places; of one that is elected, the one that calls aim at. */
export function whyVacant(
  layout: GroupLayout,
  state: StateVector,
  seat: Seat | undefined,
): (readonly [CallCause, number])[] {
  if (isGroupBlocked(layout, state)) return [["coverage", 1]];
  if (lacksQuorum(layout, state)) return [["quorum", 1]];
  const count = layout.group.active - served(layout, state);
  const inPhase = (phase: string): number =>
    layout.failoverStages.reduce((sum, stage, i) => sum + (stage.phase === phase ? state[layout.failover + i]! : 0), 0);
  const detection = inPhase("detection");
  const fencing = inPhase("fencing");
  const takeover = inPhase("takeover");
  const blocked = blockedPlaces(layout, state);
  const restart = inPlace(layout, state);
  const known = detection + fencing + takeover + blocked + restart;
  const maintained = Math.min(state[layout.maintained]!, count - known);
  const rest = count - known - maintained;
  const [moves, isHeld] = [seat === Seat.MOVING, seat === Seat.IDLE || seat === Seat.BLOCKED || seat === Seat.LEFT];
  const isAny = seat === undefined;
  const causes: readonly (readonly [CallCause, number])[] = [
    ["detection", isAny || moves ? detection : 0],
    ["fencing", isAny || moves ? fencing : 0],
    ["takeover", isAny || moves ? takeover : 0],
    ["restart", isAny ? restart : 0],
    ["coverage", isAny || isHeld ? blocked : 0],
    ["maintenance", isAny || seat === Seat.VACANT ? maintained : 0],
    [state[layout.struck]! > 0 ? "common cause" : "vacancy", isAny || seat === Seat.VACANT ? rest : 0],
  ];
  const all = causes.reduce((sum, [, places]) => sum + places, 0);
  return causes.flatMap(([cause, places]) => (places > 0 ? [[cause, places / all] as const] : []));
}

/** Who serves callers and registrants in a state of the service, and how soon users are back. */
import { type GroupLayout, isGroupBlocked, type StateVector, served } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";
import type { Pool, Route } from "./route.ts";

/**
 * Probability that a refresh arrives: by way of any address, where users register at every one; by way of the one drawn for it, where
 * they choose one and do not go on to the next. The database is asked as well.
 */
export function registering(
  routes: readonly Route[],
  state: StateVector,
  { registration, nextTarget }: Caller,
): number {
  const arrives = (route: Route): number =>
    Number(
      hasEntry(route, state) &&
        (route.pool === undefined || aliveIn(route.pool, state) > 0) &&
        (route.registrar === undefined || served(route.registrar, state) > 0),
    );
  if (!registration.atOneAddress || nextTarget !== undefined) return Math.max(0, ...routes.map(arrives));
  const owned = ({ entry }: Route): number => (entry === undefined ? 1 : served(entry, state) / entry.group.active);
  return routes.reduce((sum, route) => sum + route.share * arrives(route) * owned(route), 0);
}

/** Whether any address of a route is served. */
export function hasEntry({ entry, isElected }: Route, state: StateVector): boolean {
  return entry === undefined || (isElected ? workingIn(entry, state) : served(entry, state)) > 0;
}

/** How long a REGISTER that nobody answers is sent again, and the mean time to its next copy (RFC 3261 §17.1.2.2: F = 64·T1, T2) [s]. */
const REPEATED = 32;
const NEXT_COPY = 2;

/**
 * Mean time from the moment at which users can register again until one has [s]: half a refresh; or, where requests are repeated, no
 * longer than to the next copy for those whose refresh is under way.
 */
export function returnMean({ persistence, registration: { refresh } }: Caller): number {
  if (persistence === 0) return refresh / 2;
  const pending = Math.min(1, REPEATED / refresh);
  return pending * Math.min(NEXT_COPY, refresh / 2) + (1 - pending) * ((refresh - REPEATED) / 2);
}

/** Nodes of a group that are well and not out of service. */
export function alive(layout: GroupLayout, state: StateVector): number {
  return state[layout.serving]! + state[layout.standby]!;
}

/** Nodes of a group to which something may be sent on; none while an uncovered failure has blocked it. */
export const workingIn = (layout: GroupLayout, state: StateVector): number =>
  isGroupBlocked(layout, state) ? 0 : alive(layout, state);

/** Nodes of a pool that work. */
export function aliveIn(pool: Pool | undefined, state: StateVector): number {
  return pool?.layouts.reduce((sum, layout) => sum + workingIn(layout, state), 0) ?? 0;
}

/** Who serves callers and registrants in a state of the service, and how soon users are back. */
import { power } from "../../special/power.ts";
import { alive, type GroupLayout, isStopped, type StateVector, served, written } from "../generator/layout.ts";
import type { Caller } from "./caller.ts";
import { RETURN } from "./place.ts";
import type { CallRoute, Pool } from "./route.ts";

/**
 * Probability that a refresh arrives: by way of any address, where users register at every one; by way of the one drawn for it, where
 * they choose one and do not go on to the next. The database is asked as well.
 */
export function registering(
  routes: readonly CallRoute[],
  state: StateVector,
  { registration, nextTarget }: Caller,
): number {
  const arrives = (route: CallRoute): number => Number(hasEntry(route, state) && isHandled(route, state));
  if (!registration.atOneAddress || nextTarget !== undefined) return Math.max(0, ...routes.map(arrives));
  const owned = ({ entry }: CallRoute): number => (entry === undefined ? 1 : served(entry, state) / entry.group.active);
  return routes.reduce((sum, route) => sum + route.share * arrives(route) * owned(route), 0);
}

/** Whether what reaches an address of a route is answered as it should. */
const isHandled = ({ pool, registrar }: CallRoute, state: StateVector): boolean =>
  (pool === undefined || aliveIn(pool, state) > 0) && (registrar === undefined || written(registrar, state) > 0);

/** By how many addresses a refresh arrives that is sent to `most` of them at once. */
export function answering(routes: readonly CallRoute[], state: StateVector, most: number): number {
  const answers = routes.map((route) => {
    const { entry, shares } = route;
    return isHandled(route, state)
      ? Math.min(shares.length, entry === undefined ? shares.length : served(entry, state))
      : 0;
  });
  return Math.min(
    most,
    answers.reduce((sum, one) => sum + one, 0),
  );
}

/** Whether any address of a route is served. */
export const hasEntry = ({ entry }: CallRoute, state: StateVector): boolean =>
  entry === undefined || served(entry, state) > 0;

/**
 * Whether anybody answers a REGISTER, if only by refusing it: an address is served, and proxies work behind it, or are known to be dead.
 */
export function hearsRegistrants(routes: readonly CallRoute[], state: StateVector): boolean {
  return routes.some(
    (route) =>
      hasEntry(route, state) &&
      (route.pool === undefined ||
        aliveIn(route.pool, state) > 0 ||
        (soundIn(route.pool, state) === 0 && route.pool.removals.every((removal) => removal < Infinity))),
  );
}

/** Mean time to the next copy of a REGISTER that nobody answers (RFC 3261 §17.1.2.2: T2 between two) [s]. */
const NEXT_COPY = 2;

/**
 * How long a refresh that nobody answers may still meet an address that is served again [s]; 0: it is sent once. Who goes on to the next
 * target sends to each for a while only, and any of them may be the first that is back.
 */
export function sentFor(routes: readonly CallRoute[], { nextTarget, registration }: Caller): number {
  const { atOneAddress, refresh, repeated } = registration;
  if (refresh === Infinity) return 0;
  const others = routes.reduce((sum, { shares }) => sum + shares.length, 0) - 1;
  return Math.min(repeated + (atOneAddress && nextTarget !== undefined ? (nextTarget * others) / 2 : 0), refresh);
}

/**
 * When users are back who have been sending in vain for long, once they can register again: those whose refresh is under way with its next
 * copy, the others when their turn comes. The share of the former, and rates.
 *
 * @param sending how long a refresh is sent
 */
export function returns(caller: Caller, sending: number) {
  const { refresh } = caller.registration;
  const soon = Math.min(NEXT_COPY, sending / 2, refresh / 2);
  const later = (refresh - sending) / 2;
  return {
    pending: sending / refresh,
    /** Rate at which those who are sending give up or are joined by others; 0: nobody sends again [1/s]. */
    waiting: sending > 0 ? 1 / sendingTime(caller, sending) : 0,
    /** Rate of a stage of the way back that begins with these. */
    comingBack: (at: number, { SOON, PENDING }: { readonly SOON: number; readonly PENDING: number }): number =>
      at === PENDING ? 1 / soon : RETURN / (at >= SOON ? later : refresh / 2),
  };
}

/** Points by which the time since a user's last turn is told. */
const POINTS = 240;

/**
 * The same for users whose bindings have run out meanwhile, where the outage outlasts that by an exponential time: a binding lasts as
 * long as some refreshes, so that most have just had their turn.
 *
 * @param outage mean of that time [s]
 * @returns the share of them whose refresh is still being sent, and the mean time to the next turn, of all [s]
 */
export function returnsAfterExpiry({ registration: { refresh, expires } }: Caller, sending: number, outage: number) {
  let [all, pending, waited] = [0, 0, 0];
  for (let i = 0; i < POINTS; i++) {
    const over = ((i + 0.5) * refresh) / POINTS;
    const weight = Math.exp(-over / outage);
    const since = (over + expires) % refresh;
    all += weight;
    waited += weight * (refresh - since);
    if (since < sending) pending += weight;
  }
  return { pending: pending / all, later: waited / all };
}

/**
 * How long that takes [s]: after an outage of v the others wait for (R − v)²/2R on average; the mean of an exponential time that ends the
 * same way and takes as much off in between.
 */
export function sendingTime({ registration: { refresh } }: Caller, most: number): number {
  const least = (refresh - most) ** 2;
  return ((power(refresh, 3) - power(refresh - most, 3)) / 3 - most * least) / (refresh ** 2 - least);
}

/** Nodes of a group to which something may be sent on; none while an uncovered failure has blocked it, or without quorum. */
export const workingIn = (layout: GroupLayout, state: StateVector): number =>
  isStopped(layout, state) ? 0 : alive(layout, state);

/** Nodes of a pool that live, though they may serve nobody: directors go on sending to those that are blocked. */
export function soundIn({ layouts }: Pool, state: StateVector): number {
  return layouts.reduce((sum, layout) => sum + alive(layout, state), 0);
}

/** Nodes of a pool that work. */
export function aliveIn(pool: Pool | undefined, state: StateVector): number {
  return pool?.layouts.reduce((sum, layout) => sum + workingIn(layout, state), 0) ?? 0;
}
